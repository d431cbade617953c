"""Whole sites without a disk: literal files are parsed, woven and planned in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from site_builder.content.parse import parse
from site_builder.core.dates import Day
from site_builder.core.documents import Document, File
from site_builder.core.jobs import Job
from site_builder.core.problems import Problem
from site_builder.engine.build import check
from site_builder.pages.render import LAYOUTS
from site_builder.weave.graph import LeftOut, Site, weave
from site_builder.weave.plan import plan

TODAY: Day = (2026, 1, 31)
BASE_URL = "https://example.org/rivers/"
V = TypeVar("V")

# The least that a site consists of: itself, one topic, two sources.
LEAST = {
    "content/site.yaml": """\
title: Two Rivers
tagline: How a treaty came about
description: A small explainer.
base_url: https://example.org/rivers/
language: en
timezone: Asia/Kolkata
publisher: {name: The Rivers Desk}
authors: [The editors]
licence: {name: CC BY 4.0, url: https://creativecommons.org/licenses/by/4.0/}
home:
  question: Who may take water?
  standfirst: Two towns signed a treaty.
  answer: [{text: Both may., topic: water, sources: [post]}]
""",
    "content/topics/water/index.md": """\
---
title: Water
question: Who may take how much?
standfirst: Two towns share a river.
order: 10
accent: teal
published: 2025-12-01
updated: 2026-01-10
as_of: 2026-01-10
changes: [{date: 2025-12-01, kind: major, note: First edition.}]
---
""",
    "content/sources/press.yaml": """\
- {id: post, title: Mayors sign, publisher: River Post, url: https://example.org/post, language: en, kind: news}
- {id: herald, title: Talks begin, publisher: Town Herald, url: https://example.org/herald, language: en, kind: primary}
""",
}


@dataclass(frozen=True)
class Woven:
    """What came of a weave."""

    site: Site
    problems: tuple[Problem, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def codes(self) -> list[str]:
        """The codes of all problems, in their order."""
        return [problem.code for problem in self.problems]


def documents(files: Mapping[str, str]) -> tuple[Document, ...]:
    """The documents of files, in the order of their paths; they must be sound, each by itself."""
    parsed = [parse(File(path, text)) for path, text in sorted((LEAST | dict(files)).items()) if text]
    assert [problem for file in parsed for problem in file.problems] == []
    return tuple(document for file in parsed for document in file.documents)


def woven(files: Mapping[str, str], today: Day = TODAY, *, drafts: bool = False, future: bool = False) -> Woven:
    """The site of the least files with others laid over them ("" takes one away)."""
    site, problems, left_out = weave(documents(files), today, drafts=drafts, future=future)
    assert site is not None
    return Woven(site, problems, left_out)


def checked(files: Mapping[str, str], assets: frozenset[str] = frozenset()) -> list[Problem]:
    """What is wrong with a whole site: between its files, in its ledger, tables and texts."""
    made = woven(files)
    return [*made.problems, *check(made.site, assets)]


def planned(files: Mapping[str, str], today: Day = TODAY, *, drafts: bool = False, future: bool = False) -> list[Job]:
    """Every job of a sound site, in the order of the plan."""
    made = woven(files, today, drafts=drafts, future=future)
    assert [*made.problems, *check(made.site, frozenset())] == []
    return list(plan(made.site, BASE_URL, "/rivers/", dict.fromkeys(LAYOUTS, "")))


def job_of(jobs: list[Job], output: str) -> Job:
    """The job of one output."""
    return next(job for job in jobs if job.output == output)


def view_of(jobs: list[Job], output: str, kind: type[V]) -> V:
    """The view of one output, which must be of a kind."""
    view = job_of(jobs, output).view
    assert isinstance(view, kind)
    return view


def section(body: str) -> str:
    """A section file with this text."""
    return f"---\ntitle: A section\nsummary: It says something.\n---\n{body}\n"


def event(identifier: str, date: str, more: str = "") -> str:
    """One event of a list of them. more: further keys, each with a comma before it."""
    return (
        f"- {{id: {identifier}, date: {date}, title: About {identifier}, summary: It was., topics: [water], "
        f"importance: 1, sources: [post]{more}}}\n"
    )


def claim(identifier: str, more: str = "", status: str = "confirmed") -> str:
    """One claim of a list of them. more: further keys, each with a comma before it."""
    return (
        f"- {{id: {identifier}, text: The text of {identifier}., status: {status}, as_of: 2025-12, topic: water, "
        f"sources: [post]{more}}}\n"
    )
