"""What is told on a page of the preview."""

import json
from pathlib import Path
from typing import Any

from site_builder.core.problems import Place, Problem, error, warning
from site_builder.doors.notices import MOST, Scope, Shown, link, snippet, sources_of, with_snippet
from site_builder.engine.state import PageState

ROOT = Path("/no/such/site")


def page(name: str, about: str) -> PageState:
    return PageState(name, about, name, b"", "", (), 1, (), same=False)


def told(shown: Shown) -> dict[str, Any]:
    made = snippet(shown, Scope(ROOT), "index.html", b"").decode()
    found: dict[str, Any] = json.loads(made.partition(">")[2].partition("</script>")[0])
    return found


def test_errors_come_before_warnings_and_these_before_remarks() -> None:
    remark = Problem(Place("content/a.md"), "info", "i", "One.")
    problems = (remark, warning(Place("content/b.md"), "w", "Two."), error(Place("content/c.md"), "e", "Three."))
    assert [each["code"] for each in told(Shown(problems=problems))["problems"]] == ["e", "w", "i"]


def test_no_text_of_a_problem_ends_the_script_it_stands_in() -> None:
    message = 'there is no "</script><script>alert(1)</script><!--"'
    shown = Shown(problems=(error(Place("content/</script>.md"), "e", message),))
    made = snippet(shown, Scope(ROOT), "", b"")
    assert made.count(b"</script>") == 2
    assert b"<!--" not in made
    assert told(shown)["problems"][0]["message"] == message


def test_so_many_problems_are_told_and_the_others_counted() -> None:
    problems = tuple(warning(Place("content/a.md", number), "w", "So.") for number in range(MOST + 7))
    found = told(Shown(problems=problems))
    assert (len(found["problems"]), found["more"]) == (MOST, 7)


def test_build_that_broke_off_is_an_error_of_its_own() -> None:
    found = told(Shown(fault="The site could not be built: the disk is full\n"))["problems"]
    assert [(each["severity"], each["excerpt"]) for each in found] == [
        ("error", "The site could not be built: the disk is full\n")
    ]


def test_nothing_is_known_of_the_sources_before_a_good_build() -> None:
    assert sources_of(Shown(pages={"about/index.html": page("page", "about")}), "about/index.html") == frozenset()


def test_place_is_an_address_for_the_editor_with_every_letter_safe() -> None:
    problem = error(Place("content/a b/ü#?.md", 3, 7), "e", "So.")
    scope = Scope(ROOT, editor="idea://open?file={path}&line={line}&column={column}")
    assert link(scope, problem).endswith("/content/a%20b/%C3%BC%23%3F.md&line=3&column=7")
    assert link(Scope(ROOT), problem) == ""


def test_snippet_stands_before_the_end_of_a_page_whatever_its_text_says() -> None:
    assert with_snippet(b"<body>a </body> b</body></html>", b"+") == b"<body>a </body> b+</body></html>"
    assert with_snippet(b"no page at all", b"+") == b"no page at all+"
