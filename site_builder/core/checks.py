"""The checks: what an editor is told beside errors, how loudly, and what a file shows that a check may tell."""

from typing import Literal, NamedTuple, get_args

Level = Literal["off", "info", "warning", "error"]
LEVELS = get_args(Level)


class Check(NamedTuple):
    """A check. level: unless site.yaml sets another; meaning: what it tells; is_english: whether it is for English."""

    level: Level
    meaning: str
    is_english: bool = False


# Every check by its code, which is the code of its problems; the one place that lists them.
CHECKS = {
    "uncited-number": Check("warning", "a sentence gives a figure and names no source", is_english=True),
    "uncited-quotation": Check("warning", "a sentence quotes more than three words and names no source"),
    "other-date": Check("warning", "a sentence links to an event and gives only other dates", is_english=True),
    "unexplained-acronym": Check(
        "warning", "an acronym is explained neither in its text nor by a term or an organisation"
    ),
    "overdue-review": Check("warning", "the day in `review_by` has passed"),
    "past-question": Check("warning", "the event in `resolve_by` is past, and the question has no `answer`"),
    "past-event": Check("warning", "an event is still `scheduled` after its date"),
    "single-source": Check("info", "a claim rests on one source, or on sources of one publisher"),
    "cautioned-source": Check("info", "a claim rests only on sources that carry a caution"),
    "weak-description": Check("warning", "the words for those who cannot see a picture say next to nothing"),
    "skipped-heading": Check("warning", "a heading is more than one level below the one before it"),
    "orphan": Check("warning", "nothing refers to a source, term, person, organisation or dataset"),
    "link-syntax": Check("warning", "something in a text looks like a link and is none, or leads nowhere"),
    "long-sentence": Check("info", "a sentence has more than 30 words"),
    "hard-reading": Check("info", "a text asks for more than 12 years of school", is_english=True),
    "dead-link": Check("warning", "an address on the web does not answer; only `check --external` looks"),
    "moved-link": Check("info", "an address on the web has moved for good; only `check --external` looks"),
    "shared-accent": Check("warning", "two topics have the same accent while others are free"),
    "unused-exception": Check("warning", "an exception in site.yaml fits nothing that was found"),
}


class Finding(NamedTuple):
    """What a file shows and a check may tell. code: of the check; number: of the thing among those of its file.

    words: what the check needs to know of it. Only texts, numbers and tuples, so that a store takes it as it is.
    """

    code: str
    number: int
    line: int
    column: int
    length: int
    words: tuple[str, ...]


class Knowledge(NamedTuple):
    """What a thing tells that checks of others need: the acronyms that it explains, and, of a source, its publisher and
    its caution. number: of the thing among those of its file."""

    number: int
    explained: tuple[str, ...]
    publisher: str
    caution: str


class Notes(NamedTuple):
    """What the checks know of one file."""

    findings: tuple[Finding, ...]
    knowledge: tuple[Knowledge, ...]
