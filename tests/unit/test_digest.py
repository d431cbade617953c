"""The canonical digest: equal values alike, different values never."""

from dataclasses import dataclass
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.core.digest import digest


@dataclass(frozen=True)
class Left:
    text: str
    other: object = None


@dataclass(frozen=True)
class Right:
    text: str
    other: object = None


class Middle(NamedTuple):
    text: str
    other: object = None


LEAVES = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.binary(max_size=6) | st.floats(allow_nan=False)
)
VALUES = st.recursive(
    LEAVES,
    lambda below: (
        st.lists(below, max_size=4).map(tuple)
        | st.builds(Left, st.text(max_size=3), below)
        | st.builds(Right, st.text(max_size=3), below)
        | st.builds(Middle, st.text(max_size=3), below)
    ),
    max_leaves=12,
)


def shape(value: object) -> str:
    """A second, slow way to tell values apart: with their types, so that 1, 1.0 and True differ."""
    if isinstance(value, tuple) and not isinstance(value, Middle):
        return f"({','.join(map(shape, value))})"
    if isinstance(value, Left | Middle | Right):
        return f"{type(value).__name__}<{value.text!r},{shape(value.other)}>"
    return f"{type(value).__name__}:{value!r}"


@given(VALUES, VALUES)
def test_digests_are_equal_only_where_values_are(one: object, other: object) -> None:
    assert (digest(one) == digest(other)) == (shape(one) == shape(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (0, False),
        (1, 1.0),
        (0.0, -0.0),
        ("1", 1),
        ("a", b"a"),
        ("", None),
        ((), None),
        (("ab",), ("a", "b")),
        (("a", ("b",)), (("a", "b"),)),
        ((("a",), "b"), ("a", ("b",))),
        (("a;", "b"), ("a", ";b")),
        (Left("a"), Right("a")),
        (Left("a"), ("a", None)),
        (Middle("a"), ("a", None)),
        (Middle("a"), Left("a")),
        ("é", "e\u0301"),
        (Left("a", "e;"), Left("ae;", "")),
    ],
)
def test_values_that_look_alike_have_different_digests(one: object, other: object) -> None:
    assert digest(one) != digest(other)


def test_digest_does_not_change_from_one_process_to_the_next() -> None:
    assert digest(("a", 1, None, 2.5, b"x", True)) == "44cd4a6f0d0eea2227e3cf7fea1390a5"


@pytest.mark.parametrize("value", [{"a": 1}, ["a"], {"a"}, object(), Left, len, (1, ["a"])])
def test_value_without_an_encoding_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical encoding"):
        digest(value)
