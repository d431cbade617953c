"""How much of anything a site's files may hold, so that whatever they hold, a build ends, and says why."""

import re
from typing import NamedTuple

# What sets other limits, as in "text=3000000 rows=500000".
VARIABLE = "SITE_BUILDER_LIMITS"
SETTING = re.compile(r"([a-z]+)=([1-9][0-9]{0,11})")


class Limits(NamedTuple):
    """The most that there may be.

    files: of a site, in all its folders; file: bytes of a file of Markdown or YAML; table: bytes of a CSV file;
    rows: of a CSV file; text: characters of a text in Markdown; marks: signs of Markdown in one paragraph, and a fifth
    of the tags in one text, because reading them takes a time that grows with their square; keys: in one mapping of
    YAML.
    """

    files: int = 100_000
    file: int = 5_000_000
    table: int = 50_000_000
    rows: int = 100_000
    text: int = 500_000
    marks: int = 1_000
    keys: int = 1_000


USUAL = Limits()


def read(setting: str) -> Limits:
    """The limits with what a setting says of them. Raises ValueError with what is wrong with it."""
    found: dict[str, int] = {}
    for word in setting.split():
        one = SETTING.fullmatch(word)
        if one is None or one[1] not in Limits._fields:
            raise ValueError(f'"{word}" sets no limit; write {", ".join(f"{name}=NUMBER" for name in Limits._fields)}')
        found[one[1]] = int(one[2])
    return Limits(**found)


def beyond(name: str) -> str:
    """The cure for what is beyond a limit."""
    return f"cut it into several, or raise the limit: {VARIABLE}='{name}=NUMBER'"
