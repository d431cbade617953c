"""Python-Markdown with our dialect: built once a process, and used for one text after another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import markdown
from markdown import Markdown
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.smarty import SmartyExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension, TocTreeprocessor
from markdown.util import BLOCK_LEVEL_ELEMENTS

from site_builder.content.footnotes import Footnotes

# The release whose source was read for the gates, which leave out what changes nothing. Another one works without
# them, at a quarter of the speed, until it is read too and `tests/unit/test_gating.py` has held it to the same.
READ_RELEASE = "3.11.3"
BLOCK_LEVEL = frozenset(BLOCK_LEVEL_ELEMENTS)
Slugify = Callable[[str, str], str]


@contextmanager
def lent(prefix: str, slugify: Slugify) -> Iterator[Markdown]:
    """A converter for one text. prefix: put before the ids of notes; slugify: makes the ids of headings.

    Its `convert` is called by the caller itself: how deep quotations go depends on the frames that are left.
    """
    spare = _spare()
    # Taken out while it works: one that breaks off is in no known state, and is not put back.
    dialect = spare.pop() if spare else Dialect()
    dialect.prepare(prefix, slugify)
    yield dialect
    spare.append(dialect)


@cache
def _spare() -> list["Dialect"]:
    """The converters of this process that are not at work."""
    return []


class Dialect(Markdown):
    """A converter for one text after another."""

    def __init__(self, *, gated: bool = markdown.__version__ == READ_RELEASE) -> None:
        self.notes = Footnotes()
        # By class, not by name: a name is looked up in the metadata of all that is installed, for 20 ms.
        extensions = [
            # Its other way is a style attribute, which the cleaning takes away.
            TableExtension(use_align_attribute=True),
            DefListExtension(),
            AttrListExtension(),
            FencedCodeExtension(),
            SaneListExtension(),
            SmartyExtension(),
            TocExtension(marker=""),
            self.notes,
        ]
        super().__init__(extensions=extensions, output_format="html")
        if gated:
            from site_builder.content.gates import gate

            gate(self, self.notes)

    def prepare(self, prefix: str, slugify: Slugify) -> None:
        """Makes it ready for a text."""
        anchors = self.treeprocessors["toc"]
        assert isinstance(anchors, TocTreeprocessor)
        self.reset()
        self.notes.prefix, anchors.slugify = prefix, slugify

    def is_block_level(self, tag: object) -> bool:
        """Whether a tag is one of a block. The library looks through a list of 60, for each element and four times."""
        return isinstance(tag, str) and tag.lower().rstrip("/") in BLOCK_LEVEL
