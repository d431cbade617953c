"""Whole sites without a disk: literal files are parsed, woven and planned in memory."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from site_builder.content.parse import parse
from site_builder.core.dates import Day
from site_builder.core.documents import Body, Document, File
from site_builder.core.jobs import Job
from site_builder.core.problems import Problem
from site_builder.engine.result import LeftOut
from site_builder.weave.facts import Facts, facts_of
from site_builder.weave.faults import faults, named_in_table, table_path
from site_builder.weave.frame import Plan
from site_builder.weave.graph import Site
from site_builder.weave.index import Index, Terms
from site_builder.weave.plan import check, check_aliases, sheets
from site_builder.weave.plan import job_of as make_job

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


class Shelf:
    """A library in memory."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents_by_path: dict[str, list[Document]] = {}
        for document in documents:
            self.documents_by_path.setdefault(document.place.path, []).append(document)

    def documents(self, path: str) -> tuple[Document, ...]:
        """The documents of a file."""
        return tuple(self.documents_by_path[path])

    def body(self, path: str) -> Body | None:
        """The text of the one document of a Markdown file."""
        return self.documents_by_path[path][0].body

    def facts(self) -> list[Facts]:
        """The facts of everything on it; a file's text is not known here, and stands in for nothing."""
        return [
            facts_of(document, number, "", "not known")
            for documents in self.documents_by_path.values()
            for number, document in enumerate(documents)
        ]


@dataclass(frozen=True)
class Woven:
    """What came of a weave."""

    site: Site
    shelf: Shelf
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


def index_of(shelf: Shelf, terms: Terms) -> Index:
    """The index of the documents on a shelf."""
    facts = shelf.facts()
    tables = {one.id: shelf.documents(one.path)[0] for one in facts if one.kind == "table"}
    names = {
        one.id: named_in_table(shelf.documents(one.path)[one.number], tables.get(table_path(one)))
        for one in facts
        if one.kind == "dataset"
    }
    return Index(facts, terms, names)


def woven(files: Mapping[str, str], today: Day = TODAY, *, drafts: bool = False, future: bool = False) -> Woven:
    """The site of the least files with others laid over them ("" takes one away)."""
    return woven_of(documents(files), Terms(today, drafts, future))


def woven_of(made: Iterable[Document], terms: Terms) -> Woven:
    """The site of documents."""
    shelf = Shelf(made)
    index = index_of(shelf, terms)
    left_out = tuple(LeftOut(*item) for item in index.gone.values())
    return Woven(Site(index, shelf), shelf, tuple(faults(index, shelf)), left_out)


def checked(files: Mapping[str, str], assets: frozenset[str] = frozenset()) -> list[Problem]:
    """What is wrong with a whole site: between its files, in its ledger, tables and texts."""
    made = woven_of(documents(files), Terms(TODAY, assets=assets))
    between = [*made.problems, *check_aliases(made.site.index, made.shelf, None)]
    return [*between, *(problem for sheet in sheets(made.site.index) for problem in check(made.site, sheet)[0])]


def planned(files: Mapping[str, str], today: Day = TODAY, *, drafts: bool = False, future: bool = False) -> list[Job]:
    """Every job of a sound site, in the order of the plan."""
    made = woven(files, today, drafts=drafts, future=future)
    assert made.problems == ()
    return jobs_of(made.site)


def jobs_of(site: Site, base_url: str = BASE_URL, base_path: str = "/rivers/") -> list[Job]:
    """Every job of a site that has no fault."""
    every = list(sheets(site.index))
    assert [problem for sheet in every for problem in check(site, sheet)[0]] == []
    return [make_job(Plan(site, base_url, base_path), sheet)[0] for sheet in every]


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
