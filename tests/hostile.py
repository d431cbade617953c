"""A site whose every word is an attack: what strangers could write into each key that takes text."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from site_builder.content.frontmatter import LOADER
from site_builder.content.parse import parse
from site_builder.core.documents import File

# Each says ran() if it runs. Three words of several attacks, so that one does not hide what the next would do.
WORDS = (
    "\"><img src=x onerror=ran(1)> '><svg onload=ran(2)> ' onmouseover=ran(3) autofocus onfocus=ran(4) x=' "
    '" onmouseover=ran(5) x=" --><svg/onload=ran(6)>',
    "=cmd|' /C ran'!A0 </script><script>ran(7)</script></title></style></textarea><script>ran(8)</script> "
    "]]><script>ran(9)</script> \\u003cimg src=x onerror=ran(10)\\u003e "
    "\\\"><iframe srcdoc='<script>ran(11)</script>'>",
    "&lt;img src=x onerror=ran(12)&gt; &#60;svg onload=ran(13)&#62; javascript:ran(14) "
    "{{ ran(15) }} {% ran %} ${ran(16)}",
)
# Keys whose text names something of the site.
NAMES = {"where", "series", "file", "image", "headings_file", "logo", "x", "y", "at"}


def hostile(folder: Path, words: str) -> int:
    """Puts words behind every text of a site's content where that is no fault; how many texts there were."""
    number = 0
    for file in sorted((folder / "content").rglob("*")):
        if file.suffix not in {".yaml", ".md"}:
            continue
        path, text = file.relative_to(folder).as_posix(), file.read_text("utf-8")
        front, body = _cut(text) if file.suffix == ".md" else (text, None)
        tree = yaml.load(front, LOADER)  # noqa: S506 - texts alone, as we read them
        for holder, key in _texts(tree):
            was = holder[key]
            holder[key] = f"{was} {words}"
            if parse(File(path, _joined(tree, body))).problems:
                holder[key] = was
            else:
                number += 1
        file.write_text(_joined(tree, body), "utf-8")
    return number


def _cut(text: str) -> tuple[str, str]:
    found = re.fullmatch(r"---\n(.*?)\n---\n(.*)", text, re.DOTALL)
    assert found
    return found[1], found[2]


def _joined(tree: object, body: str | None) -> str:
    front = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=10_000)
    return front if body is None else f"---\n{front}---\n{body}"


def _texts(tree: Any, name: str = "") -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - any YAML
    """Where each text of a tree stands."""
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in list(inner):
        here = key if isinstance(key, str) else name
        if isinstance(value, str) and here not in NAMES:
            yield tree, key
        elif here not in NAMES:
            yield from _texts(value, here)
