"""The explainer as EPUB 3 (https://www.w3.org/TR/epub-33/): a file for each leaf, for readers of books."""

from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple
from xml.etree.ElementTree import Element
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from markupsafe import Markup

from site_builder.core.lettering import is_from_the_right
from site_builder.pages.book import Book, Leaf
from site_builder.pages.onefile import TYPES, Files
from site_builder.pages.trees import classes, drop, words, written

# Names that no leaf has: ids have no underscore.
START, IMPRINT, NAV, STYLE = "_start.xhtml", "_imprint.xhtml", "_nav.xhtml", "_style.css"
XHTML = "application/xhtml+xml"
# What a reading system does better, or what needs a page that answers.
LEFT_OUT = {"nav", "input", "fieldset", "label", "legend"}
LEFT_OUT_CLASSES = {"close", "filters", "nothing-left", "popover-ways"}
ATTRIBUTES = {"popover", "popovertarget", "popovertargetaction", "tabindex", "loading", "decoding", "type", "focusable"}

CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
PAGE = Markup("""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{language}" \
xml:lang="{language}"{side}>
<head>
<title>{title}</title>
<link rel="stylesheet" href="{style}"/>
</head>
<body class="{look}">
{text}
</body>
</html>
""")
PACKAGE = Markup("""<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{language}"{side}>
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{base_url}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:language>{language}</dc:language>
<dc:creator>{publisher}</dc:creator>
<dc:publisher>{publisher}</dc:publisher>
<dc:description>{description}</dc:description>
<dc:date>{day}</dc:date>
<dc:rights>{licence_name}, {licence_url}</dc:rights>
<meta property="dcterms:modified">{updated}</meta>
{access}
</metadata>
<manifest>
{manifest}
</manifest>
<spine{direction}>
{spine}
</spine>
</package>
""")
META = Markup('<meta property="schema:{}">{}</meta>')
FEATURES = ("tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability")
SUMMARY = "Every chart stands beside a table of its values, and every picture has a description."


class Item(NamedTuple):
    """A file of the book. properties: of the manifest, such as "svg"."""

    path: str
    data: bytes
    type: str
    properties: str = ""


def epub(book: Book, files: Files, own_style: str) -> bytes:
    """The whole book as EPUB. files: gives what lies at a path below the site's root; own_style: its CSS."""
    pictures: dict[str, Item] = {}
    leaves = [_leaf(book, leaf, files, pictures) for leaf in book.leaves]
    nav = Item(NAV, _page(book, "Contents", "", Markup("\n").join(_nav(book))), XHTML, "nav")
    imprint = Item(IMPRINT, _page(book, "About this edition", "", _imprint(book)), XHTML)
    items = [leaves[0], nav, *leaves[1:], imprint]
    style = Item(STYLE, own_style.encode(), "text/css")
    package = _package(book, items, [style, *pictures.values()])
    return _zipped(
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", CONTAINER.encode()),
        ("EPUB/package.opf", package),
        *((f"EPUB/{item.path}", item.data) for item in (*items, style, *pictures.values())),
    )


def _zipped(*entries: tuple[str, bytes]) -> bytes:
    """An archive in the order of its entries, without the time at which it was made."""
    whole = BytesIO()
    with ZipFile(whole, "w") as archive:
        for path, data in entries:
            about = ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            about.create_system, about.external_attr = 3, 0o644 << 16
            # The first entry says what the file is, to whoever looks at its first bytes.
            archive.writestr(about, data, ZIP_STORED if path == "mimetype" else ZIP_DEFLATED)
    return whole.getvalue()


def _package(book: Book, items: list[Item], others: list[Item]) -> bytes:
    imprint = book.imprint
    is_rtl = is_from_the_right(imprint.language)
    drawn = any(item.properties == "svg" for item in items) or len(others) > 1
    item = Markup('<item id="item-{}" href="{}" media-type="{}"{}/>')
    properties = Markup(' properties="{}"')
    text = PACKAGE.format(
        language=imprint.language,
        side=Markup(' dir="rtl"') if is_rtl else "",
        base_url=imprint.base_url,
        title=imprint.title,
        publisher=imprint.publisher,
        description=imprint.description,
        day=imprint.day,
        licence_name=imprint.licence_name,
        licence_url=imprint.licence_url,
        updated=imprint.updated,
        access=Markup("\n").join(_access(drawn=drawn)),
        manifest=Markup("\n").join(
            item.format(number, one.path, one.type, properties.format(one.properties) if one.properties else "")
            for number, one in enumerate([*items, *others])
        ),
        direction=Markup(' page-progression-direction="rtl"') if is_rtl else "",
        spine=Markup("\n").join(Markup('<itemref idref="item-{}"/>').format(number) for number in range(len(items))),
    )
    return text.encode()


def _access(*, drawn: bool) -> Iterator[Markup]:
    """What readers can expect who do not see, or not well."""
    yield META.format("accessMode", "textual")
    if drawn:
        yield META.format("accessMode", "visual")
    yield META.format("accessModeSufficient", "textual")
    for feature in (*FEATURES, *(["alternativeText"] if drawn else [])):
        yield META.format("accessibilityFeature", feature)
    yield META.format("accessibilityHazard", "none")
    yield META.format("accessibilitySummary", SUMMARY)


# ---- Pages ----


def _page(book: Book, title: str, look: str, text: Markup) -> bytes:
    language = book.imprint.language
    side = Markup(' dir="rtl"') if is_from_the_right(language) else ""
    return PAGE.format(language=language, side=side, title=title, style=STYLE, look=look, text=text).encode()


def _nav(book: Book) -> Iterator[Markup]:
    """The contents, with the sections of each topic, and the landmarks."""
    entry = Markup('<li><a href="{}">{}</a>{}</li>')
    yield Markup(
        '<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="title">\n<h1 id="title">Contents</h1>\n<ol>'
    )
    for leaf in book.leaves:
        below = [entry.format(f"{_file(leaf)}#{name}", title, "") for name, title in _sections(leaf)]
        title = leaf.title if leaf.address else book.imprint.title
        yield entry.format(_file(leaf), title, Markup("<ol>{}</ol>").format(Markup().join(below)) if below else "")
    yield entry.format(IMPRINT, "About this edition", "")
    yield Markup('</ol>\n</nav>\n<nav epub:type="landmarks" hidden="" aria-label="Landmarks">\n<ol>')
    landmark = Markup('<li><a epub:type="{}" href="{}">{}</a></li>')
    yield landmark.format("toc", NAV, "Contents")
    yield landmark.format("bodymatter", _file(book.leaves[0]), book.leaves[0].title)
    for leaf in book.leaves:
        if leaf.address == "glossary/":
            yield landmark.format("glossary", _file(leaf), leaf.title)
    yield Markup("</ol>\n</nav>")


def _sections(leaf: Leaf) -> Iterator[tuple[str, str]]:
    """The names and titles of a topic's parts."""
    for section in leaf.body.iter("section") if leaf.is_topic else ():
        title = next(section.iter("h2"), None)
        if section.get("id") and title is not None:
            yield section.get("id", ""), words(title)


def _imprint(book: Book) -> Markup:
    imprint = book.imprint
    return Markup(
        "<section>\n<h1>About this edition</h1>\n<p>{note}</p>\n<p>Edition of {date}. The newest is at "
        '<a href="{base_url}">{base_url}</a></p>\n<p>{publisher} · Text: '
        '<a href="{licence_url}">{licence_name}</a></p>\n</section>'
    ).format(
        note=book.note,
        date=imprint.date,
        base_url=imprint.base_url,
        publisher=imprint.publisher,
        licence_url=imprint.licence_url,
        licence_name=imprint.licence_name,
    )


def _file(leaf: Leaf) -> str:
    return f"{leaf.name}.xhtml" if leaf.address else START


def _leaf(book: Book, leaf: Leaf, files: Files, pictures: dict[str, Item]) -> Item:
    """A leaf as its file. pictures: takes those that it shows."""
    for link, target in list(book.links(leaf)):
        link.set("href", target.url or _way(book, leaf, target.leaf, target.fragment))
    drop(leaf.body, lambda one: one.tag in LEFT_OUT or bool(LEFT_OUT_CLASSES & set(classes(one))))
    for one in leaf.body.iter():
        _as_in_a_book(one)
        if one.tag == "img":
            _show(one, book.file(leaf, one.get("src", "")), files, pictures)
    _unlink(leaf.body)
    leaf.body.tag = "section"
    title = next(leaf.body.iter("h1"), None)
    if title is not None:
        title.set("id", title.get("id") or "leaf-title")
        leaf.body.set("aria-labelledby", title.get("id", ""))
    text = Markup(written(leaf.body, "xhtml"))  # noqa: S704 - `written` escapes
    drawn = next(leaf.body.iter("svg"), None) is not None
    return Item(_file(leaf), _page(book, leaf.title, leaf.look, text), XHTML, "svg" if drawn else "")


def _way(book: Book, leaf: Leaf, address: str, fragment: str) -> str:
    """The way from a leaf to a place, which in the same file is its name alone."""
    file = "" if address == leaf.address and fragment else _file(book.by_address[address])
    return file + (f"#{fragment}" if fragment else "")


def _as_in_a_book(one: Element) -> None:
    """An element that does without a script and without a window: what opened a note is a link to it."""
    target = one.get("popovertarget")
    if one.tag == "button" and target:
        one.tag = "a"
        one.set("href", f"#{target}")
        one.set("epub:type", "noteref")
        one.set("role", "doc-noteref")
    elif one.get("popover") is not None and one.tag == "div":
        one.tag = "aside"
        one.set("epub:type", "footnote")
        one.set("role", "doc-footnote")
    elif one.tag == "details":
        one.set("open", "")
    if one.get("align"):
        one.set("style", f"text-align: {one.attrib.pop('align')}")
    for name in ATTRIBUTES & set(one.keys()):
        del one.attrib[name]


def _unlink(body: Element) -> None:
    """Takes the address from links to what was left out."""
    names = {f"#{one.get('id')}" for one in body.iter() if one.get("id")}
    for one in body.iter("a"):
        if one.get("href", "").startswith("#") and one.get("href") not in names:
            one.tag = "span"
            for name in ("href", "epub:type", "role", "rel"):
                one.attrib.pop(name, None)


def _show(one: Element, path: str, files: Files, pictures: dict[str, Item]) -> None:
    """Has a picture shown from within the book; of one that cannot be had its words stay."""
    data, kind = files(path) if path else None, TYPES.get(path.rpartition(".")[2].lower(), "")
    if data is None or not kind:
        one.text, one.tag = one.get("alt", ""), "span"
        one.attrib.clear()
        return
    pictures[path] = Item(path, data, kind)
    one.set("src", path)
