"""What things consist of that stand nowhere alone, and what the site's own file says of the site as a whole."""

from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, dataclass_transform

from site_builder.core.dates import When
from site_builder.core.fields import (
    CheckCode,
    Citation,
    ClaimId,
    FilePath,
    Filled,
    FontNames,
    Hue,
    TopicId,
    WebAddress,
    Words,
)  # fmt: skip

Noun = TypeVar("Noun", bound=type)
Citations = tuple[Citation, ...]


@dataclass_transform(frozen_default=True, kw_only_default=True)
def noun(cls: Noun) -> Noun:
    """A frozen dataclass that refuses keys it does not know when it is read from YAML."""
    made: Any = dataclass(frozen=True, slots=True, kw_only=True, repr=False)(cls)
    made.__pydantic_config__ = {"extra": "forbid"}
    return made  # type: ignore[no-any-return]


@noun
class KeyFigure:
    """A number worth remembering, with what it counts and who says so."""

    value: Words
    label: Words
    sources: Annotated[Citations, Filled(1, "source")]
    as_of: When | None = None
    topic: TopicId | None = None


@noun
class Publisher:
    """Who publishes the site."""

    name: Words
    description: Words = ""
    url: WebAddress = ""


@noun
class Licence:
    """Under which terms the text may be reused."""

    name: Words
    url: WebAddress


@noun
class Answer:
    """One sentence of the short answer on the home page; it leads into a topic."""

    text: Words
    topic: TopicId
    sources: Annotated[Citations, Filled(1, "source")]


@noun
class Home:
    """What the home page says in its own words."""

    question: Words
    standfirst: Words
    answer: Annotated[tuple[Answer, ...], Filled(1, "sentence")]
    key_figures: tuple[KeyFigure, ...] = ()
    expected_then_happened: tuple[ClaimId, ...] = ()


@noun
class Accents:
    """Other hues for the accents of topics; how light they are stays."""

    indigo: Hue | None = None
    teal: Hue | None = None
    crimson: Hue | None = None
    violet: Hue | None = None
    ochre: Hue | None = None
    forest: Hue | None = None
    slate: Hue | None = None
    plum: Hue | None = None


@noun
class Fonts:
    """Other fonts; only that of the headings may be a file, so that a page asks for one at most."""

    headings: FontNames = ""
    headings_file: FilePath = ""
    text: FontNames = ""
    interface: FontNames = ""


@noun
class Theme:
    """How the site looks where it does not look as the theme has it."""

    accents: Accents | None = None
    fonts: Fonts | None = None
    logo: FilePath = ""


@noun
class Exemption:
    """Something that a check finds and that shall stay as it is."""

    check: CheckCode
    where: Words
    words: Words = ""
    reason: Words
