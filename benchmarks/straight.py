"""Tells how much of a tree's content needs no Python-Markdown: PYTHONPATH=TREE python benchmarks/straight.py TREE"""

import re
import sys
from pathlib import Path

from site_builder.content import markup, straight
from site_builder.content.references import Lift
from site_builder.content.text import split
from site_builder.core.documents import Body
from site_builder.core.problems import Problem


def rendered(text: str, path: str, prefix: str) -> tuple[markup.Rendered, bool]:
    """What the build makes of a text, and whether that took the straight way. prefix: of its anchors."""
    taken: list[bool] = []
    read = straight.read

    def noted(marked: str, lifts: list[Lift], prefix: str, *, printable: bool = False) -> Body | None:
        body = read(marked, lifts, prefix, printable=printable)
        taken.append(body is not None)
        return body

    straight.read = noted
    try:
        return markup.render(text, path, 7, prefix), any(taken)
    finally:
        straight.read = read


def main() -> None:
    """Prints the share of texts and of their blocks that take the straight way."""
    texts, blocks = [0, 0], [0, 0]
    for file in sorted((Path(sys.argv[1]) / "content").rglob("*.md")):
        cut = split(file.read_text("utf-8"), file.name)
        if isinstance(cut, Problem) or not cut[2].strip():
            continue
        _, is_taken = rendered(cut[2], f"content/pages/{file.name}", "")
        size = len(re.split(r"\n\s*\n", cut[2].strip()))
        for counted, one in ((texts, 1), (blocks, size)):
            counted[0] += one if is_taken else 0
            counted[1] += one
    print(f"{texts[0]} of the {texts[1]} texts of content/, with {blocks[0]} of {blocks[1]} blocks")


if __name__ == "__main__":
    main()
