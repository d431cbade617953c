"""The build: look, read, weave, make, write; each step only for what it finds changed."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from site_builder.content import versions
from site_builder.core.dates import Day
from site_builder.core.model import SiteConfig
from site_builder.core.problems import Place, Problem, error, has_error
from site_builder.engine import disk, exchanging, program, scan
from site_builder.engine.checking import Checking, Docket
from site_builder.engine.making import Made, Maker, Target, Templates, read_templates
from site_builder.engine.reading import TOO_MANY, Library, Reading, TableNames, names_in_tables, read
from site_builder.engine.result import LeftOut, Request, Result, told
from site_builder.engine.scan import Listing
from site_builder.engine.state import Files, Outline, Pages, output_locked
from site_builder.engine.store import Store
from site_builder.engine.unchanged import clock, files_for
from site_builder.engine.workshop import Workshop
from site_builder.pages.styles import published
from site_builder.weave import aliases
from site_builder.weave.cards import FONTS
from site_builder.weave.facts import Facts
from site_builder.weave.faults import faults
from site_builder.weave.frame import Plan
from site_builder.weave.graph import Site, missing_config
from site_builder.weave.index import Index, Terms
from site_builder.weave.plan import check_aliases, check_homeless

if TYPE_CHECKING:
    from concurrent.futures import Executor

Tell = Callable[[str], None]


@dataclass
class Memory:
    """What one build leaves for the next of the same request; a preview keeps it, a command reads it from the cache.

    index: of the last good build, which had no error. running: which program this is, whatever becomes of its files.
    files, saved: where the state lies, and the pages that were kept there last. trusting: builds believe that the
    output holds what they wrote, and leave it to `keep` to save the state. docket: what the checks told of files.
    """

    outline: Outline | None = None
    pages: Pages | None = None
    index: Index | None = None
    running: tuple[str, program.Marks] | None = None
    files: Files | None = None
    saved: Pages | None = None
    trusting: bool = False
    docket: Docket = field(default_factory=Docket)

    def known(self) -> tuple[str, scan.Packed, scan.Packed]:
        """The digest of what the last build wrote, how that lay, and how the site's files did."""
        outline = self.outline
        return (outline.digest, outline.outputs, outline.listing) if outline else ("", ("", b""), ("", b""))

    def number(self) -> int:
        """The number of the build under way."""
        return self.pages.number + 1 if self.pages else 1

    def clear(self) -> None:
        """Forgets what the last build left."""
        self.outline = self.pages = self.index = None


@dataclass(frozen=True, slots=True)
class _Given:
    """What a build begins with. beside: where files wait for their place; code, marks: of this program."""

    request: Request
    memory: Memory
    workshop: Workshop
    listing: Listing
    outputs: Callable[[], scan.Packed] | None
    beside: Path | None
    tree: disk.Tree
    owned: disk.Owned
    code: str
    marks: program.Marks
    tell: Tell


@dataclass(frozen=True, slots=True)
class _Today:
    """Today in the site's time zone, with its first and last second."""

    day: Day
    begins: float
    ends: float


@dataclass(frozen=True, slots=True)
class _Woven:
    """A site of whose files everything is known."""

    reading: Reading
    templates: Templates
    names: TableNames
    index: Index
    today: _Today
    made: Made


def build(
    request: Request,
    tell: Tell | None = None,
    executor: "Executor | None" = None,
    memory: Memory | None = None,
    listing: Listing | None = None,
    outputs: Callable[[], scan.Packed] | None = None,
) -> Result:
    """Reads, checks and, with no error anywhere, writes the site. Raises disk.Refused where it cannot be written.

    tell: is told of each stage as it begins, in words such as "rendering 582 pages". executor: any of
    concurrent.futures for large batches, instead of processes of its own. memory: of the last build of this request.
    listing: what was seen just now; outputs: tells how what the last build wrote lies now. Without them the build looks
    itself.
    """
    memory = memory if memory is not None else Memory()
    files = memory.files = memory.files or files_for(request)
    store = Store(request.cache, fresh=request.fresh)
    workshop = Workshop(store, request.jobs, executor)
    try:
        output = output_locked(str(request.output)) if request.output is not None else nullcontext()
        with (
            files.locked() if files else nullcontext(),
            output,
            exchanging.beside(request.output, atomic=request.atomic) as beside,
        ):
            return _build(request, tell or _tell_nobody, workshop, memory, listing, outputs, beside)
    finally:
        workshop.close()
        kept = memory.pages.files.values() if memory.pages else ()
        store.close(one.key for one in kept)


def _tell_nobody(_stage: str) -> None:
    """For builds that nobody watches."""


def _build(
    request: Request,
    tell: Tell,
    workshop: Workshop,
    memory: Memory,
    listing: Listing | None,
    outputs: Callable[[], scan.Packed] | None,
    beside: Path | None,
) -> Result:
    tell("looking")
    code, marks = _recall(request, memory)
    # What cannot be written in the end is refused before the work begins.
    digest, wrote, last = memory.known()
    owned = disk.owned_as(request.output, digest, wrote) if request.output is not None else disk.Owned(frozenset())
    if not owned.manifest:
        outputs = None  # somebody else has built into this folder, perhaps after it was looked at
    listing = listing or scan.look(str(request.root))
    tree = disk.tree_of(listing, last)
    given = _Given(request, memory, workshop, listing, outputs, beside, tree, owned, code, marks, tell)
    woven, problems = _weave(given)
    # With an error the pages that could stay as they are would be told, and others not.
    sound = not has_error(problems)
    counts = Counter(page.kind for page in woven.made.pages.values() if sound)
    result = Result(
        problems=tuple(sorted(set(problems))),
        left_out=tuple(LeftOut(*item) for item in woven.index.gone.values()),
        pages_by_kind=tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))),
        made=len(woven.made.made),
        written=None,
    )
    return _finish(given, woven, result) if result.ok else result


def _recall(request: Request, memory: Memory) -> tuple[str, program.Marks]:
    """Fills the memory from the cache, if the same program left it there; gives what program this is."""
    files = memory.files if memory.outline is None and not request.fresh else None
    if files:
        memory.outline = files.outline()
    if memory.running is None:
        marks = program.marks()
        same = memory.outline is not None and memory.outline.program[1] == marks
        memory.running = memory.outline.program[0] if memory.outline and same else program.digest(), marks
    code, marks = memory.running
    if files and memory.outline and memory.outline.program[0] == code:
        memory.pages = memory.saved = files.pages(memory.outline, Facts._make)
    if memory.outline is None or memory.pages is None or memory.outline.program[0] != code:
        memory.clear()
    return code, marks


def _weave(given: _Given) -> tuple[_Woven, list[Problem]]:
    """Everything up to the pages, and every problem on the way."""
    request, memory, tree = given.request, given.memory, given.tree
    last = memory.pages
    given.tell(f"reading {len(tree.seen_by_path):,} files")
    reading = read(tree, last.files if last else {}, given.workshop, given.code, reference=request.reference)
    templates = read_templates(tree, last)
    problems = [*reading.problems, *templates.problems]
    given.tell("weaving")
    library = Library(reading.files, tree, given.workshop.store, given.code, reference=request.reference)
    today = _today(reading, library, problems)
    names = names_in_tables(reading, library, last.names if last else {})
    if memory.index is None and last and memory.outline:
        # No file of a good build is lost.
        terms = _terms(request, (), last.today, scan.names(memory.outline.listing))
        memory.index = _index(Reading(last.files, []), last.names, terms)
    terms = _terms(request, reading.lost(), today.day, tree.seen_by_path)
    pairs = reading.pairs(last.files) if last and memory.index and names == last.names else None
    index = memory.index.renewed(pairs, terms) if memory.index and pairs is not None else None
    index = index or _index(reading, names, terms)
    blind = _is_blind(problems)
    problems += [
        problem
        for problem in faults(index, library, memory.index)
        if not (blind and problem.code in {"unknown-id", "no-topic"})
    ]
    problems += check_aliases(index, library, memory.index)
    made = Made()
    if index.config is not None:
        checking = Checking(request, index, library, reading, memory.docket)
        found = checking.look(given.workshop, given.code)
        made = _make(given, Site(index, library), templates, [*problems, *found])
        problems += [problem for problem in made.problems if not (blind and problem.code == "no-table")]
        problems = checking.settle(problems, found)
    elif not any(path == "content/site.yaml" for path in reading.files):
        problems.append(missing_config())
    # Of another form of content, or of too much, only that can be said.
    problems = [problem for problem in problems if problem.code in {*versions.CODES, TOO_MANY}] or problems
    return _Woven(reading, templates, names, index, today, made), problems


def _today(reading: Reading, library: Library, problems: list[Problem]) -> _Today:
    zone = ZoneInfo("UTC")
    config = reading.files.get("content/site.yaml")
    if config and config.facts:
        document = library.documents("content/site.yaml")[0]
        assert isinstance(document.meta, SiteConfig)
        try:
            zone = ZoneInfo(document.meta.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            message = f'there is no time zone "{document.meta.timezone}"'
            hint = "write a name such as Asia/Kolkata or Europe/Berlin"
            problems.append(error(document.at("timezone"), "unknown-timezone", message, hint))
    day = datetime.fromtimestamp(clock(), UTC).astimezone(zone).date()
    begins, ends = (datetime(*date.timetuple()[:3], tzinfo=zone) for date in (day, day + timedelta(days=1)))
    return _Today((day.year, day.month, day.day), begins.timestamp(), ends.timestamp())


def _terms(request: Request, lost: Iterable[str], today: Day, paths: Iterable[str]) -> Terms:
    assets = frozenset(path for path in paths if path.startswith("static/"))
    return Terms(today, request.drafts, request.future, frozenset(lost), assets, program.able())


def _index(reading: Reading, names: TableNames, terms: Terms) -> Index:
    return Index(reading.facts(), terms, {dataset: found for dataset, (_, found) in names.items()})


def _is_blind(problems: Iterable[Problem]) -> bool:
    """Whether a content file could not be opened: what stands in it is not known, so nothing is said to be missing."""
    return any(problem.code in disk.UNREAD and problem.place.path.startswith("content/") for problem in problems)


def _make(given: _Given, site: Site, templates: Templates, problems: Iterable[Problem]) -> Made:
    """The pages and the static files. problems: of the site so far; with an error among them nothing is rendered."""
    request, memory = given.request, given.memory
    base_url = request.base_url or site.config.base_url
    base_url += "" if base_url.endswith("/") else "/"
    plan = Plan(site, base_url, urlsplit(base_url).path or "/")
    maker = Maker(plan, templates, memory.pages, memory.index, memory.number())
    maker.made.there, maker.made.lost = _lost(request.output, memory, given.outputs)
    todo = maker.check()
    made, sound = maker.made, not has_error(problems)
    if not sound:
        made.problems += check_homeless(site)
    _add_assets(given, made)
    if sound and not has_error(made.problems):
        given.tell(f"rendering {len(todo):,} pages")
        target = Target(request.output, given.beside, is_new=not given.owned.paths)
        maker.render(todo, given.workshop, target)
    return made


def _lost(
    output: Path | None, memory: Memory, outputs: Callable[[], scan.Packed] | None
) -> tuple[scan.Packed, set[str]]:
    """How the outputs of the last build lie now, and those that do not hold what was written any more."""
    if output is None or memory.outline is None or memory.pages is None:
        return ("", b""), set()
    then, pages, assets = memory.outline.outputs, memory.pages.pages, memory.pages.digests
    paths = scan.names(then)
    if memory.trusting:
        doubted = [path for path, size in zip(paths, scan.sizes(then), strict=True) if size < 0]
        there = scan.replaced(then, scan.unpack(scan.as_they_lie(str(output), doubted))) or then
    else:
        there = outputs() if outputs else scan.as_they_lie(str(output), paths)
        if there[0] != then[0]:  # somebody else has built since that look
            there = scan.as_they_lie(str(output), paths)
    lost, held = set(), {}
    for path in scan.moved(then, there):
        page = pages.get(path)
        row = disk.is_as_written(output, path, page.digest if page else assets.get(path, ""))
        if row is None:
            lost.add(path)
        else:
            held[path] = row
    return scan.replaced(there, held) or there, lost


def _add_assets(given: _Given, made: Made) -> None:
    """The static files; those that look as they did, and whose copies do, are not read again."""
    last, moved = given.memory.pages, given.tree.moved
    for path in given.tree.seen_by_path:
        if not path.startswith("static/") or path.startswith(FONTS):
            continue
        if last and path in last.digests and path not in moved and path not in made.lost:
            made.digests[path] = last.digests[path]
            continue
        try:
            made.data[path] = data = published(path, disk.read(given.tree.file(path)))
        except OSError as fault:
            made.problems.append(error(Place(path), "unreadable", f"this file cannot be read: {fault.strerror}"))
            continue
        made.digests[path] = disk.digest_of(data)


def _finish(given: _Given, woven: _Woven, result: Result) -> Result:
    """Writes what was made, and leaves what the next build needs."""
    request, memory, made = given.request, given.memory, woven.made
    written, lost = None, tuple[Problem, ...]()
    if request.output is not None:
        given.tell("writing")
        digests = {path: page.digest for path, page in made.pages.items()} | made.digests
        written = exchanging.writer(atomic=request.atomic)(request.output, made.data, digests, made.there, given.owned)
        if not memory.trusting:  # what a preview has shown was nobody's address yet
            lost = tuple(aliases.lost(woven.index, given.owned.paths, digests))
    outline = Outline(
        token=secrets.token_hex(8),
        program=(given.code, given.marks),
        day=(woven.today.begins, woven.today.ends),
        listing=scan.sure(given.listing.packed, given.listing.began - scan.UNSURE),
        outputs=written.seen if written else ("", b""),
        problems=tuple(told(problem) for problem in result.problems),
        left_out=tuple((item.kind, item.id, item.path, item.appears) for item in result.left_out),
        pages_by_kind=result.pages_by_kind,
        size=written.size if written else 0,
        digest=written.digest if written else "",
    )
    pages = Pages(
        token=outline.token,
        number=memory.number(),
        files=woven.reading.files,
        pages=made.pages,
        layouts=woven.templates.layouts,
        templates=woven.templates.digests,
        today=woven.today.day,
        names=woven.names,
        digests=made.digests,
    )
    memory.outline, memory.pages, memory.index = outline, pages, woven.index
    if not memory.trusting:
        _keep(memory)
    return Result((*lost, *result.problems), result.left_out, result.pages_by_kind, result.made, written)


def keep(memory: Memory) -> None:
    """Saves what a build left behind, for the next process."""
    with memory.files.locked() if memory.files else nullcontext():
        _keep(memory)


def _keep(memory: Memory) -> None:
    if memory.files and memory.outline and memory.pages and memory.pages is not memory.saved:
        memory.files.save(memory.outline, memory.pages, memory.saved)
        memory.saved = memory.pages
