"""Problems and results in words."""

import json
import unicodedata
from pathlib import Path

import pytest

from site_builder.core.problems import Place, Problem, error, warning
from site_builder.doors import report
from site_builder.engine.result import LeftOut, Result, Written

PATH = "content/pages/about.md"


def told(tmp_path: Path, text: str, problem: Problem, width: int = 100) -> list[str]:
    """What an editor reads about a problem in the file that holds `text`."""
    file = tmp_path / PATH
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode("utf-8"))
    return report.problems_as_text((problem,), tmp_path, width).splitlines()


def fault(line: int, column: int, length: int = 1, message: str = "that is wrong", hint: str = "") -> Problem:
    return Problem(Place(PATH, line, column, length), "error", "bad-value", message, hint)


def columns(text: str) -> int:
    """The columns of a terminal that a text without wide letters takes."""
    return sum(unicodedata.category(sign) not in {"Mn", "Me", "Cf"} for sign in text)


def test_problem_shows_its_place_its_line_a_caret_and_a_hint(tmp_path: Path) -> None:
    problem = fault(2, 8, 5, 'expected a day, found "19x0"', "write 1900-01-01")
    assert told(tmp_path, "---\ndate: [19x00]\n", problem) == [
        'content/pages/about.md:2:8: error[bad-value]: expected a day, found "19x0"',
        "  2 | date: [19x00]",
        "    |        ^^^^^",
        "  hint: write 1900-01-01",
    ]


def test_caret_stands_below_the_place_after_devanagari_and_cyrillic(tmp_path: Path) -> None:
    line = "title: मोदी और Путин [[kudankulm]] here"
    place = line.index("kudankulm")
    excerpt = told(tmp_path, line, fault(1, place + 1, 9))
    before_caret = excerpt[2].index("^") - len("  1 | ")
    assert before_caret == columns(line[:place])


def test_joiners_of_devanagari_are_shown_as_they_are(tmp_path: Path) -> None:
    line = "title: क्‍ष x"
    excerpt = told(tmp_path, line, fault(1, line.index("x") + 1))
    assert excerpt[1] == f"  1 | {line}"
    assert excerpt[2].index("^") - len("  1 | ") == columns(line[:-1])


def test_wide_letters_take_two_columns(tmp_path: Path) -> None:
    excerpt = told(tmp_path, "印度 x", fault(1, 4))
    assert excerpt[2] == "    |      ^"


def test_tab_and_control_characters_cannot_move_the_caret_or_steer_the_terminal(tmp_path: Path) -> None:
    excerpt = told(tmp_path, "a:\t\x1b[31m \u202e x", fault(1, 12))
    assert excerpt[1:] == ["  1 | a: \ufffd[31m \ufffd x", "    |            ^"]


def test_control_characters_of_a_message_are_not_sent_to_the_terminal(tmp_path: Path) -> None:
    assert "\x1b" not in told(tmp_path, "x", fault(1, 1, message='found "\x1b[2J"'))[0]


@pytest.mark.parametrize("column", [1, 30, 150, 299])
def test_long_line_is_cut_around_the_place(tmp_path: Path, column: int) -> None:
    line = "".join(chr(ord("a") + number % 26) for number in range(300))
    _, shown, carets = told(tmp_path, line, fault(1, column), width=60)
    assert len(shown) <= len("  1 | ") + 60
    assert shown[carets.index("^")] == line[column - 1]


def test_carets_end_with_the_line(tmp_path: Path) -> None:
    assert told(tmp_path, "title: x", fault(1, 8, 500))[2] == "    |        ^"


def test_place_behind_the_end_of_a_line_has_one_caret(tmp_path: Path) -> None:
    assert told(tmp_path, "title:", fault(1, 7))[2] == "    |       ^"


@pytest.mark.parametrize("breaks", ["\r\n", "\r"])
def test_line_breaks_of_other_systems_count_as_one(tmp_path: Path, breaks: str) -> None:
    assert told(tmp_path, f"one{breaks}two{breaks}three", fault(3, 1, 5))[1] == "  3 | three"


def test_byte_order_mark_is_not_a_column(tmp_path: Path) -> None:
    assert told(tmp_path, "\ufefftitle: x", fault(1, 1, 5))[1:] == ["  1 | title: x", "    | ^^^^^"]


def test_problem_of_a_whole_file_names_the_file_alone(tmp_path: Path) -> None:
    problem = Problem(Place("content/bild.png"), "error", "unknown-file", "content is .md, .yaml or .csv")
    assert told(tmp_path, "", problem) == ["content/bild.png: error[unknown-file]: content is .md, .yaml or .csv"]


def test_problem_of_a_default_template_shows_its_line(tmp_path: Path) -> None:
    problem = Problem(Place("templates/base.html", 2, 1), "error", "template", "wrong")
    assert told(tmp_path, "", problem)[1].startswith("  2 | ")


def test_github_annotation_escapes_what_would_end_it() -> None:
    problem = Problem(Place("content/a,b:c.md", 3, 5, 4), "warning", "odd", "100% wrong:\nreally", "mend, it")
    assert report.problems_as_github((problem,), "sites/one") == (
        "::warning file=sites/one/content/a%2Cb%3Ac.md,line=3,col=5,endColumn=9,title=odd::"
        "100%25 wrong:%0Areally (hint: mend, it)\n"
    )


def test_github_annotation_of_a_whole_file_has_no_line() -> None:
    problem = Problem(Place("content/x.png"), "error", "unknown-file", "not content")
    assert report.problems_as_github((problem,)) == "::error file=content/x.png,title=unknown-file::not content\n"


def result(*problems: Problem, left_out: tuple[LeftOut, ...] = (), written: Written | None = None) -> Result:
    return Result(problems, left_out, (("event", 1200), ("topic", 1), ("home", 1)), 3, written)


def test_summary_counts_pages_by_kind_and_says_what_was_written() -> None:
    changed = frozenset(str(number) for number in range(12))
    written = Written(1300, changed, 0, 5_432_100, "d1ge57", ("", b""))
    words = report.summary(result(written=written), 1.234, "dist")
    assert words.splitlines() == [
        "1,202 pages: 1,200 events, 1 topic, 1 other.",
        "1,300 files, 5.4 MB, in dist: 12 changed, 0 removed.",
        "Digest of the output: d1ge57",
        "No problem found, in 1.23 s.",
    ]


def test_summary_says_what_is_left_out_and_when_it_appears() -> None:
    left = (
        LeftOut("event", "one", "content/timeline/one.md", "2027-01-02"),
        LeftOut("page", "two", "content/pages/two.md", ""),
    )
    assert report.summary(result(left_out=left), 1, "dist").splitlines()[1:3] == [
        "  left out: content/timeline/one.md (event one, appears on 2027-01-02)",
        "  left out: content/pages/two.md (page two, a draft)",
    ]


def test_summary_does_not_list_hundreds_of_drafts() -> None:
    left = tuple(LeftOut("page", f"p{number}", f"content/pages/p{number}.md", "") for number in range(300))
    lines = report.summary(result(left_out=left), 1, "dist").splitlines()
    assert len(lines) < 30
    assert "  and 280 more left out; --format json lists all" in lines


def test_summary_of_a_stopped_build_says_that_nothing_was_written() -> None:
    problems = (fault(1, 1), Problem(Place(PATH), "warning", "odd", "odd"))
    assert report.summary(result(*problems), 1, "dist").splitlines()[0] == "1 error and 1 warning: nothing was written."


def test_json_report_holds_everything_the_summary_says() -> None:
    left = (LeftOut("event", "one", "content/timeline/one.md", "2027-01-02"),)
    parsed = json.loads(report.as_json(result(fault(2, 3, 4, "माफ़", "x"), left_out=left), 0.5))
    assert parsed == {
        "ok": False,
        "problems": [
            {
                "path": PATH,
                "line": 2,
                "column": 3,
                "length": 4,
                "severity": "error",
                "code": "bad-value",
                "message": "माफ़",
                "hint": "x",
            }
        ],
        "left_out": [{"kind": "event", "id": "one", "path": "content/timeline/one.md", "appears": "2027-01-02"}],
        "pages": {"event": 1200, "topic": 1, "home": 1},
        "made": 3,
        "written": None,
        "seconds": 0.5,
    }


def test_only_what_is_new_or_gone_is_told_again(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_text("one\ntwo\n", "utf-8")
    stays, moved = (
        error(Place("content/a.md", 1, 1), "e", "It stays."),
        error(Place("content/a.md", 2, 1), "e", "It stays."),
    )
    gone, new = error(Place("content/b.md", 4, 2), "g", "It goes."), error(Place("content/c.md"), "n", "It comes.")
    words = report.difference((moved, new), (stays, gone), tmp_path)
    assert words == (
        "content/c.md: error[n]: It comes.\n\n"
        "mended: content/b.md:4:2: error[g]\n"
        "Problems: 1 new, 1 mended, 2 in all.\n"
    )
    assert report.difference((moved,), (stays,), tmp_path) == ""
    assert "Problems: 1 new, 0 mended, 2 in all." in report.difference((stays, moved), (stays,), tmp_path)


def test_first_problems_are_told_without_a_count(tmp_path: Path) -> None:
    problem = error(Place("content/c.md"), "n", "It comes.")
    assert report.difference((problem,), (), tmp_path) == "content/c.md: error[n]: It comes.\n\n"


def test_line_of_one_more_build_counts_what_is_no_error() -> None:
    written = Written(3, frozenset({"a"}), 1, 10, "d", ("", b""))
    remark = Problem(Place("content/a.md"), "info", "i", "So.")
    found = result(warning(Place("content/a.md"), "w", "So."), remark, remark, written=written)
    assert report.line(found, 0.5) == "Built anew in 0.50 s: 1 file changed, 1 removed, 1 warning, 2 remarks.\n"
