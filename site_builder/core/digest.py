"""The canonical digest of a value: equal values have equal digests, different values different ones."""

import hashlib
import marshal
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any

ATOMS = frozenset({str, int, bool, float, bytes, type(None)})
# Version 2 of marshal writes a type's tag, a length and the value, and nothing on how the value is held in memory; so
# it is canonical and injective for plain values. Pickle is not: equal values can pickle to different bytes.
VERSION = 2


def digest(value: object) -> str:
    """The BLAKE2b digest (32 hexadecimal digits) of the canonical encoding of `value`.

    Raises TypeError for a type whose encoding is not defined.
    """
    return hashlib.blake2b(marshal.dumps(_plain(value), VERSION), digest_size=16).hexdigest()


def _plain(value: Any) -> Any:  # noqa: ANN401 - a value of any kind, and what marshal takes in its place
    """The value in tuples of atoms; a noun is a list, which no value is, with the name of its class before."""
    kind: Any = type(value)
    if kind in ATOMS:
        return value
    if kind is tuple:
        return tuple([item if type(item) in ATOMS else _plain(item) for item in value])
    name, get = _noun(kind)
    return [name, *[item if type(item) in ATOMS else _plain(item) for item in get(value)]]


@cache
def _noun(kind: Any) -> tuple[str, Any]:  # noqa: ANN401 - a class
    """The name of a noun, and what gives all its fields at once."""
    if is_dataclass(kind):
        names = [field.name for field in fields(kind)]
        get = attrgetter(*names) if len(names) > 1 else lambda value: tuple(getattr(value, name) for name in names)
    elif issubclass(kind, tuple) and hasattr(kind, "_fields"):
        get = tuple
    else:
        raise TypeError(f"no canonical encoding for {kind.__name__}")
    return f"{kind.__module__}.{kind.__qualname__}", get
