"""A job becomes a page: what templates may see, and how their faults are told."""

import dataclasses

import pytest

from site_builder.core import layouts
from site_builder.core.exports import FORMATS
from site_builder.core.jobs import Frame, Job
from site_builder.core.problems import Problem
from site_builder.pages.render import LAYOUTS, Theme, file_name, layouts_of, render

FRAME = Frame(
    site_title="Two Rivers",
    tagline="A treaty",
    language="en",
    publisher="The desk",
    licence_name="CC BY 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    as_of_note="",
    title="A title",
    description="A description",
    kind="page",
    url="topics/water/",
    canonical="https://example.org/topics/water/",
    root="",
    navigation=(),
    footer=(),
    breadcrumbs=(),
    alternates=(),
    card="",
    accent="",
    style="",
    font="",
    logo="",
    hidden="",
)
VIEW = layouts.PageView(title="A page", summary="It says", prose=(), references=(), popovers=(), others=())
HOSTILE = """<script>alert("x")</script> & 'y'"""


def job(title: str = "A title", root: str = "") -> Job:
    return Job("topics/water/index.html", "page", VIEW, dataclasses.replace(FRAME, title=title, root=root))


def page(text: str, made: Job | None = None, **others: str) -> str:
    templates = {"page.html": text} | {name.replace("_", "."): other for name, other in others.items()}
    done = render(Theme(tuple(sorted(templates.items()))), made or job())
    assert done.problems == ()
    assert done.output is not None
    assert done.output.path == "topics/water/index.html"
    return done.output.data.decode()


def fault(text: str, **others: str) -> Problem:
    templates = {"page.html": text} | {name.replace("_", "."): other for name, other in others.items()}
    done = render(Theme(tuple(sorted(templates.items()))), job())
    assert done.output is None
    (problem,) = done.problems
    return problem


def theme(**changed: str) -> Theme:
    """A theme in which every layout extends base.html; names with "_" for the point."""
    texts = {file_name(layout): '{% extends "base.html" %}' for layout in LAYOUTS} | {"base.html": "base"}
    texts |= {name.replace("_", "."): text for name, text in changed.items()}
    return Theme(tuple(sorted(texts.items())))


def test_a_page_is_its_template_with_view_and_frame() -> None:
    assert page("{{ view.title }} on {{ frame.site_title }}\n") == "A page on Two Rivers\n"


def test_the_same_theme_and_job_give_the_same_bytes() -> None:
    assert page("{{ view }}{{ frame }}") == page("{{ view }}{{ frame }}")


def test_text_is_utf_8_in_every_script() -> None:
    assert page("{{ frame.title }}", job(title="मीरा Мира")) == "मीरा Мира"


def test_markup_in_texts_comes_out_as_text() -> None:
    text = page("<p>{{ frame.title }}</p>", job(title=HOSTILE))
    assert text == "<p>&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt; &amp; &#39;y&#39;</p>"


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_text_cannot_leave_its_attribute(quote: str) -> None:
    text = page(f"<p title={quote}{{{{ frame.title }}}}{quote}>", job(title="""a" onclick="b' onclick='c"""))
    assert text.count(quote) == 2


def test_the_sitemap_is_escaped_as_well() -> None:
    view = layouts.SitemapView((("https://example.org/?a=1&b=<2>", ""),))
    made = Job("sitemap.xml", "sitemap", view, FRAME)
    text = "{% for address, _ in view.pages %}<loc>{{ address }}</loc>{% endfor %}"
    done = render(Theme((("sitemap.xml", text),)), made)
    assert done.output is not None
    assert done.output.data == b"<loc>https://example.org/?a=1&amp;b=&lt;2&gt;</loc>"


def test_only_clean_html_of_the_content_floor_is_printed_as_it_is() -> None:
    assert page("{{ '<em>so</em>'|clean }} {{ '<em>so</em>' }}") == "<em>so</em> &lt;em&gt;so&lt;/em&gt;"


def test_addresses_become_relative_to_the_page() -> None:
    assert page("{{ 'static/x.css'|url }} {{ ''|url }} {{ '#top'|url }}") == "../../static/x.css ../../ ../../#top"


def test_a_page_with_a_root_is_linked_from_anywhere() -> None:
    assert page("{{ 'topics/a/'|url }} {{ ''|url }}", job(root="/some/repo/")) == "/some/repo/topics/a/ /some/repo/"


@pytest.mark.parametrize("how", ["", "with context "])
def test_what_a_macro_shows_is_of_its_page(how: str) -> None:
    """The same theme, and so the same macros, for page after page."""
    text = f"{{% import 'macros.html' as m {how}%}}{{{{ m.to('topics/a/') }}}} {{{{ 'static/x.css'|url }}}}"
    macros = "{% macro to(x) %}{{ x|url }} {{ 'about/'|url }} {{ 'en' is foreign }}{% endmacro %}"
    deep, home = job(), dataclasses.replace(job(), frame=dataclasses.replace(FRAME, url="", language="hi"))
    for _ in range(2):
        assert page(text, deep, macros_html=macros) == "../a/ ../../about/ False ../../static/x.css"
        assert page(text, home, macros_html=macros) == "topics/a/ about/ True static/x.css"


@pytest.mark.parametrize(("count", "words"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages"), (1200, "1,200 pages")])
def test_a_number_has_its_plural(count: int, words: str) -> None:
    assert page(f"{{{{ {count}|plural('page', 'pages') }}}}") == words


def test_parts_of_running_text_are_told_apart() -> None:
    assert page("{{ view is part('PageView') }} {{ view is part('LinkView') }}") == "True False"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{{ view.titel }}", "titel"),
        ("{{ frame.titel }}", "titel"),
        ("{{ now }}", "'now' is undefined"),
        ("{{ 1 // 0 }}", "division"),
        ("{{ view.title|svg }}", ""),
        ("{{ view.title|shout }}", "shout"),
    ],
)
def test_a_fault_in_a_template_is_told_at_its_line(line: str, message: str) -> None:
    problem = fault(f"one\ntwo\n{line}\n")
    assert (problem.place.path, problem.place.line, problem.code) == ("templates/page.html", 3, "template")
    assert message in problem.message
    assert "topics/water/index.html" in problem.hint


def test_a_fault_in_a_macro_is_told_in_the_macro() -> None:
    text = '{% import "macros.html" as m with context %}\n\n{{ m.show() }}'
    problem = fault(text, macros_html="{% macro show() %}\n{{ view.nothing }}\n{% endmacro %}")
    assert (problem.place.path, problem.place.line) == ("templates/macros.html", 2)


def test_a_macro_that_was_not_given_the_page_is_told_how_to_get_it() -> None:
    problem = fault(
        '{% import "macros.html" as m %}{{ m.show() }}', macros_html="{% macro show() %}{{ view }}{% endmacro %}"
    )
    assert "with context" in problem.hint
    assert "with context" not in fault("{{ views }}").hint


# ---- What a layout reads ----


def test_each_layout_has_a_digest() -> None:
    found, problems = layouts_of(theme())
    assert problems == ()
    assert set(found) == {*LAYOUTS, *FORMATS}


def test_a_changed_template_changes_the_layouts_that_read_it_and_no_other() -> None:
    partial = '{% extends "base.html" %}{% include "part.html" %}'
    before, _ = layouts_of(theme(topic_html=partial, part_html="{% import 'macros.html' as m %}", macros_html="one"))
    after, _ = layouts_of(theme(topic_html=partial, part_html="{% import 'macros.html' as m %}", macros_html="two"))
    assert {layout for layout in LAYOUTS if before[layout] != after[layout]} == {"topic"}


def test_a_changed_base_changes_every_layout_that_extends_it() -> None:
    before, _ = layouts_of(theme())
    after, _ = layouts_of(theme(base_html="other"))
    assert {layout for layout in LAYOUTS if before[layout] == after[layout]} == set()


def test_templates_may_read_each_other_in_a_circle() -> None:
    found, problems = layouts_of(theme(a_html="{% include 'b.html' %}", b_html="{% include 'a.html' %}"))
    assert (problems, set(found)) == ((), {*LAYOUTS, *FORMATS})


@pytest.mark.parametrize(
    ("text", "code", "line", "hint"),
    [
        ("one\n{% if %}\n", "template", 2, ""),
        ("one\n{% endfor %}\n", "template", 2, ""),
        ("one\n{% include 'basis.html' %}", "no-template", 2, 'did you mean "base.html"?'),
        ("{% include view.name %}", "dynamic-include", 1, ""),
    ],
)
def test_what_is_wrong_with_a_template_is_told_before_any_page_is_made(
    text: str, code: str, line: int, hint: str
) -> None:
    found, problems = layouts_of(theme(topic_html=text))
    (problem,) = problems
    assert (found, problem.code, problem.place.path, problem.place.line) == ({}, code, "templates/topic.html", line)
    assert hint in problem.hint


def test_a_layout_without_template_is_an_error() -> None:
    theme_without = Theme(tuple(pair for pair in theme().templates if pair[0] != "claim.html"))
    found, problems = layouts_of(theme_without)
    assert (found, [(problem.code, problem.place.path) for problem in problems]) == (
        {},
        [("no-template", "templates/claim.html")],
    )
