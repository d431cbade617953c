"""Tells how much of a tree's content needs no Python-Markdown: python -m benchmarks.straight TREE"""

import importlib
import re
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    """Prints the share of texts and of their blocks that take the straight way."""
    tree = Path(sys.argv[1]).resolve()
    sys.path.insert(0, str(tree))
    markup: Any = importlib.import_module("site_builder.content.markup")
    straight: Any = importlib.import_module("site_builder.content.straight")
    text_of: Any = importlib.import_module("site_builder.content.text")
    read, taken = straight.read, list[bool]()

    def noted(*given: object) -> object:
        body = read(*given)
        taken.append(body is not None)
        return body

    straight.read = noted
    texts, blocks = [0, 0], [0, 0]
    for file in sorted((tree / "content").rglob("*.md")):
        cut = text_of.split(file.read_text("utf-8"), file.name)
        if not isinstance(cut, tuple) or len(cut) != 4 or not str(cut[2]).strip():
            continue
        taken.clear()
        markup.render(cut[2], f"content/pages/{file.name}", 1, "")
        size = len(re.split(r"\n\s*\n", str(cut[2]).strip()))
        for counted, one in ((texts, 1), (blocks, size)):
            counted[0] += one if any(taken) else 0
            counted[1] += one
    print(f"{texts[0]} of the {texts[1]} texts of content/, with {blocks[0]} of {blocks[1]} blocks")


if __name__ == "__main__":
    main()
