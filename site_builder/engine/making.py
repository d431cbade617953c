"""Making the pages: which of them can stay as they are, and the others planned and rendered."""

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from site_builder.core.digest import digest
from site_builder.core.jobs import Job
from site_builder.core.problems import Place, Problem, error
from site_builder.engine import disk, placing
from site_builder.engine.result import told, untold
from site_builder.engine.scan import Packed
from site_builder.engine.state import Pages, PageState, Told, mark, marks
from site_builder.engine.workshop import Workshop
from site_builder.pages.render import Layouts, Theme, layouts_of, render
from site_builder.weave.cards import is_font
from site_builder.weave.frame import Plan
from site_builder.weave.index import Index, changed
from site_builder.weave.plan import Sheet, check, job_of, layout_of, sheets

# So many answers may differ before every page is looked at by itself.
FEW = 40


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of a site. digests: of each; layouts: (digest, names) of what each layout reads."""

    theme: Theme
    digests: dict[str, str]
    layouts: Layouts
    problems: tuple[Problem, ...] = ()


@dataclass
class Made:
    """What came of making the site's files. pages: all of them; digests: of the static files; data: what is to be
    written, or lies beside its place already; made: outputs made anew; there: how the outputs of the last build
    lie now; lost: those of them that do not hold what was written any more.
    """

    pages: dict[str, PageState] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    data: dict[str, bytes | placing.Draft] = field(default_factory=dict)
    there: Packed = ("", b"")
    lost: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    made: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that is made anew, and why. asked: what its check has asked."""

    sheet: Sheet
    why: tuple[str, ...]
    problems: tuple[Problem, ...]
    asked: frozenset[str]


def read_templates(tree: disk.Tree, last: Pages | None) -> Templates:
    """The templates; where they are those of the last build, they are not looked into again."""
    paths = sorted(path for path in tree.seen_by_path if path.startswith("templates/"))
    texts, problems = [], []
    for path in paths:
        file = disk.text(path, tree.file(path))
        if isinstance(file, Problem):
            problems.append(file)
        else:
            texts.append((path.removeprefix("templates/"), file.text))
    digests = {name: digest(text) for name, text in texts}
    fonts, faults = _fonts(tree, last)
    problems += faults
    digests |= {path: found for path, _, found in fonts}
    theme = Theme(tuple(texts), fonts)
    if last and digests == last.templates:
        return Templates(theme, digests, last.layouts, tuple(problems))
    layouts, found = layouts_of(theme)
    return Templates(theme, digests, layouts, (*problems, *found))


def _fonts(tree: disk.Tree, last: Pages | None) -> tuple[tuple[tuple[str, str, str], ...], list[Problem]]:
    """The fonts of social cards as a theme has them; one that looks as it did is not read again."""
    fonts, problems = [], []
    for path in sorted(filter(is_font, tree.seen_by_path)):
        known = last.templates.get(path) if last and path not in tree.moved else None
        try:
            fonts.append((path, tree.file(path), known or disk.digest_of(disk.read(tree.file(path)))))
        except OSError as fault:
            problems.append(error(Place(path), "unreadable", f"this file cannot be read: {fault.strerror}"))
    return tuple(fonts), problems


class Target(NamedTuple):
    """Where pages go. output: None where nothing is written; beside: the folder for what is not in its place yet;
    is_new: whether nothing lies in the output so far.
    """

    output: Path | None
    beside: Path | None
    is_new: bool


class Maker:
    """Makes the pages of one build."""

    def __init__(self, plan: Plan, made_of: Templates, last: Pages | None, old: Index | None, number: int) -> None:
        """made_of: the templates; last, old: what the last good build left; number: of this build."""
        self.plan, self.templates, self.last, self.number = plan, made_of, last, number
        self.changed = changed(old, plan.site.index) if old else set()
        self.questions = {mark(question): question for question in self.changed}
        self.made = Made()
        self.twice: list[str] = []

    def check(self) -> list[_Page]:
        """The pages that cannot stay as they are, checked; what is wrong with all pages goes into `made.problems`."""
        todo, planned = [], set()
        pages = self.last.pages if self.last else {}
        left = self._keep_most(pages) if self.last else None
        for sheet in sheets(self.plan.site.index) if left is None else left:
            held = pages.get(sheet.output)
            why = self._why(sheet, held)
            if sheet.output in planned:
                self.twice.append(sheet.output)
                continue
            planned.add(sheet.output)
            if held is not None and not why and sheet.output not in self.made.lost:
                self.made.pages.setdefault(sheet.output, held)
                self.made.problems += [untold(plain) for plain in held.problems]
                continue
            problems, asked = check(self.plan.site, sheet)
            self.made.problems += problems
            todo.append(_Page(sheet, why or ("harmed",), problems, asked))
        return todo

    def _keep_most(self, pages: dict[str, PageState]) -> list[Sheet] | None:
        """Keeps the pages that stay for sure, and gives the others. None, and keeps nothing, where the site has other
        pages than it had, or much has changed: then each has to be looked at.
        """
        layouts = self.last.layouts if self.last else {}
        if "pages" in self.changed or len(self.changed) > FEW or layouts != self.templates.layouts:
            return None
        left = self.made.lost & pages.keys()
        for sought in self.questions:
            left |= {path for path, one in pages.items() if sought in one.asked}
        self.made.pages = pages.copy()
        again = {path: self.made.pages.pop(path) for path in pages if path in left}
        self.made.problems += [
            untold(plain) for one in self.made.pages.values() if one.problems for plain in one.problems
        ]
        return [Sheet(path, one.name, one.about, layout_of(one.name, path)) for path, one in again.items()]

    def _why(self, sheet: Sheet, held: PageState | None) -> tuple[str, ...]:
        """Why a page cannot stay as it is; nothing where it can."""
        if self.last is None or not self.templates.layouts:
            return ("first",)
        if held is None or (held.name, held.about) != (sheet.name, sheet.about):
            return ("new",)
        before, now = self.last.layouts[sheet.layout], self.templates.layouts[sheet.layout]
        if before[0] != now[0]:
            names = sorted({*before[1], *now[1]})
            return tuple(
                f"template {name}"
                for name in names
                if self.last.templates.get(name) != self.templates.digests.get(name)
            )
        if not self.questions:
            return ()
        return tuple(sorted(self.questions[one] for one in held.marks if one in self.questions))

    def render(self, todo: list[_Page], workshop: Workshop, target: Target) -> None:
        """Plans and renders pages, and lays them beside the output; what is wrong with their templates goes into
        `made.problems`.
        """
        if self.twice:
            raise RuntimeError(f"two pages want to be {self.twice[0]}")

        def planned(page: _Page) -> tuple[tuple[bytes, str], Job]:
            job, asked = job_of(self.plan, page.sheet)
            return (marks(asked | page.asked), job.frame.kind), job

        self.plan.site.index.expect(len(todo))
        results = workshop.map_planned(planned, partial(rendered, self.templates.theme, target), todo)
        for page, (note, result) in zip(todo, results, strict=True):
            self.made.problems += [untold(plain) for plain in result.problems]
            if not result.problems:
                self._keep(page, result, *note)

    def _keep(self, page: _Page, result: "PageMade", asked: bytes, kind: str) -> None:
        held = self.last.pages.get(page.sheet.output) if self.last else None
        plain = tuple(told(problem) for problem in page.problems)
        same = held is not None and held.digest == result.digest
        sheet = page.sheet
        self.made.pages[sheet.output] = PageState(
            sheet.name, sheet.about, kind, asked, result.digest, plain, self.number, page.why, same
        )
        self.made.data[sheet.output] = result.draft
        self.made.made.add(sheet.output)


class PageMade(NamedTuple):
    """What a worker tells of a page that it has made. problems: of its template; with one there is no page."""

    draft: placing.Draft
    digest: str
    problems: tuple[Told, ...]


def rendered(theme: Theme, target: Target, job: Job) -> PageMade:
    """Renders a page and lays it beside the output, or in another folder."""
    page = render(theme, job)
    problems = tuple(told(problem) for problem in page.problems)
    if page.output is None:
        return PageMade(placing.Draft(""), "", problems)
    output, beside, is_new = target
    data = page.output.data
    draft = placing.draft(output, job.output, data, beside, always=is_new) if output else placing.Draft("")
    return PageMade(draft, disk.digest_of(data), problems)
