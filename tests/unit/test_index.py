"""The index: `changed` names every question that two sites answer differently, whatever was edited."""

import random
from functools import cache

import pytest

from site_builder.content.parse import Parsed, halves, parse
from site_builder.core.digest import digest
from site_builder.core.documents import File
from site_builder.engine.disk import content_paths
from site_builder.weave.facts import Facts, facts_of
from site_builder.weave.faults import named_in_table, table_path
from site_builder.weave.index import ANSWERS, Index, Terms, changed
from tests.edits import EDITS, SOUND
from tests.rich import RICH, Site

TODAY = (2026, 1, 31)
PARTS = 8
# What is asked of the site as a whole, not of one thing.
OF_ALL = {"latest", "site", "site-text", "tables", "assets", "lost", "pages"}


@cache
def read(path: str, content: bytes) -> tuple[Parsed, tuple[Facts, ...]]:
    """A file's documents and their facts."""
    text = content.decode("utf-8", "replace").replace("\r\n", "\n")
    parsed, (_, body) = parse(File(path, text)), halves(File(path, text))
    return parsed, tuple(
        facts_of(document, number, digest(text), digest(body)) for number, document in enumerate(parsed.documents)
    )


def index_of(site: Site, today: tuple[int, int, int] = TODAY, *, shown: bool = False) -> Index:
    """The index of a site. shown: with drafts and what is still to come."""
    files = [read(path, site[path]) for path in content_paths(site, [])]
    facts = [one for _, held in files for one in held]
    document_by_place = {
        (parsed.path, number): document for parsed, _ in files for number, document in enumerate(parsed.documents)
    }
    tables = {one.id: document_by_place[one.path, one.number] for one in facts if one.kind == "table"}
    names = {
        one.id: named_in_table(document_by_place[one.path, one.number], tables.get(table_path(one)))
        for one in facts
        if one.kind == "dataset" and one.detail
    }
    lost = frozenset(identifier for parsed, _ in files for identifier in parsed.lost)
    assets = frozenset(path for path in site if path.startswith("static/"))
    return Index(facts, Terms(today, shown, shown, lost, assets), names)


def every_question(*indexes: Index) -> set[str]:
    """Each question about everything that there is in one of the sites, sensible or not."""
    about: set[str] = set()
    for index in indexes:
        about |= {*index.every, *index.tables, *index.terms.assets, *index.ids_by_kind}
        about |= {target for one in (*index.order, *index.every.values()) for target, _, _ in one.names}
    return {f"{name} {one}" for name in ANSWERS.keys() - OF_ALL for one in about} | OF_ALL


def assert_all_are_named(old: Index, new: Index) -> None:
    """Every question with another answer is in `changed`, and nothing else is."""
    assert changed(old, new) == {one for one in every_question(old, new) if old.answer(one) != new.answer(one)}


@pytest.mark.parametrize("shown", [False, True], ids=["public", "shown"])
@pytest.mark.parametrize("part", range(PARTS))
def test_each_edit_names_every_question_that_it_answers_anew(part: int, shown: bool) -> None:
    for name in tuple(EDITS)[part::PARTS]:
        edited = EDITS[name](RICH)
        for pair in ((RICH, edited), (edited, RICH)):
            assert_all_are_named(*(index_of(site, shown=shown) for site in pair))


def renewed(old: Index, new: Index) -> Index | None:
    """The new index made of the old one, where that can be."""
    places = [[(one.path, one.number) for one in index.order] for index in (old, new)]
    if places[0] != places[1]:
        return None
    pairs = [(one, other) for one, other in zip(old.order, new.order, strict=True) if one != other]
    return old.renewed(pairs, new.terms)


@pytest.mark.parametrize("asked_before", [False, True], ids=["fresh", "asked"])
@pytest.mark.parametrize("part", range(PARTS))
def test_a_renewed_index_answers_as_one_that_is_made_anew(part: int, asked_before: bool) -> None:
    count = 0
    for name in tuple(EDITS)[part::PARTS]:
        old, anew = index_of(RICH), index_of(EDITS[name](RICH))
        questions = every_question(old, anew)
        if asked_before:
            for question in questions:
                old.answer(question)
        index = renewed(old, anew)
        if index is None:
            continue
        count += 1
        for question in questions:
            assert index.answer(question) == anew.answer(question), (name, question)
        assert [*index.order] == anew.order
        assert index.every == anew.every
        assert changed(old, index) == changed(old, anew), name
        again = index.renewed(((one, one) for one in index.order[:3]), index.terms)
        assert again is None or changed(index, again) == set()
        assert again is None or again.news(old) is None
    assert count


def test_a_renewed_index_that_kept_its_old_order_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_builder.weave.index.SORTED", ())
    old, anew = index_of(RICH), index_of(EDITS["order of topics"](RICH))
    assert old.ids("topic") != anew.ids("topic")
    index = renewed(old, anew)
    assert index is not None
    assert index.ids("topic") == old.ids("topic")


@pytest.mark.parametrize("seed", range(40))
def test_many_edits_at_once_name_every_question_that_they_answer_anew(seed: int) -> None:
    chance = random.Random(seed)
    sites, days = [RICH, RICH], []
    for number in range(2):
        for name in chance.sample(SOUND if seed % 3 else tuple(EDITS), 6):
            sites[number] = EDITS[name](sites[number])
        days.append(chance.choice([TODAY, (2026, 2, 1), (2026, 2, 3), (2025, 12, 6), (2031, 1, 1)]))
    shown = seed % 2 == 1
    assert_all_are_named(*(index_of(site, day, shown=shown) for site, day in zip(sites, days, strict=True)))


@pytest.mark.parametrize("day", [(2026, 2, 1), (2026, 2, 2), (2030, 1, 1), (2025, 11, 1)])
@pytest.mark.parametrize("shown", [False, True], ids=["public", "shown"])
def test_another_day_names_every_question_that_it_answers_anew(day: tuple[int, int, int], shown: bool) -> None:
    for pair in ((TODAY, day), (day, TODAY)):
        assert_all_are_named(*(index_of(RICH, today, shown=shown) for today in pair))


def test_equal_sites_answer_everything_alike() -> None:
    assert changed(index_of(RICH), index_of(RICH)) == set()


def test_who_speaks_of_a_thing_is_found_the_same_way_for_few_and_for_many() -> None:
    few, many = index_of(RICH), index_of(RICH)
    for _ in range(50):
        many.speakers("river-post")
    for identifier in few.every:
        assert index_of(RICH).speakers(identifier) == many.speakers(identifier)


def test_names_that_are_sorted_before_they_are_asked_for_tell_the_same() -> None:
    ready = index_of(RICH)
    ready.expect(1000)
    assert "_speakers_by_id" in vars(ready)
    for identifier in ready.public:
        assert ready.speakers(identifier) == index_of(RICH).speakers(identifier)
