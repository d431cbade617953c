"""Whatever a text holds, it is read in bounded time, or told to be too much."""

import pytest

from site_builder.content.bounds import SIGNS
from site_builder.content.markup import Rendered, render
from site_builder.content.parse import parse
from site_builder.core.documents import File
from site_builder.core.limits import USUAL, Limits, read

PAGE = "---\ntitle: T\nsummary: S.\n---\n"


def rendered(text: str, limits: Limits = USUAL) -> Rendered:
    return render(text, "content/pages/p.md", 1, "", limits)


# Rows of signs that Python-Markdown reads in a time that grows with their square, if not worse.
ROWS = {
    "brackets": "[a" * 30_000 + "](b)",
    "links": "[a](b" * 20_000,
    "links-on-lines": "[a](https://b.c/d\n" * 20_000,
    "pictures": "![" * 30_000,
    "tags": "<a " * 30_000,
    "tags-in-paragraphs": "<a \n\n" * 30_000,
    "backslashes": "\\" * 100_001,
    "stars": "*a " * 30_000,
    "stars-and-lines": "*_" * 30_000,
    "backticks": "a ` `` " * 20_000,
    "entities": "&#" * 50_000,
    "quotations": "'\"" * 20_000,
    "notes": "[^a] " * 20_000,
    "table-that-is-none": "a | [b\n" + "a | [b](c\n" * 5_000,
    "behind-a-table": "a | b\n--|--\n" + "a | [b](c\n" * 1_001 + "[a](b" * 5_000,
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_of_signs_is_told_at_its_paragraph(name: str) -> None:
    (problem, *_) = rendered(f"Words.\n\n{ROWS[name]}\n").problems
    assert (problem.code, problem.place.line) == ("too-large", 3)
    assert "SITE_BUILDER_LIMITS='marks=NUMBER'" in (problem.hint or "")


@pytest.mark.parametrize(
    "text",
    [
        "Words and words. " * 25_000,
        "- item\n" * 50_000,
        "a | b\n--|--\n" + "[a](https://e.org) | `b`\n" * 5_000,
        "```c\n" + "*a[1] = b & c;\n" * 5_000 + "```\n",
        "[A link](https://e.org) in each paragraph.\n\n" * 5_000,
        "### Sources\n\n" * 20_000,
        "A sentence.[@one; @two] And [[a-link]]. " * 2_000,
        " " * 400_000 + "a",
        "\t" * 100_000 + "a",
    ],
    ids=lambda text: text[:12],
)
def test_much_of_what_is_plain_is_read(text: str) -> None:
    assert [problem.code for problem in rendered(text).problems] == []


def test_a_text_that_is_too_long_is_told() -> None:
    (problem,) = rendered("word " * 100_001).problems
    assert problem.message == "this text is longer than 500,000 characters"


def test_limits_can_be_raised() -> None:
    assert rendered("word " * 100_001, read("text=600000")).problems == ()
    assert rendered("*a " * 1_001).problems != ()
    assert rendered("*a " * 1_001, read("marks=2000")).problems == ()


@pytest.mark.parametrize("setting", ["text", "text=", "text=0", "text=-1", "words=5", "text=1,000", "text=5;rows=3"])
def test_a_limit_that_there_is_not_is_told(setting: str) -> None:
    with pytest.raises(ValueError, match="sets no limit"):
        read(setting)


def test_each_sign_counts_for_itself() -> None:
    assert rendered("".join(SIGNS).replace("<", "") * 50).body is not None


def test_keys_without_end_are_told() -> None:
    keys = "".join(f"k{number}: v\n" for number in range(100_000))
    (problem, *_) = parse(File("content/pages/p.md", f"---\n{keys}---\n")).problems
    assert (problem.code, problem.message) == ("too-large", "more than 1,000 keys in one place")


def test_rows_without_end_are_told() -> None:
    parsed = parse(File("content/data/p.csv", "year,value\n" + "2025,1\n" * 100_001))
    assert [problem.message for problem in parsed.problems] == ["more than 100,000 rows"]
    assert parse(File("content/data/p.csv", "year,value\n" + "2025,1\n" * 100_000)).problems == ()


def test_a_long_list_is_read() -> None:
    items = "".join(f"- {{id: q{number}, question: What?, topic: t, asked: 2025}}\n" for number in range(5_000))
    parsed = parse(File("content/questions.yaml", items))
    assert len(parsed.documents) + len(parsed.problems) >= 5_000


@pytest.mark.parametrize("text", ["[a](b) ", "[^a] ", "### [a](#b)\n\n", "<q1> "], ids=lambda text: text.strip())
def test_faults_without_end_are_told_in_good_time(text: str) -> None:
    assert rendered(f"{text}\n\n" * 3_000).body is not None
