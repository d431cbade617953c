"""The checks' judgement: which findings are told, how loudly, and which are excused.

What a file shows is found once for as long as it says the same. What that means hangs on the whole site, its date and
its settings, and is judged anew.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import NamedTuple

from site_builder.core import dates
from site_builder.core.checks import CHECKS, Finding, Level, Notes
from site_builder.core.documents import Document
from site_builder.core.model import SiteConfig
from site_builder.core.parts import Exemption
from site_builder.core.problems import Place, Problem, Severity
from site_builder.weave.facts import Facts, day_text
from site_builder.weave.index import Index
from site_builder.weave.ledger import independent

# Kinds whose pages nobody finds but through what refers to them.
REFERRED = ("source", "term", "person", "organisation", "dataset")
# Checks that need the web, and are not made at every build; and all that others than the judges make.
OUTSIDE = {"dead-link", "moved-link"}
ELSEWHERE = {*OUTSIDE, "shared-accent"}
GRADE = 12
# So many findings of a check are listed one by one.
LISTED = 500
# What a judge tells of a finding: message and hint.
Told = tuple[str, str]
CITE = "name it at the end of the sentence, as in [@source-id]"


class Shown(NamedTuple):
    """What a file shows, with the facts of its things."""

    notes: Notes
    facts: tuple[Facts, ...]


class Happening(NamedTuple):
    """An event as the judges know it: its title, its first and its last day."""

    title: str
    first: dates.Day
    last: dates.Day


class Scene(NamedTuple):
    """All that the judges know of a site: two that are equal judge alike.

    is_english: whether the site is; explained: acronyms that it explains; publishers, cautions: by the id of a source;
    events: by their ids; gone: what is not public; hidden: what is shown in a preview only.
    """

    today: str
    is_english: bool
    explained: frozenset[str]
    publishers: dict[str, str]
    cautions: dict[str, str]
    events: dict[str, Happening]
    gone: frozenset[str]
    hidden: frozenset[str]


@dataclass(slots=True)
class Settings:
    """What site.yaml says of the checks. used: the exceptions that have excused something, by their place there."""

    config: SiteConfig
    place: Place
    levels: dict[str, Level]
    used: set[int] = field(default_factory=set)

    def is_excused(self, code: str, identifier: str, place: Place, words: str) -> bool:
        """Whether an exception fits something that was found."""
        if not self.config.exceptions:
            return False
        fitting = [
            number
            for number, one in enumerate(self.config.exceptions)
            if one.check == code and one.words in words and _is_at(one, identifier, place.path)
        ]
        self.used.update(fitting)
        return bool(fitting)


def settings(document: Document) -> Settings:
    """What the site's own file says of the checks."""
    config = document.meta
    assert isinstance(config, SiteConfig)
    levels = {code: check.level for code, check in CHECKS.items()} | dict(config.checks)
    return Settings(config, document.at("exceptions"), levels)


def _is_at(exemption: Exemption, identifier: str, path: str) -> bool:
    where = exemption.where
    return where == identifier or any(fnmatchcase(name, where) for name in (path, path.removeprefix("content/")))


def settled(problems: Iterable[Problem], chosen: Settings) -> list[Problem]:
    """The problems as the site wants them told: those of checks as loudly as it says, or not at all."""
    told = []
    for problem in problems:
        level = chosen.levels.get(problem.code)
        if level is None:
            told.append(problem)
        elif not chosen.is_excused(problem.code, "", problem.place, problem.message) and level != "off":
            told.append(problem._replace(severity=level))
    return told


def judged(path: str, shown: Shown, scene: Scene, chosen: Settings) -> Iterator[Problem]:
    """What the checks tell of what a file shows."""
    for finding in shown.notes.findings:
        check, about = CHECKS[finding.code], shown.facts[finding.number]
        level = level_of(finding.code, chosen, is_hidden=about.id in scene.hidden)
        if level == "off" or about.id in scene.gone or (check.is_english and not scene.is_english):
            continue
        told = JUDGES[finding.code](finding, scene)
        if told:
            place = Place(path, finding.line, finding.column, finding.length)
            if not chosen.is_excused(finding.code, about.id, place, " ".join(finding.words)):
                yield Problem(place, level, finding.code, *told)


def level_of(code: str, chosen: Settings, *, is_hidden: bool) -> Level:
    """How loudly a finding is told. What only a preview shows keeps no preview from being shown."""
    level = chosen.levels[code]
    return "warning" if is_hidden and level == "error" else level


def scene_of(index: Index, shown: Iterable[Shown], language: str) -> Scene:
    """What the judges know of a site."""
    explained: set[str] = set()
    publishers, cautions = {}, {}
    for notes, facts in shown:
        for known in notes.knowledge:
            about = facts[known.number]
            if about.id not in index.gone:
                explained.update(known.explained)
            if about.kind == "source":
                publishers[about.id], cautions[about.id] = known.publisher, known.caution
    held = [index.public[identifier] for identifier in index.ids("event")]
    return Scene(
        today=day_text(index.terms.today),
        is_english=language.partition("-")[0] == "en",
        explained=frozenset(explained),
        publishers=publishers,
        cautions=cautions,
        events={one.id: Happening(one.title, *_bounds(one)) for one in held},
        gone=frozenset(index.gone),
        hidden=frozenset(index.hidden),
    )


def _bounds(event: Facts) -> tuple[dates.Day, dates.Day]:
    """The first and the last day of an event."""
    bounds = event.order[0]
    assert isinstance(bounds, tuple)
    return bounds


def grouped(problems: Iterable[Problem]) -> tuple[tuple[str, tuple[Problem, ...]], ...]:
    """Problems by their codes, and all of a group as severe, in the order in which these first stand."""
    held: dict[tuple[str, Severity], list[Problem]] = {}
    for problem in problems:
        held.setdefault((problem.code, problem.severity), []).append(problem)
    return tuple((code, tuple(these)) for (code, _), these in held.items())


def listed(groups: Iterable[tuple[str, tuple[Problem, ...]]], place: Place) -> Iterator[Problem]:
    """The problems, of each check no more than anybody reads; how many others there are is told at a place."""
    counts: dict[str, int] = {}
    levels: dict[str, Severity] = {}
    for code, problems in groups:
        room = LISTED - counts.get(code, 0)
        counts[code] = counts.get(code, 0) + len(problems)
        if room > 0:
            yield from problems[:room]
        if room < len(problems):
            levels[code] = problems[0].severity
    for code, level in levels.items():
        message = f"there are {counts[code] - LISTED:,} more findings of {code}"
        yield Problem(place, level, code, message, "mend those that are listed, or set the check to another level")


def orphans(index: Index, known: tuple[Index, tuple[str, ...]] | None = None) -> tuple[str, ...]:
    """The ids that nothing else on the site refers to, of the kinds that readers find through what refers to them.

    known: those of another index. Where this one was renewed from it and names the same, they are these.
    """
    news = index.news(known[0]) if known else None
    if known and news is not None and all(known[0].every[key].named == index.every[key].named for key in news):
        return known[1]
    named = "".join([one.named for one in index.speaking])
    targets = {line.partition("\t")[0] for line in named.split("\n")}
    return tuple(
        identifier
        for kind in REFERRED
        for identifier in index.ids(kind)
        if identifier not in targets or _speaks_alone(index, identifier)
    )


def _speaks_alone(index: Index, identifier: str) -> bool:
    """Whether a thing is the only one that refers to itself."""
    return f"\n{identifier}\t" in index.public[identifier].named and not index.speakers(identifier)


def orphaned(one: Facts, place: Place, chosen: Settings, *, is_hidden: bool) -> Problem | None:
    """What is told of an orphan, or None where it is excused. place: where it begins."""
    level = level_of("orphan", chosen, is_hidden=is_hidden)
    if level == "off" or chosen.is_excused("orphan", one.id, place, one.title):
        return None
    hint = "cite it, link to it, or take it out"
    return Problem(place, level, "orphan", f'nothing refers to the {one.kind} "{one.id}"', hint)


def unused(chosen: Settings) -> Iterator[Problem]:
    """Exceptions that have excused nothing; of a check that is off nothing is known."""
    level = chosen.levels["unused-exception"]
    for number, one in enumerate(chosen.config.exceptions):
        is_known = number not in chosen.used and chosen.levels[one.check] != "off" and one.check not in OUTSIDE
        if is_known and level != "off":
            about = f'"{one.where}"' + (f' with "{one.words}"' if one.words else "")
            message = f"the exception from {one.check} at {about} fits nothing"
            hint = "take it out: what it excused is mended, or stands elsewhere now"
            yield Problem(chosen.place, level, "unused-exception", message, hint)


def _number(finding: Finding, _scene: Scene) -> Told:
    figure = " ".join(finding.words[0].split())
    return f"the sentence with the figure {figure} names no source", CITE


def _quotation(_finding: Finding, _scene: Scene) -> Told:
    return "this quotation names no source", CITE


def _date(finding: Finding, scene: Scene) -> Told | None:
    targets, *said = finding.words
    events = [scene.events[target] for target in dict.fromkeys(targets.split()) if target in scene.events]
    if len(events) != 1:
        return None  # whose date it is cannot be told
    title, first, last = events[0]
    if any(_touches(date, first, last) for date in said):
        return None
    begin, end = day_text(first), day_text(last)
    when = dates.words(dates.read(begin if begin == end else f"{begin}/{end}"))
    message = f'the sentence links to "{title}", which has the date {when}, and says another'
    return message, "mend the date here or in the event, or link to another event"


def _touches(date: str, first: dates.Day, last: dates.Day) -> bool:
    """Whether a date in a text, as `figures.dates` gives it, can be that of an event."""
    years = {first[0], last[0]} if date.startswith("-") else {0}
    for year in years:
        try:
            meant = dates.read("/".join(_in_year(part, year) for part in date.split("/")))
        except dates.DateError:
            return True  # such as 31 November: nothing can be told of it
        if meant.earliest <= last and first <= meant.latest:
            return True
    return False


def _in_year(part: str, year: int) -> str:
    return f"{year:04d}{part[1:]}" if part.startswith("-") else part


def _acronym(finding: Finding, scene: Scene) -> Told | None:
    word = finding.words[0]
    if word in scene.explained:
        return None
    return f'"{word}" is explained nowhere', f"write it out where it first stands, or link it to a term: [[id|{word}]]"


def _review(finding: Finding, scene: Scene) -> Told | None:
    day = finding.words[0]
    if day >= scene.today:
        return None
    return f"this section was to be read again by {day}", "read it again, then write a later day"


def _question(finding: Finding, scene: Scene) -> Told | None:
    event = scene.events.get(finding.words[0])
    if event is None or day_text(event.last) >= scene.today:
        return None
    hint = "name the claim that answers it in `answer`, or another event in `resolve_by`"
    return f'the event that may answer it, "{event.title}", is past', hint


def _event(finding: Finding, scene: Scene) -> Told | None:
    event = scene.events.get(finding.words[0])
    if event is None or day_text(event.last) >= scene.today:
        return None
    hint = "write `state: happened` or `state: cancelled`, or a new date"
    return f"this event was scheduled up to {day_text(event.last)}, which is past", hint


def _single(finding: Finding, scene: Scene) -> Told | None:
    names = [scene.publishers[source] for source in finding.words if source in scene.publishers]
    if len(names) < len(finding.words) or independent(names) > 1:
        return None
    hint = "add one of another publisher, or let the text say who says it"
    if len(names) == 1:
        return f"this claim rests on one source, {names[0]}", hint
    return f"this claim rests on {len(names)} sources that are not independent of each other", hint


def _cautioned(finding: Finding, scene: Scene) -> Told | None:
    cautions = [scene.cautions[source] for source in finding.words if source in scene.cautions]
    if len(cautions) < len(finding.words) or not all(cautions):
        return None
    what = "a source that carries a caution" if len(cautions) == 1 else "sources that all carry a caution"
    return f"this claim rests on {what}", "add one without, or let the text say so"


def _description(finding: Finding, _scene: Scene) -> Told:
    key, said, other = finding.words
    fault = f"repeats the {other}" if other else f'says next to nothing: "{said}"'
    return f"`{key}` {fault}", "say what the picture shows, for those who cannot see it"


def _heading(finding: Finding, _scene: Scene) -> Told:
    before, level = (int(word) for word in finding.words)
    hint = f"write {'#' * (before + 1)}"
    what = "the first heading" if before == 2 else f"a heading below one with {before} hashes"
    return f"{what} has {level}", hint


def _link(finding: Finding, _scene: Scene) -> Told:
    what, text = finding.words
    shown = " ".join(text.split())
    messages = {
        "reversed": "words stand in square brackets, and the address behind them in round ones",
        "gap": "no blank stands between the words of a link and its address",
        "open": "an address in a link has no blank in it, and ends with a round bracket",
        "scheme": "an address begins with https:// or http://",
        "address": "an address has a name with a dot in it behind https://",
        "bare": "an address becomes a link only as [words](address) or <address>",
    }
    return f'"{shown}" leads nowhere', messages[what]


def _sentence(finding: Finding, _scene: Scene) -> Told:
    return f"this sentence has {finding.words[0]} words", "most read more easily as two"


def _reading(finding: Finding, _scene: Scene) -> Told | None:
    grade = float(finding.words[0])
    if grade <= GRADE:
        return None
    return f"this text asks for {grade:.0f} years of school", "shorter sentences and shorter words are read by more"


JUDGES: dict[str, Callable[[Finding, Scene], Told | None]] = {
    "uncited-number": _number,
    "uncited-quotation": _quotation,
    "other-date": _date,
    "unexplained-acronym": _acronym,
    "overdue-review": _review,
    "past-question": _question,
    "past-event": _event,
    "single-source": _single,
    "cautioned-source": _cautioned,
    "weak-description": _description,
    "skipped-heading": _heading,
    "link-syntax": _link,
    "long-sentence": _sentence,
    "hard-reading": _reading,
}
