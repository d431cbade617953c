"""Pages become a tree, leaves of one book, and one file: names, links, and nothing from elsewhere."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZIP_STORED, ZipFile

import pytest

from site_builder.pages.book import Book, Imprint
from site_builder.pages.epub import epub
from site_builder.pages.onefile import one_file
from site_builder.pages.trees import Untidy, drop, parsed, words, written

BASE = "https://example.org/rivers/"
FRAME = """<!doctype html>
<html lang="en"><head><title>x</title><style>@font-face {{ src: url("{up}static/fonts/a.woff2"); }}</style>
<link rel="stylesheet" href="{up}static/css/site.css"><link rel="icon" href="{up}static/favicon.svg"></head>
<body class="page-x"><header>Site</header><main id="main">{main}</main>{after}
<footer><p class="as-of-note">Later events were not checked.</p></footer><script>1</script></body></html>"""


def page(main: str, depth: int = 0, after: str = "") -> str:
    return FRAME.format(main=main, up="../" * depth, after=after)


HOME = page("<header><h1>Who?</h1></header><section><h2 id='a'>Answer</h2></section><a href='topics/water/#half'>w</a>")
TOPIC = page(
    '<header><h1>Water</h1></header><section id="half" aria-labelledby="t"><h2 id="t">Half</h2>'
    '<p>One<button popovertarget="p">term</button> <a href="../../glossary/ford/">ford</a>'
    ' <a href="#gone">gone</a> <a href="../../claims/one/#outcome">claim</a> <a href="../../data/x/">x</a></p>'
    "</section>"
    '<nav><a rel="prev" href="../other/">Other</a></nav>',
    2,
    '<div popover id="p">Meaning</div>',
)
GLOSSARY = page(
    '<h1>Glossary</h1><dl><div id="ford"><dt><a href="ford/">Ford</a></dt><dd>A shallow place</dd></div></dl>', 1
)
PEOPLE = page('<h1>People</h1><h2><a href="anand/">Anand</a></h2><p><a href="../people/anand/">he</a></p>', 1)
FILES = {
    "static/css/site.css": b".a { mask: url(\"data:image/svg+xml,%3Csvg/%3E\"); background: url('../img/b.png'), "
    b"url(https://elsewhere.org/c.png); }",
    "static/fonts/a.woff2": b"font",
    "static/img/b.png": b"picture",
    "static/favicon.svg": b"<svg/>",
}


def book(*pages: tuple[str, str], language: str = "en") -> Book:
    imprint = Imprint(
        "Two Rivers", "A treaty.", language, "The Desk", "CC BY", "https://cc.org/", BASE, "2026-01-10T12:00:00Z"
    )
    return Book(imprint, pages or (("", HOME), ("topics/water/", TOPIC), ("glossary/", GLOSSARY), ("people/", PEOPLE)))


def file(*pages: tuple[str, str], files: Callable[[str], bytes | None] = FILES.get, language: str = "en") -> str:
    return one_file(book(*pages, language=language), files, ".own { color: red; }").decode()


def hrefs(html: str) -> list[str]:
    return [one.get("href", "") for one in parsed(html).iter("a")]


# Trees.


@pytest.mark.parametrize(
    "html",
    [
        "<p>a &amp; b &lt;c&gt; é हिन्दी</p>",
        '<img src="a.png" alt=""><br><input checked>',
        '<svg viewBox="0 0 1 1"><linearGradient><path d="M0 0"></path></linearGradient></svg>',
        "<style>a > b {}</style>",
        '<p title="&#34;a&#34;">b<b>c</b>d</p>',
    ],
)
def test_page_is_written_as_it_was_read(html: str) -> None:
    whole = f"<html><body>{html}</body></html>"
    assert whole == written(parsed(whole), "html")


def test_tags_that_html_lets_fall_are_found() -> None:
    html = "<html><ul><li>a<li>b</ul><p>c<div>d</div><table><tr><td>e<th>f<tr><td>g</table><dl><dt>h<dd>i</dl></html>"
    read = re.sub(r"\s", "", written(parsed(html), "html"))
    assert read == (
        "<html><ul><li>a</li><li>b</li></ul><p>c</p><div>d</div><table><tr><td>e</td><th>f</th></tr><tr><td>g</td></tr>"
        "</table><dl><dt>h</dt><dd>i</dd></dl></html>"
    )


@pytest.mark.parametrize("html", ["<html><b>a</html>", "<html></i></html>", "<p>a</p>", "<html><div>"])
def test_tags_that_do_not_pair_are_refused(html: str) -> None:
    with pytest.raises(Untidy):
        parsed(html)


def test_text_behind_what_is_dropped_stays() -> None:
    tree = parsed("<html>a<i>b</i>c<b>d</b>e<i>f</i>g</html>")
    drop(tree, lambda one: one.tag == "i")
    assert written(tree, "html") == "<html>ac<b>d</b>eg</html>"
    assert words(tree) == "acdeg"


def test_xhtml_closes_what_html_leaves_open() -> None:
    tree = parsed("<html><body><br><a id=x hidden></a><svg></svg></body></html>")
    assert written(tree, "xhtml") == (
        '<html xmlns="http://www.w3.org/1999/xhtml"><body><br/><a id="x" hidden=""></a>'
        '<svg xmlns="http://www.w3.org/2000/svg"></svg></body></html>'
    )


# One file.


class _Ids(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]


def ids(html: str) -> list[str]:
    reader = _Ids()
    reader.feed(html)
    return reader.ids


def test_same_name_on_two_pages_is_two_names_in_the_file() -> None:
    twin = page('<h1>Twin</h1><p id="half">b</p>', 2)
    found = ids(file(("", HOME), ("topics/water/", TOPIC), ("topics/twin/", twin)))
    assert sorted(set(found)) == sorted(found)
    assert {"topics.water", "topics.twin", "topics.water:half", "topics.twin:half"} <= set(found)


def test_what_speaks_of_a_name_speaks_of_the_new_one() -> None:
    html = file()
    assert 'popovertarget="topics.water:p"' in html
    assert 'aria-labelledby="topics.water:t topics.water:title"' in html


def test_links_lead_into_the_file_where_it_holds_their_target() -> None:
    found = hrefs(file())
    assert "#topics.water:half" in found
    assert "#glossary:ford" in found  # the term has no leaf, but a place on the glossary
    assert "#people:anand" in found  # which had no name before


def test_links_lead_to_the_web_where_the_file_does_not_hold_their_target() -> None:
    found = hrefs(file())
    assert BASE + "data/x/" in found
    assert BASE + "claims/one/#outcome" in found
    assert BASE + "glossary/ford/" in found  # from the place itself to more of it


def test_no_link_leads_nowhere() -> None:
    html = file()
    assert {href[1:] for href in hrefs(html) if href.startswith("#")} <= set(ids(html))
    assert "#topics.water" in hrefs(html)  # a place that the page did not have either


def test_nothing_is_asked_for_elsewhere() -> None:
    html = file(
        ("", HOME), ("topics/water/", page('<h1>W</h1><img src="../../static/img/b.png" alt="b" loading="lazy">', 2))
    )
    tree = parsed(html)
    assert [one.get("src") for one in tree.iter("img")] == ["data:image/png;base64,cGljdHVyZQ=="]
    assert list(tree.iter("script")) == []
    assert [one.get("rel") for one in tree.iter("link")] == ["canonical", "icon"]
    style = "".join(one.text or "" for one in tree.iter("style"))
    assert re.findall(r"url\((.{7})", style) == ['"data:f', '"data:i', '"data:i', '"data:,']
    assert "elsewhere" not in style
    assert ".own" in style


def test_picture_that_is_not_there_leaves_its_words() -> None:
    html = file(("", page('<h1>W</h1><p>a <img src="https://elsewhere.org/b.png" alt="A map"> c</p>')))
    assert "<p>a <span>A map</span> c</p>" in html


def test_headings_stand_below_the_books_own() -> None:
    tree = parsed(file())
    assert [words(one) for one in tree.iter("h1")] == ["Who?"]
    assert [words(one) for one in tree.iter("h2")] == ["Answer", "Contents", "Water", "Glossary", "People"]


def test_way_to_the_next_page_is_left_out() -> None:
    assert "Other</a>" not in file()


@pytest.mark.parametrize(
    ("language", "text"), [("hi", "नई दिल्ली में शिखर सम्मेलन"), ("ru", "Визит в Нью-Дели"), ("ar", "زيارة")]
)
def test_every_script_stays_as_it_is(language: str, text: str) -> None:
    html = file(("", page(f"<h1>{text}</h1><p id='x'>{text}</p>")), language=language)
    assert html.count(text) == 2
    assert f'<html lang="{language}"{" dir=" if language == "ar" else ""}' in html.replace('"rtl"', "")


def test_same_pages_give_the_same_bytes() -> None:
    assert file() == file()


# EPUB.


def entries(*pages: tuple[str, str], language: str = "en") -> dict[str, str]:
    """The files of an EPUB by their paths, in its order."""
    with ZipFile(BytesIO(epub(book(*pages, language=language), FILES.get, "p { color: red }"))) as archive:
        return {path: archive.read(path).decode("utf-8", "replace") for path in archive.namelist()}


def test_first_bytes_say_what_the_file_is() -> None:
    data = epub(book(), FILES.get, "")
    with ZipFile(BytesIO(data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
        assert {about.date_time for about in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert data[30:58] == b"mimetypeapplication/epub+zip"


def test_same_pages_give_the_same_book() -> None:
    assert epub(book(), FILES.get, "") == epub(book(), FILES.get, "")


def test_each_leaf_is_a_file_in_the_order_of_reading() -> None:
    package = ET.fromstring(entries()["EPUB/package.opf"])  # noqa: S314 - our own
    space = {"o": "http://www.idpf.org/2007/opf"}
    hrefs = {one.get("id"): one.get("href") for one in package.iterfind("o:manifest/o:item", space)}
    assert [hrefs[one.get("idref")] for one in package.iterfind("o:spine/o:itemref", space)] == [
        "_start.xhtml", "_nav.xhtml", "topics.water.xhtml", "glossary.xhtml", "people.xhtml", "_imprint.xhtml",
    ]  # fmt: skip
    assert set(hrefs.values()) == {path.removeprefix("EPUB/") for path in entries()} - {
        "mimetype", "META-INF/container.xml", "package.opf",
    }  # fmt: skip


def test_book_says_when_it_changed_from_the_content() -> None:
    package = entries()["EPUB/package.opf"]
    assert '<meta property="dcterms:modified">2026-01-10T12:00:00Z</meta>' in package
    assert f'<dc:identifier id="id">{BASE}</dc:identifier>' in package


def test_what_opened_a_note_leads_to_it() -> None:
    water = entries()["EPUB/topics.water.xhtml"]
    assert '<a href="#p" epub:type="noteref" role="doc-noteref">term</a>' in water
    assert '<aside id="p" epub:type="footnote" role="doc-footnote">Meaning</aside>' in water
    assert "<button" not in water


def test_links_of_a_book_lead_to_its_files() -> None:
    files = entries()
    assert 'href="topics.water.xhtml#half"' in files["EPUB/_start.xhtml"]
    assert 'href="glossary.xhtml#ford"' in files["EPUB/topics.water.xhtml"]
    assert f'href="{BASE}data/x/"' in files["EPUB/topics.water.xhtml"]
    assert 'href="#anand"' in files["EPUB/people.xhtml"]


def test_link_to_what_a_book_leaves_out_keeps_its_words() -> None:
    html = page('<h1>W</h1><nav id="years"><a href="#w">w</a></nav><p>See <a href="#years">the years</a>.</p>')
    assert "<p>See <span>the years</span>.</p>" in entries(("", html))["EPUB/_start.xhtml"]


def test_contents_name_the_sections_of_a_topic() -> None:
    assert '<a href="topics.water.xhtml#half">Half</a>' in entries()["EPUB/_nav.xhtml"]


def test_column_stays_aligned_without_an_attribute_of_old() -> None:
    html = page('<h1>W</h1><table><tr><td align="right">1</td></tr></table>')
    assert '<td style="text-align: right">1</td>' in entries(("", html))["EPUB/_start.xhtml"]


def test_picture_travels_with_the_book() -> None:
    files = entries(("", page('<h1>W</h1><img src="static/img/b.png" alt="b"><img src="https://a.org/c.png" alt="C">')))
    assert files["EPUB/static/img/b.png"] == "picture"
    assert '<img src="static/img/b.png" alt="b"/><span>C</span>' in files["EPUB/_start.xhtml"]


@pytest.mark.parametrize(
    ("language", "text", "direction"),
    [("hi", "नई दिल्ली", ""), ("ru", "Визит", ""), ("ar", "زيارة", ' page-progression-direction="rtl"')],
)
def test_book_is_read_in_the_direction_of_its_language(language: str, text: str, direction: str) -> None:
    files = entries(("", page(f"<h1>{text}</h1>")), language=language)
    assert f">{text}</h1>" in files["EPUB/_start.xhtml"]
    assert f"<spine{direction}>" in files["EPUB/package.opf"]
    assert f'xml:lang="{language}"{chr(32) + "dir=" if direction else ">"}' in files["EPUB/_start.xhtml"]


def test_every_file_of_a_book_is_xml() -> None:
    for path, text in entries().items():
        if path.endswith(("xhtml", "opf", "xml")):
            ET.fromstring(text)  # noqa: S314 - our own
