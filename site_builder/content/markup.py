"""Our Markdown dialect: from a body's text to HTML fragments with slots for links, citations and blocks.

Links and citations are lifted out of the source before Markdown sees it, each leaving a numbered mark made of
private-use characters. Where a mark comes out in running text it is a reference; where it comes out in code or
in an attribute its own text is put back. So every reference knows its exact place, and the meaning is decided
on the rendered page, not by a second parser.
"""

import re
from dataclasses import dataclass

from site_builder.content import straight
from site_builder.content.bounds import too_much
from site_builder.content.directives import Fenced, Prose, read_block, split_blocks
from site_builder.content.references import CLOSE, OPEN, Lift, lift, mark_of
from site_builder.content.text import UNPRINTABLE, control_character, is_printable
from site_builder.core.documents import BlockSlot, Body, Ref
from site_builder.core.limits import USUAL, Limits
from site_builder.core.problems import Problem

RESERVED = re.compile(f"[{OPEN}{CLOSE}]")
NUMBERED_CHARACTER = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+))")


@dataclass(frozen=True, slots=True)
class Rendered:
    """What became of a body. body: None only where it cannot be read at all."""

    body: Body | None
    refs: tuple[Ref, ...]
    problems: tuple[Problem, ...]


def render(
    text: str,
    path: str,
    first_line: int,
    prefix: str,
    limits: Limits = USUAL,
    *,
    reference: bool = False,
    printable: bool = False,
) -> Rendered:
    """The body's fragments and slots, what its blocks refer to, and its faults.

    prefix: put before every anchor, such as "who-goes-". reference: leave all text to Python-Markdown.
    printable: whether it is known already that `is_printable` holds.
    """
    whole = Prose(text, path, first_line)
    printable = printable or is_printable(text)
    bad = _control_character(whole, printable=printable) or too_much(whole, limits)
    if bad:
        return Rendered(None, (), (bad,))
    parts, faults = split_blocks(text, path, first_line)
    lifts: list[Lift] = []
    pieces = [lift(part, lifts) if isinstance(part, Prose) else _lift_block(part, lifts) for part in parts]
    marked = "".join(pieces)
    plain = None if faults or reference else straight.read(marked, lifts, prefix, printable=printable)
    if plain:
        return Rendered(plain, tuple(ref for lift in lifts for ref in lift.refs), ())
    from site_builder.content import longway  # it needs libraries that few texts need

    body, refs, problems = longway.read(marked, lifts, prefix, whole)
    return Rendered(body, refs, (*faults, *problems))


def _control_character(prose: Prose, *, printable: bool) -> Problem | None:
    """The first character that cannot stand in a page, written as itself or by its number."""
    if not printable:
        for pattern in (UNPRINTABLE, RESERVED):
            bad = pattern.search(prose.text)
            if bad:
                return control_character(prose.place(bad.start(), 1), bad[0])
    for found in NUMBERED_CHARACTER.finditer(prose.text) if "&" in prose.text else ():
        number = int(found[1], 16) if found[1] else int(found[2][:9])
        if number < 0x110000 and (UNPRINTABLE.match(chr(number)) or RESERVED.match(chr(number))):
            return control_character(prose.place(found.start(), len(found[0])), chr(number))
    return None


def _lift_block(fenced: Fenced, lifts: list[Lift]) -> str:
    block, refs, problems = read_block(fenced)
    lifts.append(Lift("", BlockSlot(fenced.place, block) if block else None, "", refs, problems, fenced.place))
    return f"\n\n{mark_of(len(lifts) - 1)}\n\n"
