"""Fields: how the text of a YAML scalar becomes a typed value, and what a wrong one is told.

Every plain scalar arrives as text, so nothing is coerced on the way: a field that wants a number, a day
or an address reads it here, and says in an editor's words what it expected.
"""

import json
import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import unquote, urlsplit

from site_builder.core.checks import CHECKS, LEVELS, Level
from site_builder.core.dates import MONTHS, suggestion
from site_builder.core.problems import did_you_mean
from site_builder.core.slugs import DEVICES, is_id, name_fault, unseen

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")
DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
LONGEST_ID = 100  # an id is a folder's name on the site, and some disks take no more than 255 bytes
# The unlikely length of a number is a limit: int() of a megabyte of digits takes minutes.
WHOLE = re.compile(r"-?[0-9]{1,15}")
NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")


class FieldError(ValueError):
    """What is wrong with a value, in one sentence; `hint` is a cure or "".

    key: of a mapping, the one at which it is wrong.
    """

    def __init__(self, message: str, hint: str = "", code: str = "bad-value", key: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        self.code = code
        self.key = key


@dataclass(frozen=True)
class Reads:
    """Marks a field as read from text by `read`, which raises FieldError; `schema` is its JSON Schema."""

    read: Callable[[object], object]
    schema: tuple[tuple[str, object], ...]

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> "CoreSchema":
        from pydantic_core import core_schema  # floor 0 itself needs the standard library only

        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, _schema: object, _handler: object) -> dict[str, object]:
        return {key: list(value) if isinstance(value, tuple) else value for key, value in self.schema}


@dataclass(frozen=True)
class Target:
    """Marks a field as the id of a thing of one of `kinds`; the weave checks that it exists."""

    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Cites:
    """Marks a field as a citation: "source-id" or "source-id, locator"."""


@dataclass(frozen=True)
class Filled:
    """Marks a list that must hold at least `least` items."""

    least: int
    what: str


def shown(text: str) -> str:
    """A text as messages quote it: on one line, and not endless."""
    line = " ".join(text.split())
    return f'"{line}"' if len(line) <= 60 else f'"{line[:59]}…"'


def text_of(value: object, expected: str) -> str:
    """The value as text; a list, a mapping or nothing is an error that says what was expected."""
    if isinstance(value, str):
        return value
    found = {list: "a list", tuple: "a list", dict: "a mapping", type(None): "nothing"}
    raise FieldError(f"expected {expected}, found {found.get(type(value), 'something else')}", code="wrong-type")


def read_words(value: object) -> str:
    """One or more words, without blanks at either end."""
    # Only what YAML folds: a space that does not break, as in "5 000", is the editor's own.
    words = re.sub(r"[ \t\n]+", " ", text_of(value, "text")).strip()
    if not any(sign.isprintable() and not sign.isspace() for sign in words):
        raise FieldError("expected text, found nothing between the quotes", code="empty-value")
    return words


def read_whole(value: object) -> int:
    """A whole number such as 10."""
    text = text_of(value, "a whole number")
    if not WHOLE.fullmatch(text):
        raise FieldError(f"expected a whole number such as 10, found {shown(text)}", code="wrong-type")
    return int(text)


def read_hue(value: object) -> int:
    """A hue in degrees, 0 to 359."""
    text = text_of(value, "a hue such as 210")
    if not re.fullmatch("[0-9]{1,3}", text) or int(text) > 359:
        hint = "degrees on the colour wheel of oklch: 20 is red, 90 yellow, 150 green, 260 blue"
        raise FieldError(f"expected a hue from 0 to 359, found {shown(text)}", hint)
    return int(text)


def read_fonts(value: object) -> str:
    """Names of fonts, the first preferred, as CSS lists them."""
    text = read_words(value)
    name = r"(?:\"[\w .-]+\"|'[\w .-]+'|[\w -]+)"
    if not re.fullmatch(rf"{name}(?:, *{name})*", text):
        hint = 'separate them by commas, as in "Noto Serif", Georgia, serif'
        raise FieldError(f"expected names of fonts, found {shown(text)}", hint)
    return text


def read_importance(value: object) -> int:
    """1, 2 or 3."""
    text = text_of(value, "1, 2 or 3")
    if text not in {"1", "2", "3"}:
        raise FieldError(f"expected 1 (detail), 2 or 3 (always shown), found {shown(text)}")
    return int(text)


def read_flag(value: object) -> bool:
    """`true` or `false`, and no other spelling."""
    text = text_of(value, "true or false")
    if text not in {"true", "false"}:
        meant = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(text.lower(), text.lower())
        hint = f"write {meant}" if meant in {"true", "false"} else ""
        raise FieldError(f"expected true or false, found {shown(text)}", hint, "wrong-type")
    return text == "true"


def read_day(value: object) -> str:
    """A calendar day such as 2025-12-05, as text."""
    text = text_of(value, "a day such as 2025-12-05")
    found = DAY.fullmatch(text)
    if not found:
        meant = suggestion(text)
        hint = meant if re.match(r"write [0-9]{4}-[0-9]{2}-[0-9]{2},", meant) else ""
        raise FieldError(f"expected a day such as 2025-12-05, found {shown(text)}", hint, "bad-date")
    year, month, day = (int(part) for part in found.groups())
    if not 1 <= month <= 12 or year == 0:
        raise FieldError(
            f'there is no month {month} in "{text}"' if year else f'there is no year 0 in "{text}"',
            code="bad-date",
        )
    if not 1 <= day <= monthrange(year, month)[1]:
        days = monthrange(year, month)[1]
        raise FieldError(f'{MONTHS[month - 1]} {year} has {days} days, found "{text}"', code="bad-date")
    return text


def read_web_address(value: object) -> str:
    """An http or https address without blanks or control characters."""
    text = text_of(value, "an address such as https://example.org/page")
    try:
        parts = urlsplit(text)
        sound = (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and text.isprintable()
            and not re.search(r"[\s<>\"\\^`{|}]", text)
        )
    except ValueError:
        sound = False
    if not sound:
        bare = re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?:/\S*)?", text)
        hint = f"write https://{text}" if bare else "addresses begin with https:// or http:// and have no blanks"
        message = f"expected an address such as https://example.org/page, found {shown(text)}"
        raise FieldError(message, hint, "bad-address")
    return text


def read_base_address(value: object) -> str:
    """A web address that others can be built on: no query, no fragment, no doubled slash in its path."""
    text = read_web_address(value)
    if re.search(r"[?#]", text) or "//" in text.partition("://")[2]:
        raise FieldError(
            f'expected an address such as https://example.org/site/, found "{text}"',
            "leave out everything from ? or # on, and doubled slashes",
            "bad-address",
        )
    return text


def read_identifier(value: object) -> str:
    """An id: lower-case words joined by hyphens."""
    text = text_of(value, "an id such as relos-signed")
    if not is_id(text) or len(text) > LONGEST_ID:
        likely = "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:LONGEST_ID].strip("-")
        hint = f'write "{likely}"' if likely else "an id is written in letters a-z and digits, joined by single hyphens"
        if sign := unseen(text):
            hint = f"take out the sign {sign}, which nobody sees"
        elif text in DEVICES:
            hint = "Windows keeps this name for a device; choose a longer one"
        raise FieldError(f"expected an id such as relos-signed, found {shown(text)}", hint, "bad-id")
    return text


def read_former(value: object) -> str:
    """A former id, as it is, or a former address, as "/old/page/" or "/old/page.html"."""
    text = unicodedata.normalize("NFC", unquote(text_of(value, "a former id or address").strip()))
    if re.search(r"[?#]|://", text):
        hint = "leave out the site's own address, and everything from ? or # on: no file can be called so"
        raise FieldError(f"expected an address such as /old/page/, found {shown(text)}", hint, "bad-address")
    if "/" not in text and not text.lower().endswith((".html", ".htm")):
        return read_identifier(text)
    parts = text.removesuffix("index.html").strip("/").split("/")
    if not all(map(_is_name, parts)):
        hint = "between slashes stand names such as folders have, as in /old/page/"
        raise FieldError(f"expected an address such as /old/page/, found {shown(text)}", hint, "bad-address")
    return f"/{'/'.join(parts)}" + ("" if parts[-1].lower().endswith((".html", ".htm")) else "/")


def _is_name(part: str) -> bool:
    """Whether a part of an address can be the name of a folder on every disk."""
    return part[:1] not in {"", "."} and not re.search("[%\ufffd]", part) and not name_fault(part)


def read_citation(value: object) -> str:
    """A citation: "source-id" or "source-id, locator"."""
    text = read_words(value)
    read_identifier(text.partition(",")[0].strip())
    return text


def read_language(value: object) -> str:
    """A BCP 47 language tag such as en, hi or sr-Latn."""
    text = text_of(value, "a language such as en, hi or ru")
    if not LANGUAGE.fullmatch(text):
        hint = "a language has a code of two or three small letters, a country two capitals, as in en-GB"
        raise FieldError(f"expected a language such as en, hi or ru, found {shown(text)}", hint)
    return text


def read_timezone(value: object) -> str:
    """A name of the IANA time zone database, such as Asia/Kolkata; its existence is checked where time is told."""
    text = text_of(value, "a time zone such as Asia/Kolkata")
    if not re.fullmatch(r"[A-Za-z_]+(?:/[A-Za-z0-9_+-]+)*", text):
        raise FieldError(f"expected a time zone such as Asia/Kolkata, found {shown(text)}")
    return text


def read_cell(value: object) -> str | tuple[str, ...] | None:
    """A cell of a table: text, a list of texts, or nothing."""
    if isinstance(value, (list, tuple)):
        return tuple(read_words(item) for item in value)
    return None if value is None else text_of(value, "text or a number")


def read_key(value: object) -> str:
    """The key of a table's column: lower-case words joined by underscores."""
    text = text_of(value, "a key such as fiscal_year")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,60}", text):
        hint = "keys are small letters and digits, joined by _"
        raise FieldError(f"expected a key such as fiscal_year, found {shown(text)}", hint)
    return text


def read_where(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """A filter on columns: each key with the one value or the values that its cell may have."""
    if not isinstance(value, dict):
        raise FieldError("expected a mapping of a column to its values, such as {method: customs}", code="wrong-type")
    return tuple(
        (
            str(key),
            tuple(read_words(item) for item in wanted) if isinstance(wanted, (list, tuple)) else (read_words(wanted),),
        )
        for key, wanted in value.items()
    )


def read_check(value: object) -> str:
    """The code of a check."""
    text = text_of(value, "the code of a check such as long-sentence")
    if text not in CHECKS:
        hint = did_you_mean(text, CHECKS) or f"the checks are {', '.join(CHECKS)}"
        raise FieldError(f"there is no check {shown(text)}", hint, "unknown-check", text)
    return text


def read_levels(value: object) -> tuple[tuple[str, Level], ...]:
    """How loudly checks tell what they find: the code of each with its level."""
    if not isinstance(value, dict):
        raise FieldError("expected a mapping of checks, such as {long-sentence: off}", code="wrong-type")
    found = []
    for key, text in value.items():
        level = next((level for level in LEVELS if level == text), None)
        if level is None:
            told = shown(text) if isinstance(text, str) else "something else"
            hint = did_you_mean(text, LEVELS) if isinstance(text, str) else ""
            raise FieldError(f"expected {', '.join(LEVELS[:-1])} or {LEVELS[-1]}, found {told}", hint, key=str(key))
        found.append((read_check(key), level))
    return tuple(found)


def read_path(value: object) -> str:
    """A POSIX path that stays below its folder: no "..", no leading slash, no mark that addresses use."""
    text = text_of(value, "a path such as images/map.svg")
    parts = text.split("/")
    if re.search(r"[#?%:\\\x00]", text) or any(part in {"", ".", ".."} for part in parts):
        raise FieldError(
            f"expected a path such as images/map.svg, found {shown(text)}",
            "paths stay below their folder and use /",
            "bad-path",
        )
    return text


def read_extras(value: object) -> str:
    """A mapping with any keys, as JSON. Its scalars are text: what is a number there, only the file says."""
    if not isinstance(value, dict):
        raise FieldError("expected a mapping of keys, as an import writes it", code="wrong-type")
    return json.dumps(value, ensure_ascii=False)


def split_citation(text: str) -> tuple[str, str]:
    """Source id and locator ("" where there is none) of a citation."""
    source, _, locator = text.partition(",")
    return source.strip(), locator.strip()


# How every text that `new` writes for an editor to replace begins; it is never published.
STARTER = "Write here"

_DAY = (("type", "string"), ("format", "date"))
_TEXT = (("type", "string"), ("minLength", 1))
_ID = (("type", "string"), ("pattern", r"^[a-z0-9]+(?:[-/][a-z0-9]+)*$"))

Words = Annotated[str, Reads(read_words, _TEXT)]
Whole = Annotated[int, Reads(read_whole, (("type", "integer"),))]
Hue = Annotated[int, Reads(read_hue, (("type", "integer"), ("minimum", 0), ("maximum", 359)))]
FontNames = Annotated[str, Reads(read_fonts, _TEXT)]
Importance = Annotated[int, Reads(read_importance, (("enum", (1, 2, 3)),))]
Flag = Annotated[bool, Reads(read_flag, (("type", "boolean"),))]
Day = Annotated[str, Reads(read_day, _DAY)]
WebAddress = Annotated[str, Reads(read_web_address, (("type", "string"), ("format", "uri"), ("pattern", "^https?://")))]
BaseAddress = Annotated[
    str, Reads(read_base_address, (("type", "string"), ("format", "uri"), ("pattern", "^https?://[^?#]*$")))
]
Identifier = Annotated[str, Reads(read_identifier, _ID)]
Former = Annotated[str, Reads(read_former, _TEXT)]
Language = Annotated[str, Reads(read_language, (("type", "string"), ("pattern", f"^{LANGUAGE.pattern}$")))]
Timezone = Annotated[str, Reads(read_timezone, _TEXT)]
FilePath = Annotated[str, Reads(read_path, _TEXT)]
Cell = Annotated[
    str | tuple[str, ...] | None,
    Reads(read_cell, (("type", ("string", "number", "array", "null")),)),
]
Key = Annotated[str, Reads(read_key, (("type", "string"), ("pattern", "^[a-z][a-z0-9_]*$")))]
Where = Annotated[tuple[tuple[str, tuple[str, ...]], ...], Reads(read_where, (("type", "object"),))]
CheckCode = Annotated[str, Reads(read_check, (("enum", tuple(CHECKS)),))]
Levels = Annotated[tuple[tuple[str, Level], ...], Reads(read_levels, (("type", "object"),))]
Extras = Annotated[str, Reads(read_extras, (("type", "object"),))]
Citation = Annotated[str, Reads(read_citation, _TEXT), Cites()]
TopicId = Annotated[str, Reads(read_identifier, _ID), Target(("topic",))]
EventId = Annotated[str, Reads(read_identifier, _ID), Target(("event",))]
ClaimId = Annotated[str, Reads(read_identifier, _ID), Target(("claim",))]
ActorId = Annotated[str, Reads(read_identifier, _ID), Target(("person", "organisation"))]
DatasetId = Annotated[str, Reads(read_identifier, _ID), Target(("dataset",))]
Status = Literal["confirmed", "reported", "expected", "disputed", "superseded"]
CardKind = Literal["home", "topic", "event", "claim", "source", "person", "organisation", "term", "dataset", "page"]
