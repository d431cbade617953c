"""The build: four stages, in four lines, and what came of them."""

import os
import re
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from site_builder.content.parse import Parsed, parse
from site_builder.core.dates import Day
from site_builder.core.documents import Document
from site_builder.core.jobs import Job
from site_builder.core.model import SiteConfig
from site_builder.core.problems import Problem, error
from site_builder.engine import disk, workshop
from site_builder.pages.render import Theme, digests, render
from site_builder.weave import datasets, frame, ledger, prose
from site_builder.weave.graph import LeftOut, Site, missing_config, weave
from site_builder.weave.plan import plan


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a build. output: None to check only; base_url: "" for the one of site.yaml; jobs: processes."""

    root: Path
    output: Path | None
    base_url: str = ""
    drafts: bool = False
    future: bool = False
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a build. pages_by_kind: sorted, most first; written: None where nothing was written."""

    problems: tuple[Problem, ...]
    left_out: tuple[LeftOut, ...]
    pages_by_kind: tuple[tuple[str, int], ...]
    written: disk.Written | None

    @property
    def ok(self) -> bool:
        """Whether no error stands."""
        return not any(problem.severity == "error" for problem in self.problems)


def build(request: Request, tell: Callable[[str], None] | None = None) -> Result:
    """Reads, checks and, with no error anywhere, writes the site. Raises disk.Refused where it cannot be written.

    tell: is told of each stage as it begins, in words such as "rendering 582 pages".
    """
    tell = tell or _tell_nobody
    tell("reading")
    tree = disk.read(request.root)
    with workshop.pool(request.jobs) if request.jobs > 1 else nullcontext() as executor:
        tell(f"parsing {len(tree.files):,} files")
        parsed = workshop.apply(parse, tree.files, executor)
        tell("weaving")
        jobs, left_out, problems = _woven(request, tree, parsed)
        tell(f"rendering {len(jobs):,} pages")
        rendered = workshop.apply(partial(render, Theme(tree.templates)), jobs, executor)
    problems += [problem for page in rendered for problem in page.problems]
    kinds = [job.frame.kind for job in jobs]
    counts = tuple(sorted(((kind, kinds.count(kind)) for kind in set(kinds)), key=lambda pair: (-pair[1], pair[0])))
    result = Result(tuple(sorted(set(problems))), left_out, counts, None)
    if request.output is None or not result.ok:
        return result
    tell("writing")
    outputs = [page.output for page in rendered if page.output is not None]
    written = disk.write(request.output, (*outputs, *disk.asset_outputs(tree.assets)))
    return Result(result.problems, left_out, counts, written)


def _tell_nobody(_stage: str) -> None:
    """For builds that nobody watches."""


def _woven(
    request: Request, tree: disk.Tree, parsed: list[Parsed]
) -> tuple[tuple[Job, ...], tuple[LeftOut, ...], list[Problem]]:
    """The jobs of a sound site (none where there is an error), what is left out, and every problem so far."""
    documents = tuple(document for file in parsed for document in file.documents)
    problems = [*tree.problems, *(problem for file in parsed for problem in file.problems)]
    layouts, template_problems = digests(Theme(tree.templates))
    problems += template_problems
    configs = [document for document in documents if isinstance(document.meta, SiteConfig)]
    if not any(file.path == "content/site.yaml" for file in tree.files):
        problems.append(missing_config())
    today = _today(configs, problems)
    lost = frozenset(identifier for file in parsed for identifier in file.lost)
    site, dangling, left_out = weave(documents, today, drafts=request.drafts, future=request.future, lost=lost)
    told = [*dangling, *(check(site, frozenset(path for path, _ in tree.assets)) if site else ())]
    # What stands in a file that could not be opened is not known, so nothing is said to be missing.
    blind = any(problem.code in disk.UNREAD and problem.place.path.startswith("content/") for problem in tree.problems)
    problems += [problem for problem in told if not (blind and problem.code in {"unknown-id", "no-topic", "no-table"})]
    if site is None or any(problem.severity == "error" for problem in problems):
        return (), left_out, problems
    base_url = request.base_url or site.config.base_url
    base_url += "" if base_url.endswith("/") else "/"
    return plan(site, base_url, urlsplit(base_url).path or "/", layouts), left_out, problems


def check(site: Site, assets: frozenset[str]) -> list[Problem]:
    """What only the whole site can tell."""
    return [*frame.check(site), *ledger.check(site), *datasets.check(site), *prose.check(site, assets)]


def _today(configs: list[Document], problems: list[Problem]) -> Day:
    """Today in the site's time zone; the one place where the clock is read. SOURCE_DATE_EPOCH overrides it."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.fromtimestamp(int(given) if re.fullmatch("[0-9]{1,11}", given) else time.time(), UTC)
    if configs:
        config = configs[0]
        assert isinstance(config.meta, SiteConfig)
        try:
            now = now.astimezone(ZoneInfo(config.meta.timezone))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            hint = "write a name such as Asia/Kolkata or Europe/Berlin"
            problems.append(
                error(
                    config.at("timezone"),
                    "unknown-timezone",
                    f'there is no time zone "{config.meta.timezone}"',
                    hint,
                )
            )
    return now.year, now.month, now.day
