"""Bodies: Markdown to fragments and slots, with exact places, and nothing that runs."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.content.cleaning import clean
from site_builder.content.markup import Rendered, render
from site_builder.core.documents import BlockSlot, Body, CiteSlot, LinkSlot
from site_builder.core.problems import Problem


def read(text: str, prefix: str = "") -> Rendered:
    """The text as the body of a file whose front matter ends on line 4."""
    return render(text, "a.md", 5, prefix)


def body(text: str, prefix: str = "") -> Body:
    rendered = read(text, prefix)
    assert rendered.problems == ()
    assert rendered.body is not None
    return rendered.body


def html(text: str, prefix: str = "") -> str:
    """The page, with ● for each slot."""
    return "●".join(body(text, prefix).fragments)


def faults(text: str) -> list[tuple[int, int, str]]:
    """Line, column and code of each fault."""
    return [(fault.place.line, fault.place.column, fault.code) for fault in read(text).problems]


def slots(text: str) -> list[tuple[str, int, int]]:
    """What the links and citations of a text name, with line and column."""
    found = []
    for slot in body(text).slots:
        match slot:
            case LinkSlot():
                found.append((slot.target, slot.place.line, slot.place.column))
            case CiteSlot():
                found += [(source, place.line, place.column) for place, source, _ in slot.citations]
            case BlockSlot():
                found.append(("block", slot.place.line, slot.place.column))
    return found


# Links and citations


def test_link_leaves_a_slot_in_running_text() -> None:
    assert html("We met [[river-council|the council]] there.") == "<p>We met ● there.</p>"


def test_link_keeps_its_label() -> None:
    (slot,) = body("[[river-council|the  council]]").slots
    assert isinstance(slot, LinkSlot)
    assert slot.label == "the council"


def test_citation_knows_each_source_and_its_locator() -> None:
    (slot,) = body("Signed.[@post, p. 4; @text; herald, pp. 1, 2]").slots
    assert isinstance(slot, CiteSlot)
    named = [(source, locator) for _, source, locator in slot.citations]
    assert named == [("post", "p. 4"), ("text", ""), ("herald", "pp. 1, 2")]


def test_each_source_of_a_citation_knows_its_own_column() -> None:
    assert slots("Signed.[@post, p. 4; @text;herald]") == [("post", 5, 10), ("text", 5, 23), ("herald", 5, 28)]


def test_columns_count_letters_not_bytes() -> None:
    assert slots("मीरा 😀 Ω [[a]]") == [("a", 5, 10)]


def test_link_may_wrap_over_a_line() -> None:
    (slot,) = body("We met [[river-council|the\ncouncil]] there.").slots
    assert isinstance(slot, LinkSlot)
    assert (slot.label, slot.place.line, slot.place.column) == ("the council", 5, 8)


def test_citation_may_wrap_inside_a_quotation() -> None:
    assert slots("> Signed.[@post;\n> @text, p. 4]") == [("post", 5, 12), ("text", 6, 4)]


def test_link_does_not_wrap_over_a_paragraph() -> None:
    assert faults("We met [[river\n\ncouncil]].") == [(5, 8, "open-link")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`[[a]]`", "<p><code>[[a]]</code></p>"),
        ("``x [@b] y``", "<p><code>x [@b] y</code></p>"),
        ("    [[a|<b>]]", "<pre><code>[[a|&lt;b&gt;]]\n</code></pre>"),
        ("```\n[[a]] [@\n```", "<pre><code>[[a]] [@\n</code></pre>"),
        ("  ~~~ python\n  [[a]]\n  ~~~", '<pre><code class="language-python">[[a]]\n</code></pre>'),
        ('<i title="[[a]]">x</i>', '<p><i title="[[a]]">x</i></p>'),
        (r"\[[a]] \[@b]", "<p>[[a]] [@b]</p>"),
    ],
)
def test_reference_in_code_or_in_an_attribute_is_only_text(text: str, shown: str) -> None:
    assert (html(text), body(text).slots) == (shown, ())


def test_backslash_that_is_escaped_itself_does_not_hide_a_link() -> None:
    assert html(r"\\[[a]]") == "<p>\\●</p>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("- [[a]]\n- x[@b]", "<ul>\n<li>●</li>\n<li>x●</li>\n</ul>"),
        ("> x [[a]]", "<blockquote>\n<p>x ●</p>\n</blockquote>"),
        ("A\n: is [[b]]", "<dl>\n<dt>A</dt>\n<dd>is ●</dd>\n</dl>"),
        ("*[[a]]* **x[@b]**", "<p><em>●</em> <strong>x●</strong></p>"),
        ("[[a]][[b]]", "<p>●●</p>"),
    ],
)
def test_reference_may_stand_anywhere_in_a_text(text: str, shown: str) -> None:
    assert html(text) == shown


def test_bar_of_a_label_does_not_cut_a_table_cell() -> None:
    text = "| A | B |\n|:--|--:|\n| [[a|x]] | y[@b] |"
    assert '<td align="left">●</td>\n<td align="right">y●</td>' in html(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[see [[a]] here](https://example.org)", (5, 6, "nested-link")),
        ("[see[@a]](https://example.org)", (5, 5, "nested-link")),
        ("### What [[a]] says", (5, 10, "linked-heading")),
        ("### What is known[@a]", (5, 18, "linked-heading")),
        ("<div>\n\n```claims\ntopic: water\n```\n\n</div>", (7, 1, "nested-block")),
        ("<pre>\n\n```claims\ntopic: water\n```\n\n</pre>", (7, 1, "nested-block")),
    ],
)
def test_what_cannot_stand_here_is_told(text: str, fault: tuple[int, int, str]) -> None:
    assert faults(text) == [fault]


def test_citation_with_a_fault_has_no_slot() -> None:
    rendered = read("Signed.[@post; River Post]")
    assert rendered.body is not None
    assert rendered.body.slots == ()


def test_comment_hides_what_stands_in_it() -> None:
    assert read("x <!-- [[Not an id]] --> y").problems == ()


# Headings, anchors, footnotes


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("What it says", "p-what-it-says"),
        ("मीरा की किताब", "p-मीरा-की-किताब"),
        ("Права и воды", "p-права-и-воды"),
        ("الحق في الماء", "p-الحق-في-الماء"),
        ("50 % — *no*", "p-50-no"),
        ("!!!", "p-section"),
    ],
)
def test_heading_has_a_stable_anchor_in_every_script(heading: str, anchor: str) -> None:
    (found,) = body(f"### {heading}", "p-").headings
    assert (found.level, found.id) == (3, anchor)


def test_headings_of_one_name_have_anchors_of_their_own() -> None:
    assert len(set(body("### Same\n\n### Same\n\n### Same").anchors)) == 3


def test_anchor_given_twice_is_told() -> None:
    assert faults("### One {: #x}\n\n### Two {: #x}") == [(7, 12, "duplicate-anchor")]


def test_local_link_knows_its_place_and_its_anchor() -> None:
    links = body("### Два\n\n[down](#%D0%B4%D0%B2%D0%B0)").local_links
    assert [(place.line, place.column, anchor) for place, anchor in links] == [(7, 8, "два")]


def test_footnotes_carry_the_prefix_and_their_roles() -> None:
    shown = html("A fact.[^a]\n\n[^a]: An aside.", "who-")
    assert (
        '<sup id="who-noteref--a"><a class="footnote-ref" href="#who-note--a" role="doc-noteref">1</a></sup>' in shown
    )
    assert '<div class="footnotes" role="doc-endnotes">' in shown
    assert '<li id="who-note--a">' in shown
    assert 'href="#who-noteref--a"' in shown
    assert 'role="doc-backlink"' in shown


def test_footnote_used_twice_leads_back_to_both_places() -> None:
    shown = html("One.[^a] Two.[^a] Three.[^a]\n\n[^a]: An aside.")
    marks = re.findall(r'<sup id="([^"]+)"', shown)
    assert len(marks) == 3
    assert marks == [mark for mark in marks if f'href="#{mark}"' in shown]


def test_footnotes_are_numbered_as_the_reader_meets_them() -> None:
    shown = html("One.[^b] Two.[^a]\n\n[^a]: Second.\n[^b]: First.")
    assert shown.index("First.") < shown.index("Second.")


def test_footnote_may_hold_links_and_citations() -> None:
    assert slots("A fact.[^a]\n\n[^a]: See [[b]].[@c]") == [("b", 7, 11), ("c", 7, 19)]


def test_every_fault_of_a_footnote_is_told_at_its_place() -> None:
    text = "A.[^a] B.[^x] `[^code]`\n\n[^a]: One.\n[^a]: Two.\n[^b]: Three.\n[^c]:\n\nC.[^c]"
    assert faults(text) == [
        (8, 1, "duplicate-footnote"),
        (9, 1, "unused-footnote"),
        (10, 1, "empty-footnote"),
        (5, 10, "unknown-footnote"),
    ]


@pytest.mark.parametrize(
    "text", ["[^1]:[y]:`", "A[^1] b[^2] c[^2]\n\n[^2]: [y]: z\n[^1]: c", "A[^1]\n\n[^1]: [y]: <z>"]
)
def test_a_footnote_that_is_only_the_target_of_a_link_is_told_and_breaks_nothing(text: str) -> None:
    assert {code for _, _, code in faults(text)} <= {"empty-footnote", "unused-footnote"}
    assert faults(text)


# What is taken away


class Danger(HTMLParser):
    """Collects what could run, load or restyle."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in set("script style iframe object embed form input svg math img link meta base template video".split()):
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in {
                "style",
                "src",
                "srcset",
                "srcdoc",
                "formaction",
                "background",
                "xmlns",
            }:
                self.found.append(name)
            bare = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name == "href" and not bare.startswith(("http:", "https:", "mailto:", "#")):
                self.found.append(bare)


CLASSICS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.example/a.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><mi//xlink:href='javascript:alert(1)'>x",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id='</style><img onerror=alert(1) src>'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' &#1;javascript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='java&Tab;script:alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='&#x6A;avascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='//evil.example'>x</a>",
    "<b onmouseover=alert(1)>x</b>",
    "<b style='background:url(javascript:alert(1))'>x</b>",
    "<p style=x:expression(alert(1))>x</p>",
    "<details open ontoggle=alert(1)>x</details>",
    "<body onload=alert(1)>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<table background='javascript:alert(1)'><tr><td>x</table>",
    "<video><source onerror=alert(1)></video>",
    "<input autofocus onfocus=alert(1)>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<template><script>alert(1)</script></template>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<title><a title='</title><img src=x onerror=alert(1)>'></title>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "<?xml ><img src=x onerror=alert(1)> ?>",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '![x](y "z" onerror=alert(1))',
    "x{: onclick=alert(1)}\n",
    "### x {: onclick=alert(1) style=color:red }",
    "```{ .python onclick=alert(1) }\nx\n```",
    "*x*{: href=javascript:alert(1) }",
    "[x](https://example.org){: onclick=alert(1) }",
    "<a title='[[a]]' href='java[[b]]script:alert(1)'>x</a>",
    "[x](java[[b]]script:alert(1))",
    '<i title="[[a|&quot; onclick=alert(1) x=&quot;]]">x</i>',
    "<i title='[[a|\" onclick=\"alert(1)]]'>x</i>",
    "`[[a|</code><script>alert(1)</script>]]`",
    "### [[a|<script>alert(1)</script>]]",
]


@pytest.mark.parametrize("text", CLASSICS)
def test_nothing_that_could_run_survives(text: str) -> None:
    rendered = read(text)
    danger = Danger()
    danger.feed("●".join(rendered.body.fragments) if rendered.body else "")
    danger.close()
    assert danger.found == []


# These come out as plain words, or are comments.
HARMLESS = (
    "<!-->", "<!-- --!", '<i title="[[a|', "<i title='[[a|", "`[[a|", "<img src=`", "x{:", "```{",
)  # fmt: skip


@pytest.mark.parametrize("text", [text for text in CLASSICS if not text.startswith(HARMLESS)])
def test_nothing_is_taken_away_in_silence(text: str) -> None:
    assert read(text).problems != ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("### A\n\n## B", (7, 1, "heading-level")),
        ("`<script>` is <script>x</script>", (5, 15, "unsafe-html")),
        ("```\n<script>\n```\n\n<script>x</script>", (9, 1, "unsafe-html")),
        ("Text\n====", (5, 1, "heading-level")),
        ("a\n\nb [c](../d)", (7, 7, "relative-link")),
    ],
)
def test_what_is_taken_away_is_told_where_it_stands(text: str, place: tuple[int, int, str]) -> None:
    assert faults(text) == [place]


def test_second_of_two_faults_is_told_at_its_own_place() -> None:
    assert faults("<u onclick=1>a</u>\n\n## B\n\n<u onclick=1>c</u>\n\n## D") == [
        (5, 4, "unsafe-html"),
        (7, 1, "heading-level"),
        (9, 4, "unsafe-html"),
        (11, 1, "heading-level"),
    ]


def test_cleaning_itself_lets_no_address_run() -> None:
    assert clean('<a href="javascript:alert(1)">x</a>') == "<a>x</a>"


@pytest.mark.parametrize(
    "text", ["<li>\n<![x y", "<div>\n<![x y]>\n</div>", "a <![if x]> y", "a <!x> y", "a <?x y", "a <![CDATA[x"]
)
def test_markup_that_is_no_tag_does_not_break_the_reading(text: str) -> None:
    assert read(text).body is not None


def test_links_to_other_sites_say_so() -> None:
    assert 'rel="external noopener"' in html("[x](https://example.org)")


def test_alignment_of_a_table_survives() -> None:
    assert '<th align="right">A</th>' in html("| A |\n|--:|\n| 1 |")


@pytest.mark.parametrize(
    "text", ["a\x00b", "a&#0;b", "a&#x8;b", "a\ue000b", "a&#xE000;0&#xE001;b", "a\u2028b", "a&#57344;b"]
)
def test_character_that_nobody_sees_is_told(text: str) -> None:
    assert faults(text) == [(5, 2, "control-character")]


def test_number_of_a_character_beyond_unicode_is_no_fault_of_ours() -> None:
    assert read("&#9999999999; &#x110000;").body is not None


@pytest.mark.parametrize("text", [">" * 900 + "x", "\n".join(" " * 4 * depth + "- a" for depth in range(300))])
def test_text_nested_without_end_is_told_or_shown(text: str) -> None:
    assert {code for _, _, code in faults(text)} <= {"too-deep"}


# Whatever an editor writes

PIECES = (
    "[[ ]] [@ ] | ; a river - \n \n\n > * 1. ### ## ``` ~~~ chart ` `` ** _ <b> </b> <div> </div> <script> "
    "<!-- --> <![CDATA[ <![x <?php &amp; &#8; {: #x} { } [^a] [^a]:  ]( (https://x.example) ![ \\ é मीरा 😀 | "
    "--- === <a href=' '> data: : ' \" % & < </ <pre> </pre> <svg> <math> <table> <style> [x]: klzzwxh:0001 "
    "wzxhzdk:0 </h3> <h3>"
).split(" ")
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30).map("".join)


def inside(fault: Problem, text: str, first_line: int) -> bool:
    """Whether a fault is told at a place that the text has."""
    lines = text.split("\n")
    place = fault.place
    row = place.line - first_line
    return 0 <= row < len(lines) and 1 <= place.column <= len(lines[row]) + 1


@given(TEXTS)
def test_any_text_is_read_and_every_fault_lies_in_it(text: str) -> None:
    rendered = read(text)
    assert [fault for fault in rendered.problems if not inside(fault, text, 5)] == []
    if rendered.body:
        assert len(rendered.body.fragments) == len(rendered.body.slots) + 1


@given(TEXTS)
def test_any_text_comes_out_without_anything_that_could_run(text: str) -> None:
    rendered = read(text)
    danger = Danger()
    danger.feed("".join(rendered.body.fragments) if rendered.body else "")
    assert [found for found in danger.found if not re.match(r"[\w./()-]*$", found)] == []
