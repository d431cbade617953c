"""The canonical digest of a value: equal values have equal digests, different values different ones."""

import hashlib
from dataclasses import fields, is_dataclass


def digest(value: object) -> str:
    """The BLAKE2b digest (32 hexadecimal digits) of the canonical encoding of `value`.

    Raises TypeError for a type whose encoding is not defined.
    """
    pieces: list[bytes] = []
    _encode(value, pieces)
    return hashlib.blake2b(b"".join(pieces), digest_size=16).hexdigest()


def _encode(value: object, pieces: list[bytes]) -> None:
    # Pickle is not canonical (equal values can pickle to different bytes), so keys use our own encoding:
    # type tag, length, value. It is injective, because every piece says how long it is.
    match value:
        case None | bool():
            pieces.append(b"n;" if value is None else b"t;" if value else b"f;")
        case str():
            _sized(b"s", value.encode("utf-8", "surrogatepass"), pieces)
        case int():
            _sized(b"i", str(value).encode(), pieces)
        case float():
            _sized(b"d", value.hex().encode(), pieces)
        case bytes():
            _sized(b"b", value, pieces)
        case tuple():
            pieces.append(b"(%d;" % len(value))
            for item in value:
                _encode(item, pieces)
        case _:
            _encode_noun(value, pieces)


def _encode_noun(value: object, pieces: list[bytes]) -> None:
    if not is_dataclass(value) or isinstance(value, type):
        raise TypeError(f"no canonical encoding for {type(value).__name__}")
    _sized(b"c", f"{type(value).__module__}.{type(value).__qualname__}".encode(), pieces)
    for field in fields(value):
        _encode(field.name, pieces)
        _encode(getattr(value, field.name), pieces)
    pieces.append(b"e;")


def _sized(tag: bytes, raw: bytes, pieces: list[bytes]) -> None:
    pieces.append(b"%s%d;" % (tag, len(raw)))
    pieces.append(raw)
