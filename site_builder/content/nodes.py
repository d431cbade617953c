"""What YAML becomes here: nodes that know their line and column."""

from typing import NamedTuple, TypeAlias

from site_builder.core.fields import shown
from site_builder.core.problems import Place

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"


class Key(NamedTuple):
    """A key of a mapping and where it stands."""

    name: str
    place: Place


class Node(NamedTuple):
    """A value with its place: a text, or a list's items, or a mapping's pairs; nothing where all three are None."""

    place: Place
    text: str | None = None
    items: tuple["Node", ...] | None = None
    pairs: tuple[tuple[Key, "Node"], ...] | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether the value was left empty, or is `null` or `~`."""
        return self.text is None and self.items is None and self.pairs is None

    @property
    def begin(self) -> Place:
        """Where it begins for an editor's eye: a mapping at its first key."""
        return self.pairs[0][0].place if self.pairs else self.place

    def found(self) -> str:
        """What it is, in words."""
        if self.pairs is not None:
            return "a mapping"
        if self.items is not None:
            return "a list"
        return "nothing" if self.text is None else shown(self.text)

    def child(self, step: str | int) -> "Node | None":
        """The node under a key or an index, or None."""
        if isinstance(step, str):
            for key, node in self.pairs or ():
                if key.name == step:
                    return node
            return None
        return self.items[step] if self.items is not None and step < len(self.items) else None

    def key_place(self, name: str) -> Place:
        """Where the key itself stands, or the mapping's place."""
        return next((key.place for key, _ in self.pairs or () if key.name == name), self.place)

    def follow(self, path: tuple[str | int, ...]) -> "Node":
        """The deepest node that `path` reaches."""
        node = self
        for step in path:
            below = node.child(step)
            if below is None:
                break
            node = below
        return node
