"""What a file becomes once it is read: documents with their references, and bodies with slots."""

import re
from typing import NamedTuple

from site_builder.core.blocks import Block
from site_builder.core.model import Meta
from site_builder.core.problems import Place

# A tag in a fragment.
TAG = re.compile("<[^>]*>")


class File(NamedTuple):
    """A file of the site as it lies on disk: POSIX path below the site's root, and its text."""

    path: str
    text: str


class Ref(NamedTuple):
    """A mention of another thing by id. kinds: what it may be, empty for anything; field: where it stood."""

    place: Place
    target: str
    kinds: tuple[str, ...]
    field: str


class LinkSlot(NamedTuple):
    """`[[target|label]]` in running text; label "" means the target's own name."""

    place: Place
    target: str
    label: str


class CiteSlot(NamedTuple):
    """`[@a, p. 4; @b]` in running text: (place, source id, locator) each."""

    place: Place
    citations: tuple[tuple[Place, str, str], ...]


class BlockSlot(NamedTuple):
    """A fenced block."""

    place: Place
    block: Block


Slot = LinkSlot | CiteSlot | BlockSlot


class Heading(NamedTuple):
    """A heading inside a body: level 3 to 6, anchor, and text without markup."""

    level: int
    id: str
    text: str


class Body(NamedTuple):
    """Rendered prose: HTML fragments with a slot between each two, so len(fragments) == len(slots) + 1.

    refs: what its blocks refer to.
    """

    fragments: tuple[str, ...]
    slots: tuple[Slot, ...]
    headings: tuple[Heading, ...]
    anchors: tuple[str, ...]
    local_links: tuple[tuple[Place, str], ...]
    refs: tuple[Ref, ...] = ()


class Document(NamedTuple):
    """One thing as its file tells it. place: where it begins; key_places: where each top-level key stands.

    refs: what its keys refer to.
    """

    kind: str
    id: str
    place: Place
    meta: Meta
    refs: tuple[Ref, ...]
    key_places: tuple[tuple[str, Place], ...]
    body: Body | None

    def at(self, key: str) -> Place:
        """Where `key` stands in the file, or where the thing begins."""
        return dict(self.key_places).get(key, self.place)

    def with_body(self, body: Body | None) -> "Document":
        """The same document with this text, or without one."""
        return self._replace(body=body)
