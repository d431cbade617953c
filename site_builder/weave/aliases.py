"""Aliases: former ids and addresses of things, from which readers are sent on to where these stand now."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from site_builder.core.exports import RedirectView
from site_builder.core.jobs import Job
from site_builder.core.problems import Place, Problem, error, warning
from site_builder.core.slugs import FOLDER_BY_KIND, address, folded
from site_builder.weave.facts import Facts
from site_builder.weave.faults import Library
from site_builder.weave.frame import About, Plan
from site_builder.weave.index import Index

NAME = "redirect"


class Redirect(NamedTuple):
    """A former address and the one of today, both relative to the site's root; id: of the thing; alias: as written."""

    former: str
    today: str
    id: str
    alias: str

    @property
    def output(self) -> str:
        """The file that sends readers on."""
        return self.former if not self.former.endswith("/") else f"{self.former}index.html"


def redirects(index: Index) -> Iterator[Redirect]:
    """Every former address, in the order of the things."""
    for one in index.aliased:
        for alias in one.aliases.split("\n"):
            today = address(one.kind, one.id)
            if "/" in alias:
                yield Redirect(alias[1:], today, one.id, alias)
                continue
            yield Redirect(address(one.kind, alias), today, one.id, alias)
            if one.kind == "topic":
                yield Redirect(f"timeline/topics/{alias}/", f"timeline/topics/{one.id}/", one.id, alias)


def redirect(plan: Plan, way: str) -> Job:
    """The page at a former address. way: that address, a line's end, and the one of today."""
    former, _, today = way.partition("\n")
    view = RedirectView(plan.site.config.language, former, today, plan.base_url + today)
    return plan.job(former, NAME, view, About(title=""))


def check(index: Index, library: Library, outputs: Iterable[str]) -> Iterator[Problem]:
    """Aliases that lead readers away from something else. outputs: every other file of the site."""
    if not index.aliased:
        return
    taken = {folded(path): f"{path.removesuffix('index.html')} is" for path in outputs}
    folders = {folder for path in taken for folder in _folders(path)}
    for one in redirects(index):
        thing = index.public[one.id]
        path = folded(one.output)
        above = next((folder for folder in _folders(path) if folder in taken), "")
        if path in taken or path in folders or above:
            found = taken.get(path) or taken.get(above) or f"{one.output} is"
            document = library.documents(thing.path)[thing.number]
            message = f'the alias "{one.alias}" cannot be: {found} an address of this site'
            hint = "an alias is where this thing stood before, and where nothing stands now"
            yield error(document.at("aliases"), "taken-alias", message, hint)
        taken[path] = f'{one.former} is, as an alias of "{one.id}",'
        folders.update(_folders(path))


def _folders(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]


def lost(index: Index, before: Iterable[str], now: Iterable[str]) -> Iterator[Problem]:
    """Pages that the last build wrote and this one does not, where no alias says what became of them.

    before, now: every file of the two builds. What is not published yet is told elsewhere.
    """
    old, new = set(before), set(now)
    came = [found for path in sorted(new - old) if (found := _thing(path)) and found[1] in index.public]
    for path in sorted(old - new):
        kind, identifier = _thing(path) or ("", "")
        known = index.every.get(identifier)
        if kind and (known is None or known.kind != kind):
            successors = [index.public[other] for found, other in came if found == kind]
            yield _lost(path.removesuffix("index.html"), identifier, successors)


def _thing(path: str) -> tuple[str, str] | None:
    """Kind and id of what has its page at a path; None for everything else."""
    match path.split("/"):
        case [identifier, "index.html"]:
            return "page", identifier
        case [folder, identifier, "index.html"] if folder in FOLDER_BY_KIND.values():
            return next(kind for kind, found in FOLDER_BY_KIND.items() if found == folder), identifier
    return None


def _lost(url: str, identifier: str, successors: list[Facts]) -> Problem:
    message = f"the last build had a page {url}, and this one has not: links to it break"
    if len(successors) == 1:
        hint = f'if "{successors[0].id}" is its new id, add `aliases: [{identifier}]` to {successors[0].path}'
        return warning(Place(successors[0].path), "lost-address", message, hint)
    hint = f"if it has a new id, add `aliases: [{identifier}]` to its file; this is told only once"
    return warning(Place("content"), "lost-address", message, hint)
