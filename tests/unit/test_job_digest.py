"""A job's digest holds everything that its page shows: no field may change without it."""

import copy
import pickle
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from site_builder.content.parse import parse
from site_builder.core import chart, jobs, layouts, views
from site_builder.core.digest import digest
from site_builder.core.documents import File
from site_builder.core.jobs import Job, Output
from site_builder.pages.render import LAYOUTS
from site_builder.weave.index import Terms
from tests.sites import DATASET, FILES
from tests.weaving import jobs_of, woven_of

# What the small site does not have: every other block, and claims and questions with all that they can carry.
MORE = {
    "content/topics/water/30-blocks.md": """\
---
title: Blocks
summary: Every block stands here.
updated: 2026-01-10
---
### A heading

```chart
data: water-levels
type: range
x: year
y: [level, level]
title: Levels
description: A range.
```

```timeline
topic: water
```

```claims
topic: water
```

```figure
image: river.svg
alt: A river
```

```quote
text: We agree.
speaker: mayor-anand
source: river-post
```

```compare
title: Two counts
items: [{heading: One, text: One., sources: [river-post]}, {heading: Two, text: Two., sources: [town-herald]}]
```
""",
    "content/topics/sand/index.md": """\
---
title: Sand
question: Who may dig?
standfirst: Nobody knows.
order: 20
accent: ochre
published: 2025-12-01
updated: 2025-12-01
as_of: 2025-12-01
key_figures: [{value: '5', label: pits, sources: [river-post], topic: water}]
changes: [{date: 2025-12-01, kind: major, note: First., sections: [digging]}]
---
""",
    "content/topics/sand/10-digging.md": "---\ntitle: Digging\nsummary: It is done.\n---\nSee [[equal-shares]].\n",
    "content/claims/sand.yaml": """\
- {id: old, text: Old., status: superseded, superseded_by: new, as_of: 2025, topic: sand, sources: [river-post]}
- id: new
  text: New.
  status: disputed
  as_of: 2025
  topic: sand
  sources: [river-post]
  versions: [{text: A., sources: [river-post]}, {text: B., sources: [town-herald]}]
  outcome: {result: unknown, text: Open., as_of: 2026, sources: [river-post], claims: [old], events: [treaty-signed]}
""",
    "content/questions.yaml": """\
- {id: open, question: What?, asked: 2026-01-01, topic: sand, resolve_by: meeting, sources: [river-post]}
- {id: done, question: Who?, asked: 2026-01-01, topic: sand, answer: new}
""",
    "content/timeline/coming.yaml": """\
- {id: meeting, date: 2030, title: Meeting, summary: Set., topics: [sand], importance: 3, state: scheduled,
   people: [mayor-anand], sources: [river-post]}
""",
    "content/data/water-levels.yaml": DATASET + "annotations: [{at: '2025', text: Dry}]\n",
    "content/pages/method.md": "---\ntitle: Method\nsummary: How we work.\n---\nA [[cubic-metre]].[@river-post]\n",
}


def small_site() -> tuple[Job, ...]:
    documents = [
        document for path, text in sorted((FILES | MORE).items()) for document in parse(File(path, text)).documents
    ]
    made = woven_of(documents, Terms((2026, 1, 31), assets=frozenset({"static/river.svg"})))
    assert made.problems == ()
    return tuple(jobs_of(made.site))


JOBS = small_site()


def changes(value: object, name: str = "job") -> Iterator[tuple[str, object]]:
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
        case tuple():
            yield f"{name} grown", (*value, "x")
            for number, item in enumerate(value):
                for below, changed in changes(item, name):
                    yield below, (*value[:number], changed, *value[number + 1 :])
        case _:
            assert is_dataclass(value)
            yield f"{name} gone", None
            for field in fields(value):
                for below, changed in changes(getattr(value, field.name), f"{type(value).__name__}.{field.name}"):
                    # A copy rather than `replace`, because a chart refuses parts that do not fit together.
                    other = copy.copy(value)
                    object.__setattr__(other, field.name, changed)
                    yield below, other


def changes_by_name() -> dict[str, tuple[Job, object]]:
    """One change for each name, over all jobs: (job, changed job)."""
    found: dict[str, tuple[Job, object]] = {}
    for job in JOBS:
        for name, changed in changes(job):
            found.setdefault(name, (job, changed))
    return found


CHANGES = changes_by_name()


def test_the_small_site_has_a_page_of_every_layout() -> None:
    assert {job.layout for job in JOBS} == set(LAYOUTS)


def test_every_noun_that_a_page_is_made_of_is_tried() -> None:
    nouns = {
        noun
        for module in (chart, jobs, layouts, views)
        for noun in vars(module).values()
        if isinstance(noun, type) and is_dataclass(noun) and noun.__module__ == module.__name__ and noun is not Output
    }
    every = {f"{noun.__name__}.{field.name}" for noun in nouns for field in fields(noun)}
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
