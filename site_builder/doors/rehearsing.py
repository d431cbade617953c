"""Rehearsing: new files are built in a copy of the site, until none of them is at fault there.

What is at fault in a text is shown as it was written, as code; a file that cannot be helped so stays out.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from site_builder.core.problems import Problem
from site_builder.core.slugs import slug
from site_builder.doors.landing import New, Refused, Remark
from site_builder.engine.build import build
from site_builder.engine.result import CACHE, Request
from site_builder.pages.posts import plain

ROUNDS = 6
ALIASES = re.compile(r"^aliases: .*\n", re.MULTILINE)


def rehearse(
    site: Path, files: Iterable[New], others: Iterable[str], remarks: list[Remark]
) -> tuple[list[New], list[Remark]]:
    """The files as they can stand in a site, and those that cannot, with the reason.

    others: paths of pictures that come with them; what is shown as it was written is added to `remarks`. Raises
    Refused where the site itself has an error, or gets one by them.
    """
    out: list[Remark] = []
    with _copied(site) as stage:
        if known := _errors(stage):
            raise Refused(
                f"the site has an error itself, in {known[0].place.path}; mend first what `site-builder check` tells"
            )
        for path in others:
            (stage / path).parent.mkdir(parents=True, exist_ok=True)
            (stage / path).touch()
        left = {new.path: new for new in files}
        for number in range(ROUNDS):
            for new in left.values():
                (stage / new.path).parent.mkdir(parents=True, exist_ok=True)
                (stage / new.path).write_text(new.text, "utf-8", newline="\n")
            faults = _by_path(_errors(stage), left)
            for path, problems in faults.items():
                mended = _mended(left[path], problems, remarks) if number < ROUNDS - 2 else None
                if mended is None:
                    out.append(
                        Remark(left.pop(path).place, f"{problems[0].message}; {problems[0].hint or 'mend it there'}")
                    )
                    (stage / path).unlink()
                else:
                    left[path] = mended
            if not faults:
                return list(left.values()), out
    return [], out


@contextmanager
def _copied(site: Path) -> Iterator[Path]:
    """A copy of a site, made of links where the disk has them; nothing in it is changed, only files are added."""
    (site / CACHE).mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=site / CACHE, prefix="import-") as aside:
        for name in ("content", "templates", "static"):
            if (site / name).is_dir():
                shutil.copytree(site / name, Path(aside) / name, copy_function=_hold, ignore_dangling_symlinks=True)
        yield Path(aside)


def _hold(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _errors(stage: Path) -> list[Problem]:
    return [problem for problem in build(Request(stage, None)).problems if problem.severity == "error"]


def _by_path(problems: list[Problem], files: Mapping[str, New]) -> dict[str, list[Problem]]:
    """The problems of each new file. Raises Refused where one is another's."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.place.path not in files:
            raise Refused(f"with it the site would have an error in {problem.place.path}: {problem.message}")
        found.setdefault(problem.place.path, []).append(problem)
    return found


def _mended(new: New, problems: list[Problem], remarks: list[Remark]) -> New | None:
    """A file in which nothing of this is at fault any more; None where it cannot be helped."""
    text = new.text
    begin = text.index("\n---\n", 3) + 5
    first = text.count("\n", 0, begin) + 1
    if any(problem.code == "taken-alias" for problem in problems):
        remarks.append(Remark(new.place, "its former addresses are another page's here, and are left out"))
        return new._replace(text=ALIASES.sub("", text[:begin], count=1) + text[begin:])
    taken = [re.findall('"#(.*?)"', problem.message)[0] for problem in problems if problem.code == "duplicate-anchor"]
    if taken:
        return new._replace(text=text[:begin] + _renamed(text[begin:], set(taken)))
    if any(problem.place.line < first for problem in problems):
        return None
    more = f", and {len(problems) - 1} more" if len(problems) > 1 else ""
    remarks.append(Remark(new.place, f"a part is shown as it was written: {problems[0].message}{more}"))
    return new._replace(text=text[:begin] + literal(text[begin:], {problem.place.line - first for problem in problems}))


def _renamed(text: str, taken: set[str]) -> str:
    """A text in which the headings with these anchors have others."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if re.match("#{3,6} ", line) and (anchor := slug(plain(line.lstrip("#")))) in taken:
            lines[number] = f"{line} {{#{anchor}-here}}"
    return "\n".join(lines)


def literal(text: str, at: set[int]) -> str:
    """A text with the paragraphs or blocks of these lines, counted from 0, as code."""
    written: list[str] = []
    for block, numbers in _blocks(text.split("\n")):
        if at.isdisjoint(numbers):
            written += block
            continue
        ticks = "`" * max(3, 1 + max(map(len, re.findall("`+", "\n".join(block))), default=0))
        written += ["", f"{ticks}text", *block, ticks, ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(written)).strip("\n") + "\n"


def _blocks(lines: list[str]) -> Iterator[tuple[list[str], range]]:
    """Lines that stand together, with their numbers: a paragraph, a fenced block, a blank line."""
    begin, fence = 0, ""
    for number, line in enumerate([*lines, ""]):
        mark = re.match(r" {0,3}(`{3,}|~{3,})", line)
        ends = bool(fence and mark and mark[1].startswith(fence) and line.strip() == mark[1])
        if fence and not ends and number < len(lines):
            continue
        if ends:
            yield lines[begin : number + 1], range(begin, number + 1)
            begin, fence = number + 1, ""
        elif mark or not line.strip() or number == len(lines):
            if begin < number:
                yield lines[begin:number], range(begin, number)
            begin, fence = number, mark[1] if mark else ""
            if not mark and number < len(lines):
                yield [line], range(number, number + 1)
                begin = number + 1
