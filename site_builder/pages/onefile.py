"""The explainer in one HTML file, which asks for nothing and runs nothing."""

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from xml.etree.ElementTree import Element, SubElement

from markupsafe import Markup

from site_builder.core.lettering import is_from_the_right
from site_builder.pages.book import HEADINGS, IDS, Book, Leaf
from site_builder.pages.styles import squeezed
from site_builder.pages.trees import written

Files = Callable[[str], bytes | None]
# Addresses in a style sheet, in quotes or bare.
ADDRESS = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)""")
TYPES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
    "woff2": "font/woff2",
}
PAGE = Markup("""<!doctype html>
<html lang="{language}"{side}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{fingerprint}'; \
img-src data:; font-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="{description}">
<meta name="color-scheme" content="light dark">
<link rel="canonical" href="{base_url}">
{icon}<style>{style}</style>
</head>
<body class="page-edition">
<a class="skip" href="#contents">Skip to the contents</a>
<main>
{text}
</main>
<footer class="site-footer">
<div class="sheet">
<p class="as-of-note">{note}</p>
<p>Edition of <time datetime="{day}">{date}</time>. The newest is at \
<a class="address" rel="external noopener" href="{base_url}">{base_url}</a></p>
<p class="imprint">{publisher} · Text: <a rel="license external noopener" href="{licence_url}">{licence_name}</a></p>
</div>
</footer>
</body>
</html>
""")


def one_file(book: Book, files: Files, own_style: str) -> bytes:
    """The whole book in one file. files: gives what lies at a path below the site's root; own_style: CSS of the
    edition, which comes last."""
    imprint = book.imprint
    style = Markup(_style(book, files, own_style))  # noqa: S704 - style sheets of the site
    icon = _as_data(book.file(book.leaves[0], book.icon), files) if book.icon else ""
    text = "\n".join(written(_article(book, leaf, files), "html") for leaf in book.leaves)
    page = PAGE.format(
        language=imprint.language,
        side=Markup(' dir="rtl"') if is_from_the_right(imprint.language) else "",
        fingerprint=f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}",
        title=imprint.title,
        description=imprint.description,
        base_url=imprint.base_url,
        icon=Markup('<link rel="icon" href="{}">\n').format(icon) if icon else "",
        style=style,
        text=Markup(text),  # noqa: S704 - it was pages, and `written` escapes
        note=book.note,
        day=imprint.day,
        date=imprint.date,
        publisher=imprint.publisher,
        licence_url=imprint.licence_url,
        licence_name=imprint.licence_name,
    )
    return page.encode()


# ---- Style ----


def _style(book: Book, files: Files, own_style: str) -> str:
    """Every style sheet that a leaf asks for, in the order in which they do."""
    # A font that is at hand is never late, and none is left out for that.
    parts = [_within(book, "", book.style, files).replace("font-display: optional", "font-display: block")]
    for sheet in book.sheets:
        path = book.file(book.leaves[0], sheet)
        parts.append(_within(book, path, (files(path) or b"").decode("utf-8", "replace"), files))
    # What would end the element before its end is no style.
    return squeezed("\n".join([*parts, own_style])).replace("</", "<\\/")


def _within(book: Book, path: str, css: str, files: Files) -> str:
    """A style sheet with its fonts and pictures within it."""
    sheet = Leaf(path, "", "", Element("article"))

    def embedded(found: re.Match[str]) -> str:
        address = found[1] or found[2] or found[3] or ""
        if address.startswith("data:"):
            return found[0]
        return f'url("{_as_data(book.file(sheet, address), files) or "data:,"}")'

    return ADDRESS.sub(embedded, css)


def _as_data(path: str, files: Files) -> str:
    """A file as an address that holds it, "" where there is none."""
    kind, data = TYPES.get(path.rpartition(".")[2].lower(), ""), files(path) if path else None
    return f"data:{kind};base64,{b64encode(data).decode()}" if data is not None and kind else ""


# ---- Text ----


def _article(book: Book, leaf: Leaf, files: Files) -> Element:
    """A leaf with names that no other leaf has."""
    for link, target in list(book.links(leaf)):
        link.set("href", target.url or f"#{_place(book, target.leaf, target.fragment)}")
        if target.url and not link.get("rel"):
            link.set("rel", "noopener")
    for one in leaf.body.iter():
        _rename(one, leaf)
        if one.tag == "img":
            _embed(one, book, leaf, files)
    article = leaf.body
    article.set("class", f"leaf sheet {leaf.look}")
    article.set("id", leaf.name)
    title = next(article.iter("h1"), None)
    if title is not None:
        title.set("id", title.get("id") or f"{leaf.name}:title")
        article.set("aria-labelledby", title.get("id", ""))
    if leaf.address:
        _place_below(article, leaf)
    else:
        _add_contents(article, book)
    return article


def _place(book: Book, address: str, fragment: str) -> str:
    name = book.by_address[address].name
    return f"{name}:{fragment}" if fragment else name


def _rename(one: Element, leaf: Leaf) -> None:
    """Gives an element's ids, and those it speaks of, the leaf's name before them."""
    for name, value in one.items():
        if name in IDS:
            one.set(name, " ".join(f"{leaf.name}:{word}" for word in value.split()))
        elif name == "id" or (name == "name" and one.tag in {"input", "details"}):
            one.set(name, f"{leaf.name}:{value}")
        elif value.startswith("url(#"):
            one.set(name, f"url(#{leaf.name}:{value.removeprefix('url(#')}")


def _embed(one: Element, book: Book, leaf: Leaf, files: Files) -> None:
    """Puts a picture into its element; of one that cannot be had its words stay."""
    data = _as_data(book.file(leaf, one.get("src", "")), files)
    one.attrib.pop("loading", None)
    if data:
        one.set("src", data)
        return
    one.text = one.get("alt", "")
    one.tag = "span"
    one.attrib.clear()


def _place_below(article: Element, leaf: Leaf) -> None:
    """Headings one level down, below the book's own, and parts with the leaf's title in what they are called."""
    for one in article.iter():
        if one.tag in HEADINGS:
            one.tag = HEADINGS[min(HEADINGS.index(one.tag) + 1, len(HEADINGS) - 1)]
        elif one.tag in {"section", "nav"} or one.get("role") == "region":
            if one.get("aria-labelledby"):
                one.set("aria-labelledby", f"{one.get('aria-labelledby')} {article.get('aria-labelledby')}")
            elif one.get("aria-label"):
                one.set("aria-label", f"{one.get('aria-label')} – {leaf.title}")


def _add_contents(article: Element, book: Book) -> None:
    """The title of the book above home's own, and the contents behind what opens it."""
    header = article.find("header")
    if header is not None:
        kicker = Element("p", {"class": "kicker edition-title"})
        kicker.text = book.imprint.title
        header.insert(0, kicker)
    nav = Element("nav", {"class": "band edition-contents", "id": "contents", "aria-labelledby": "contents-title"})
    SubElement(nav, "h2", {"class": "band-title", "id": "contents-title"}).text = "Contents"
    listed = SubElement(SubElement(nav, "div", {"class": "band-body"}), "ol")
    for leaf in book.leaves[1:]:
        entry = SubElement(listed, "li", {"class": f"{'topic-entry ' if leaf.is_topic else ''}{leaf.look}"})
        SubElement(entry, "a", {"href": f"#{leaf.name}"}).text = leaf.title
    sections = [at for at, one in enumerate(article) if one.tag == "section"]
    article.insert(sections[1] if len(sections) > 1 else len(article), nav)
