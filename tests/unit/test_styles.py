"""Style sheets as they travel."""

import pytest

from site_builder.pages.styles import published, squeezed


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("/* Why */\na {\n  color: red;\n  margin: 0\n}\n", "a{color:red;margin:0}\n"),
        ("a :hover, b > c { top: calc(1px + 2px) }", "a :hover,b > c{top:calc(1px + 2px)}\n"),
        ("@media (width < 23rem) { a { b: c } }", "@media (width < 23rem){a{b:c}}\n"),
        ('a::before { content: "/* no  comment ; */" }', 'a::before{content:"/* no  comment ; */"}\n'),
        ("a { content: '\\'  {' }", "a{content:'\\'  {'}\n"),
        ("a { b: url(x/*y*/z) url( 'p)  q' ) }", "a{b:url(x/*y*/z) url( 'p)  q' )}\n"),
        ('a { b: url(x;y: z) "{c: d"; --e: ; li: hover }', 'a{b:url(x;y: z) "{c: d";--e:;li:hover}\n'),
        ("div/* one */p, div /* two */ p { b: c }", "div/**/p,div p{b:c}\n"),
    ],
)
def test_a_style_sheet_travels_without_what_only_its_authors_read(written: str, sent: str) -> None:
    assert squeezed(written) == sent
    assert squeezed(sent) == sent


def test_other_files_travel_as_they_are() -> None:
    assert published("static/js/a.js", b"/* a */  b") == b"/* a */  b"
    assert published("static/a.css", b"/* \xff */ a  {}") == b"/* \xff */ a  {}"
