"""Links and citations: lifted out of a text before Markdown sees it, each leaving a numbered mark."""

import re
from typing import NamedTuple

from site_builder.content.directives import Places, Prose
from site_builder.core.documents import CiteSlot, LinkSlot, Ref, Slot
from site_builder.core.fields import split_citation
from site_builder.core.problems import Place, Problem, error
from site_builder.core.slugs import is_id, unseen

OPEN, CLOSE = "\ue000", "\ue001"
MARK = re.compile(f"{OPEN}([0-9]+){CLOSE}")
# A reference may wrap over a line's end, never over a paragraph's.
LIFT = re.compile(r"\[\[((?:[^\[\]\n]++|\n(?!\s*\n))*+)\]\]|\[@((?:[^\[\]\n]++|\n(?!\s*\n))*+)\]|\[\[|\[@")
# A citation may wrap inside a quotation, whose mark then stands before its next source.
BEFORE_FIRST = re.compile(r"[\s>]*")
BEFORE_NEXT = re.compile(r"[\s>]*@?")


class Lift(NamedTuple):
    """Something taken out of the source: a link, a citation or a block.

    text: its own text, "" for a block. slot: what it becomes, None where there is a fault. label: its words in a
    heading's anchor. refs, problems: what it refers to beside its slot, and its faults; they count where it shows.
    """

    text: str
    slot: Slot | None
    label: str
    refs: tuple[Ref, ...]
    problems: tuple[Problem, ...]
    place: Place


def lift(prose: Prose, lifts: list[Lift]) -> str:
    """The prose with a mark for each reference; what each was is added to `lifts`."""

    places = Places(prose)

    def mark(found: re.Match[str]) -> str:
        if prose.text.endswith("\\", 0, found.start()):
            before = prose.text[max(0, found.start() - 100) : found.start()]
            if (len(before) - len(before.rstrip("\\"))) % 2:
                return found[0]
        lifts.append(_read(found, places))
        return mark_of(len(lifts) - 1)

    return LIFT.sub(mark, prose.text)


def mark_of(number: int) -> str:
    """The mark of a lift by its number."""
    return f"{OPEN}{number}{CLOSE}"


def restore(text: str, lifts: list[Lift]) -> str:
    """The text with each reference's own text in place of its mark."""
    return MARK.sub(lambda found: lifts[int(found[1])].text, text)


def _read(found: re.Match[str], places: Places) -> Lift:
    place = places.place(found.start(), len(found[0]))
    if found[1] is not None:
        return _read_link(found, place)
    if found[2] is not None:
        return _read_citations(found, places, place)
    what, end = ("link", "]]") if found[0] == "[[" else ("citation", "]")
    hint = f"close it with {end}, or write \\{found[0]} for the characters themselves"
    return Lift(found[0], None, "", (), (error(place, f"open-{what}", f"this {what} is never closed", hint),), place)


def _read_link(found: re.Match[str], place: Place) -> Lift:
    target, _, label = found[1].partition("|")
    target, label = _flat(target), _flat(label)
    if is_id(target):
        return Lift(found[0], LinkSlot(place, target, label), label or target, (), (), place)
    message = f'"{target}" is not an id' if target else "this link names nothing"
    hint = (
        _unseen(found[1].partition("|")[0])
        or "write [[id]] or [[id|words to show]]; ids are lower-case words joined by hyphens"
    )
    return Lift(found[0], None, label, (), (error(place, "bad-id", message, hint),), place)


def _read_citations(found: re.Match[str], places: Places, place: Place) -> Lift:
    citations: list[tuple[Place, str, str]] = []
    problems: list[Problem] = []
    offset = found.start(2)
    for number, part in enumerate(found[2].split(";")):
        blank = BEFORE_NEXT.match(part) if number else BEFORE_FIRST.match(part)
        begin = blank.end() if blank else 0
        source, locator = split_citation(_flat(part[begin:]))
        spot = places.place(offset + begin, len(part[begin:].rstrip()))
        if is_id(source) and "@" in locator:
            hint = "put a semicolon between two sources: [@one; @two]"
            problems.append(error(spot, "bad-citation", f'"{locator}" is not a place in a source', hint))
        elif is_id(source):
            citations.append((spot, source, locator))
        else:
            message = f'"{source}" is not the id of a source' if source else "this citation names no source"
            hint = _unseen(part) or "write [@source-id], [@source-id, p. 4] or [@one; @two]"
            problems.append(error(spot, "bad-citation", message, hint))
        offset += len(part) + 1
    slot = None if problems else CiteSlot(place, tuple(citations))
    return Lift(found[0], slot, "", (), tuple(problems), place)


def _unseen(identifier: str) -> str:
    """The cure for an id as it was written, with a sign in it that nobody sees; "" for others."""
    sign = unseen(identifier)
    return f"take out the sign {sign}, which nobody sees" if sign else ""


def _flat(text: str) -> str:
    """Words on one line, without the marks of a quotation that they wrapped in."""
    return " ".join((re.sub(r"\n[ \t]*>+", " ", text) if "\n" in text else text).split())
