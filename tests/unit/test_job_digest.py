"""A job's digest holds everything that its page shows: no field may change without it."""

import copy
import pickle
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from site_builder.content.parse import parse
from site_builder.core import chart, exports, jobs, layouts, views
from site_builder.core.digest import digest
from site_builder.core.documents import File
from site_builder.core.jobs import Job, Output
from site_builder.pages.render import LAYOUTS
from site_builder.weave.index import Terms
from tests.sites import FILES, MORE
from tests.weaving import jobs_of, woven_of


def small_site() -> tuple[Job, ...]:
    documents = [
        document for path, text in sorted((FILES | MORE).items()) for document in parse(File(path, text)).documents
    ]
    made = woven_of(documents, Terms((2026, 1, 31), assets=frozenset({"static/river.svg"})))
    assert made.problems == ()
    return tuple(jobs_of(made.site))


JOBS = small_site()


def names_of(noun: Any) -> tuple[str, ...]:  # noqa: ANN401 - a dataclass, a named tuple, or another class
    """The names of a noun's fields."""
    return tuple(field.name for field in fields(noun)) if is_dataclass(noun) else getattr(noun, "_fields", ())


def changes(value: Any, name: str = "job") -> Iterator[tuple[str, object]]:  # noqa: ANN401 - a value of any kind
    """The value with one thing changed in it, at any depth, each with the name of what was changed."""
    match value:
        case bool():
            yield name, not value
        case int() | float():
            yield name, value + 1
        case str():
            yield name, value + "x"
        case None:
            yield name, "x"
        case tuple() if not names_of(type(value)):
            yield f"{name} grown", (*value, "x")
            for number, item in enumerate(value):
                for below, changed in changes(item, name):
                    yield below, (*value[:number], changed, *value[number + 1 :])
        case _:
            yield f"{name} gone", None
            for field in names_of(type(value)):
                for below, changed in changes(getattr(value, field), f"{type(value).__name__}.{field}"):
                    yield below, with_other(value, field, changed)


def with_other(noun: Any, field: str, changed: object) -> object:  # noqa: ANN401 - a noun of any kind
    """The noun with another value in one field."""
    if hasattr(noun, "_replace"):
        return noun._replace(**{field: changed})
    # A copy rather than `replace`, because a chart refuses parts that do not fit together.
    other = copy.copy(noun)
    object.__setattr__(other, field, changed)
    return other


def changes_by_name() -> dict[str, tuple[Job, object]]:
    """One change for each name, over all jobs: (job, changed job)."""
    found: dict[str, tuple[Job, object]] = {}
    for job in JOBS:
        for name, changed in changes(job):
            found.setdefault(name, (job, changed))
    return found


CHANGES = changes_by_name()


def test_the_small_site_has_a_page_of_every_layout() -> None:
    assert {job.layout for job in JOBS} == {*LAYOUTS, *exports.FORMATS}


def test_every_noun_that_a_page_is_made_of_is_tried() -> None:
    nouns = {
        noun
        for module in (chart, exports, jobs, layouts, views)
        for noun in vars(module).values()
        if isinstance(noun, type) and names_of(noun) and noun.__module__ == module.__name__ and noun is not Output
    }
    every = {f"{noun.__name__}.{name}" for noun in nouns for name in names_of(noun)}
    assert every - {name.partition(" ")[0] for name in CHANGES} == set()


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_any_field_changes_the_digest(name: str) -> None:
    job, changed = CHANGES[name]
    assert digest(job) != digest(changed)


def test_no_two_jobs_have_one_digest() -> None:
    assert len({digest(job) for job in JOBS}) == len(JOBS)


def test_equal_jobs_have_equal_digests() -> None:
    again = small_site()
    assert again == JOBS
    assert [digest(job) for job in again] == [digest(job) for job in JOBS]


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.output)
def test_a_job_is_the_same_after_its_way_to_another_process(job: Job) -> None:
    there = pickle.loads(pickle.dumps(job))  # noqa: S301 - our own bytes
    assert there == job
    assert digest(there) == digest(job)
