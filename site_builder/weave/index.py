"""The index: the facts of the whole site in order, and the questions that can be asked of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import ceil

from site_builder.core.dates import Day
from site_builder.weave.facts import Facts, day_text

# Kinds whose pages lead to the one before and the one after.
BESIDE = {"topic", "event"}
# What an index works out of the order of things.
SORTED = ("ids_by_kind", "positions", "sections_by_topic")
# How fast people read, and how many of the last turning points are told.
WORDS_A_MINUTE = 220
LATEST = 5
# The keys of the site's file that add outputs, as `Facts.detail` has them; which of them need an extra.
WANTED = ("embeds", "cards", "cite")
NEED_LIBRARIES = {"cards", "cite"}
# So many things are sought among all names before it pays to sort these.
FEW = 40


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a site is woven. today: in its time zone; drafts, future: show them all the same.

    lost: ids of things (of tables, file names) whose own files are at fault; nothing is said of their absence.
    assets: paths of static files, such as "static/images/map.svg". able: keys of the site's file whose libraries are
    installed.
    """

    today: Day
    drafts: bool = False
    future: bool = False
    lost: frozenset[str] = frozenset()
    assets: frozenset[str] = frozenset()
    able: frozenset[str] = frozenset(NEED_LIBRARIES)


class Index:
    """The facts of everything that is public, by id and in order. Answers are small values that can be compared."""

    def __init__(self, facts: Iterable[Facts], terms: Terms, in_tables: Mapping[str, str]) -> None:
        """facts: in the order of their files; in_tables: what the CSV file of each dataset names, by its id."""
        self.terms = terms
        # What it was renewed from, by the token of that, and the ids that are not as they were there.
        self.token, self.base, self.touched = object(), object(), frozenset[str]()
        self.config: Facts | None = None
        self.tables: dict[str, Facts] = {}
        self.order: list[Facts] = []
        self.sought = 0
        self.repeated: list[tuple[Facts, Facts]] = []
        first: dict[str, Facts] = {}
        for one in facts:
            self.order.append(one)
            if one.kind == "table":
                self.tables[one.id] = one
            elif one.kind == "site":
                self.config = self.config or one
            elif (known := first.setdefault(one.id, one)) is not one:
                self.repeated.append((known, one))
        for identifier, named in in_tables.items():
            if named and identifier in first:
                first[identifier] = first[identifier]._replace(named=first[identifier].named.rstrip("\n") + named)
        left_out = dict(self._left_out(first))
        self.hidden = {key: day or "draft" for key, day in left_out.items() if (terms.future if day else terms.drafts)}
        self.gone = {
            key: (first[key].kind, key, first[key].path, day) for key, day in left_out.items() if key not in self.hidden
        }
        self.every = first
        self.public = {key: one for key, one in first.items() if key not in self.gone} if self.gone else first

    def renewed(self, pairs: Iterable[tuple[Facts, Facts]], terms: Terms) -> "Index | None":
        """The index with some facts (old, new) in the place of others; None where more than these may come, go or speak
        anew. To renew an index costs what is new, to make one costs what there is.
        """
        pairs = tuple(pairs)
        if terms != self.terms or self.repeated or not all(_is_steady(old, new) for old, new in pairs):
            return None
        new_index = copy(self)
        new_index.token, new_index.base, new_index.touched = object(), self.token, frozenset(new.id for _, new in pairs)
        new_index.sought = 0
        new_index.order, new_index.every = self.order.copy(), self.every.copy()
        new_index.public = new_index.every if self.public is self.every else self.public.copy()
        ordered = all(old.order == new.order for old, new in pairs)
        for derived in ("_speakers_by_id", *(() if ordered else SORTED)):
            new_index.__dict__.pop(derived, None)
        placed = [new_index.order]
        if "speaking" in self.__dict__:
            new_index.speaking = self.speaking.copy()
            placed.append(new_index.speaking)
        for old, new in pairs:
            for these in placed:
                if old in these:
                    these[these.index(old)] = new
            new_index.every[new.id] = new
            if new.id in new_index.public:
                new_index.public[new.id] = new
        return new_index

    def news(self, since: "Index") -> Iterable[str] | None:
        """The ids whose facts may differ from those of an index that this one was renewed from; None of any other."""
        return self.touched if self.base is since.token else None

    def _left_out(self, first: Mapping[str, Facts]) -> Iterator[tuple[str, str]]:
        """What is not public today, with the day on which it will be, "" for a draft; a section goes with its topic."""
        today = day_text(self.terms.today)
        reasons: dict[str, str] = {}
        for topics in (True, False):
            for one in first.values():
                if (one.kind == "topic") is not topics:
                    continue
                reason = "" if one.draft else one.appears if one.appears > today else None
                if reason is None and one.kind == "section":
                    reason = reasons.get(one.id.partition("/")[0])
                if reason is not None:
                    reasons[one.id] = reason
                    yield one.id, reason

    @cached_property
    def ids_by_kind(self) -> dict[str, tuple[str, ...]]:
        """The ids of each kind in their order."""
        held: dict[str, list[Facts]] = {}
        for one in self.public.values():
            held.setdefault(one.kind, []).append(one)
        # Sorting is stable: where `order` says nothing, the order of the files holds.
        return {kind: tuple(one.id for one in sorted(these, key=_by_order)) for kind, these in held.items()}

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each id stands among its kind."""
        return {key: number for ids in self.ids_by_kind.values() for number, key in enumerate(ids)}

    @cached_property
    def sections_by_topic(self) -> dict[str, tuple[str, ...]]:
        """The ids of each topic's sections in their order."""
        held: dict[str, list[str]] = {}
        for identifier in self.ids("section"):
            held.setdefault(identifier.partition("/")[0], []).append(identifier)
        return {topic: tuple(sections) for topic, sections in held.items()}

    @cached_property
    def aliased(self) -> list[Facts]:
        """Everything that has had another id or address, in the order of the files."""
        return [one for one in self.public.values() if one.aliases]

    def wanted(self, key: str) -> tuple[str, ...]:
        """What the site's file asks for beside its pages: "embeds", and "cards" and "cite" where they can be made."""
        if self.config is None or (key in NEED_LIBRARIES and key not in self.terms.able):
            return ()
        return tuple(self.config.detail.split("|")[WANTED.index(key)].split())

    def charted(self) -> Iterator[tuple[str, str]]:
        """Each dataset with the ids of the texts that have a chart of it."""
        for dataset in self.ids("dataset"):
            yield from ((dataset, one.id) for one in self.speakers(dataset) if draws(one, dataset))

    @cached_property
    def speaking(self) -> list[Facts]:
        """Everything that can speak of others, in the order of the files; the site's own file among them."""
        found = []
        for held in self.order:
            one = held if held is self.config else self.public.get(held.id)
            # Not a table, nor what is not public, nor a second thing of that name.
            if one is not None and (one.path, one.number) == (held.path, held.number):
                found.append(one)
        return found

    @cached_property
    def _speakers_by_id(self) -> dict[str, list[Facts]]:
        found: dict[str, list[Facts]] = {}
        for one in self.speaking:
            for target in one.targets:
                found.setdefault(target, []).append(one)
        return found

    def speakers(self, identifier: str) -> list[Facts]:
        """Who speaks of a thing, in the order of the files; nobody of himself."""
        self.sought += 1
        # To look through all names for a few is quicker than to sort them all by what they name.
        mention = f"\n{identifier}\t"
        found = (
            (one for one in self.speaking if mention in one.named)
            if self.sought <= FEW
            else self._speakers_by_id.get(identifier, ())
        )
        return [one for one in found if one.id != identifier or one.kind == "site"]

    def expect(self, questions: int) -> None:
        """Sorts all names by what they name if so many questions make it pay: before workers are forked, so once."""
        if questions > FEW:
            self.sought = questions
            assert self._speakers_by_id is not None

    def ids(self, kind: str) -> tuple[str, ...]:
        """The public ids of a kind in their order."""
        return self.ids_by_kind.get(kind, ())

    def beside(self, identifier: str) -> tuple[str | None, str | None] | None:
        """The ids before and after one of its kind; None where nobody needs to know."""
        if identifier not in self.public or self.public[identifier].kind not in BESIDE:
            return None
        ids, position = self.ids(self.public[identifier].kind), self.positions[identifier]
        return (ids[position - 1] if position else None, ids[position + 1] if position + 1 < len(ids) else None)

    def is_future(self, identifier: str) -> bool:
        """Whether an event lies wholly after today."""
        one = self.public.get(identifier)
        return bool(one and one.begins and one.begins > self.terms.today)

    def latest(self) -> tuple[str, ...]:
        """The ids of the last turning points, newest first."""
        turning = (event for event in reversed(self.ids("event")) if self.public[event].importance == 3)
        return tuple(islice((event for event in turning if not self.is_future(event)), LATEST))

    def minutes(self, topic: str) -> int:
        """How long it takes to read a topic; 0 for anything else."""
        if topic not in self.public or self.public[topic].kind != "topic":
            return 0
        texts = (topic, *self.sections_by_topic.get(topic, ()))
        return max(1, ceil(sum(self.public[text].words for text in texts) / WORDS_A_MINUTE))

    def answer(self, question: str) -> object:
        """What the site answers to a question, such as "face relos": a value that can be compared with another's."""
        name, _, about = question.partition(" ")
        return ANSWERS[name](self, about)


def draws(one: Facts, dataset: str) -> bool:
    """Whether a text has a chart of a dataset."""
    return any((name, field) == (dataset, "data") for name, _, field in one.names)


def _is_steady(old: Facts, new: Facts) -> bool:
    """Whether the new facts in the place of the old ones change nothing but themselves and the order of their kind."""
    if new.kind in {"site", "table", "dataset"}:
        return False
    before = old.kind, old.id, old.path, old.number, old.appears, old.draft, old.aliases
    return before == (new.kind, new.id, new.path, new.number, new.appears, new.draft, new.aliases)


def _by_order(one: Facts) -> tuple[object, ...]:
    return one.order


def _stamp(name: str) -> Callable[[Index, str], object]:
    position = Facts._fields.index(name)
    return lambda index, about: one[position] if (one := index.public.get(about)) else None


# Every question that a page can ask, in one table: what is not here cannot be asked.
ANSWERS: dict[str, Callable[[Index, str], object]] = {
    "face": lambda index, about: one.face if (one := index.public.get(about)) else None,
    "meta": _stamp("meta"),
    "body": _stamp("body"),
    "text": _stamp("text"),
    "hidden": lambda index, about: index.hidden.get(about, ""),
    "future": lambda index, about: index.is_future(about),
    "latest": lambda index, _: index.latest(),
    "minutes": lambda index, about: index.minutes(about),
    "all": lambda index, about: index.ids(about),
    "beside": lambda index, about: index.beside(about),
    "sections": lambda index, about: index.sections_by_topic.get(about, ()),
    "speakers": lambda index, about: tuple((one.id, one.kind, one.named) for one in index.speakers(about)),
    "site": lambda index, _: index.config and index.config.meta,
    "site-text": lambda index, _: index.config and index.config.text,
    "table": lambda index, about: index.tables[about].meta if about in index.tables else None,
    "tables": lambda index, _: tuple(index.tables),
    "asset": lambda index, about: about in index.terms.assets,
    "assets": lambda index, _: index.terms.assets,
    "lost": lambda index, _: index.terms.lost,
    "pages": lambda index, _: (
        index.config and index.config.detail,
        {(key, one.kind, one.aliases, index.hidden.get(key, "")) for key, one in index.public.items()},
        tuple(index.charted()),
    ),
}


def changed(old: Index, new: Index) -> set[str]:
    """The questions to which two sites answer differently.

    Asked is only what can have another answer: what concerns a thing whose facts differ, and the lists.
    """
    news = new.news(old)
    if news is not None:
        questions = {question for key in news for question in _about(key, old.public.get(key), new.public.get(key))}
        if any(old.answer(f"face {key}") != new.answer(f"face {key}") for key in news):
            questions |= set(_of_lists(old, new))
        if any(_is_of_charts(question, old, new) for question in questions):
            questions.add("pages")
        return {question for question in questions if old.answer(question) != new.answer(question)}
    questions = {"site", "site-text", "tables", "assets", "lost", "latest"}
    questions |= {f"asset {path}" for path in old.terms.assets ^ new.terms.assets}
    questions |= {f"table {path}" for path in (*old.tables, *new.tables)}
    moved = came = old.hidden != new.hidden
    for identifier in old.public.keys() | new.public.keys():
        before, after = old.public.get(identifier), new.public.get(identifier)
        if before is not after and before != after:
            questions |= set(_about(identifier, before, after))
            moved = moved or not before or not after or before.face != after.face
            came = came or not before or not after or (before.kind, before.aliases) != (after.kind, after.aliases)
    if moved:
        questions |= set(_of_lists(old, new))
    if came or old.config != new.config or any(_is_of_charts(question, old, new) for question in questions):
        questions.add("pages")
    if old.terms.today != new.terms.today:
        questions |= {f"future {identifier}" for identifier in new.ids("event")}
    if old.config != new.config:
        questions |= {f"speakers {name[0]}" for one in (old.config, new.config) if one for name in one.names}
    return {question for question in questions if old.answer(question) != new.answer(question)}


def _is_of_charts(question: str, *indexes: Index) -> bool:
    """Whether another answer to a question can mean that a chart came or went."""
    name, _, about = question.partition(" ")
    return name == "speakers" and any(
        about in index.public and index.public[about].kind == "dataset" for index in indexes
    )


def _of_lists(old: Index, new: Index) -> Iterator[str]:
    """The questions on order and membership."""
    yield from (f"hidden {identifier}" for identifier in (*old.hidden, *new.hidden))
    yield from (f"sections {topic}" for topic in (*old.sections_by_topic, *new.sections_by_topic))
    for kind in (*old.ids_by_kind, *new.ids_by_kind):
        yield f"all {kind}"
        if kind in BESIDE and old.ids(kind) != new.ids(kind):
            yield from (f"beside {identifier}" for identifier in (*old.ids(kind), *new.ids(kind)))


def _about(identifier: str, before: Facts | None, after: Facts | None) -> Iterator[str]:
    """The questions that the change of one thing's facts can answer anew."""
    for name in ("face", "meta", "body", "text", "future", "hidden", "beside"):
        yield f"{name} {identifier}"
    kinds = {one.kind for one in (before, after) if one}
    if "event" in kinds:
        yield "latest"
    if kinds & {"topic", "section"}:
        yield f"minutes {identifier.partition('/')[0]}"
    same = before and after and (before.named, before.path, before.number) == (after.named, after.path, after.number)
    if not same:
        for one in (before, after):
            for target, _, _ in one.names if one else ():
                yield f"speakers {target}"
