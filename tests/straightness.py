"""Documents without end for the straight way: python3 run.py straight [--count N] [--seed N]

Three kinds: sentences of a grammar of our dialect, with and without anything strange among them; texts of this site
with a few signs changed; CommonMark's examples, alone and in company. Each is read both ways; what comes out must be
the same to the last byte and place. A document is made of its number alone, so that one that differs can be made again
(another where npm could not bring the examples).
"""

import argparse
import os
import random
import re
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from benchmarks.straight import rendered
from site_builder.content import markup
from site_builder.content.text import split
from site_builder.core.problems import Problem
from tests.machine import npm_install, npm_installed

ROOT = Path(__file__).resolve().parents[1]
# The path and the prefix with which every document is read.
WHERE = "content/topics/a/10-b.md", "b-"
# What may stand in a text that takes the straight way, and a few signs that may not begin its line.
PLAIN = (
    'a the India Moscow\'s don\'t 2025 2026. 3.5 (see below) A.B. wait... – em — one--two x---y "quoted" "Well," '
    "7) no.1 नमस्ते привет naïve Straße 东京 🙂 ; , ! ? / x2 and/or one two three *one* **two** *a*b **Bold**: "
    "[[s-400]] [[s-400|S-400]] [@src] [@one;@two,ch.2] [words](https://a.example/x) *[x](https://a.example/)* "
    "**[[s-400]]** [[a]]'s [@src]. [x](https://a.example/a_b_c?d=e%20f#g--h...)"
).split(" ")
ODD_BEGIN = (":", "=", "#", "+", "-", "|")
WORDS = (
    "'90s 'so' he said. 5 1. e.g. dash -- --- ... * ** *** ## ### ; \\ ` < > & &amp; R&D _ __ ~ ~~~ { } ^ [ ] ( ) "
    "[[ ]] ]( ![ [^ [@ ]: العربية ﬁ İ é ́ \xad \u200b \xa0 \u202f \u3000 \u2028 \u200f \t"
).split(" ")
INLINE = (
    "*two words*", "x*y*z", "**a *b* c**", "***both***", "* not", "2 * 3 * 4", "_one_", "__two__", "snake_case",
    "[[visit|the\nvisit]]", "[@src, p. 4]", "[@one; @two, ch. 2]", "[[Bad Id]]", "[@]",
    "[two words](https://a.example)", "[x](http://1.2.3.4/)", "[x](https://a.example:80/)", "[x](/local)",
    "[x](#part)", "[x](mailto:a@b.example)", '[x](https://a.example "t")', "[x](https://xn--a.example/)",
    "[x](https://a.1/)", "[x](HTTPS://a.example/)", "[x](https://a.example/(b))", "[x](https://a.example/a&b)",
    "[x](https://a.example/a'b)", "[x](https://a.example/a*b*)", "[x][y]", '[it\'s "so"](https://a.example/)',
    "[*x*](https://a.example/)", "[a\n\nb](https://a.example/)", '"[[s-400]]"', "'*x*'", '"*x*"', '"**x** y"', "[^1]",
    "[^a-b]", "[^1]:", "[^none]", "[ [^1] ](https://a.example/)", "`code`", "``a`b``", "<b>x</b>", "<br>",
    "<https://a.example>", "&lt;", "&#39;", "\\*", "\\[[x]]", "![x](https://a.example/p.png)", '("x")', '"x")', 'x"',
    '"', "'", "''", '"\'x\'"', "'s", "s'", '\'s"', 'x\'"', '"x."', '"x",', '…"', "[@src]'s", '[[a]]\'s"', "[[a]]'sx",
    "[[a]]'9", "{: .x}", "{#y}", "https://bare.example/x", "///Footnotes Go Here///",
)  # fmt: skip
LEADS = (
    "- ", "* ", "+ ", "1. ", "2. ", "10. ", "> ", ">", "# ", "### ", "#### ", "###", "####### ", "| ", ": ", "[^1]: ",
    "[^a-b]: ", "[^2]: ", "[x]: ", "    ", "  ", "\t", "  - ", "    - ", "---", "***", "===", "```", "~~~", "1) ",
    "> - ", "- > ", "> > ", "- 1. ", "- # ", "|", "-", "*", "#", "[", "```figure\n", "| a | b |\n|---|---|\n",
)  # fmt: skip
BETWEEN = (
    " ", " ", " ", " ", " ", " ", "", "\n", "\n  ", "  \n", "\n> ", "\n- ", "\n    ", "\n1. ", "  ",
)  # fmt: skip
TAILS = ("\n\n",) * 12 + ("\n", "\n\n\n", "\n \n", "\n\n    ", "\n\n  ", " \n\n", "", " ")
SIGNS = (*PLAIN, *ODD_BEGIN, *WORDS, *INLINE, *LEADS, *BETWEEN, *TAILS)


def _line(chance: random.Random, odd: float) -> str:
    """Some words in a row, on one line or several. odd: how often something strange is among them."""
    made = []
    for _ in range(chance.randint(1, 7)):
        strange = chance.random() < odd
        made.append(chance.choice((*WORDS, *INLINE, *ODD_BEGIN) if strange else PLAIN))
        made.append(chance.choice(BETWEEN) if chance.random() < odd else chance.choice(BETWEEN[:8]))
    return "".join(made).strip(" \n")


def _block(chance: random.Random, odd: float, notes: list[str]) -> str:
    """A block of any kind. notes: the names of notes that no block has used yet."""
    kind = chance.randrange(9)
    lines = [_line(chance, odd) for _ in range(chance.randint(1, 4))]
    if notes and chance.random() < 0.3:
        lines[0] += f"[^{notes.pop()}]"
    if kind == 1:
        words = " ".join(chance.choices(PLAIN[:36], k=chance.randint(1, 5))) if chance.random() > odd else lines[0]
        following = chance.choice(("", "", "", f"\n{lines[-1]}"))
        return chance.choice(("### ", "#### ", "### ", "###### ", "###")) + words + following
    if kind == 2:
        mark = chance.choice(("- ", "- ", "* ", "+ ", "-  "))
        return "\n".join(mark + line for line in lines)
    if kind == 3:
        begin = 2 if chance.random() < odd else 1
        return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, begin))
    if kind == 4:
        mark = chance.choice(("> ", "> ", ">"))
        return re.sub("^", mark, chance.choice(("\n", "\n\n")).join(lines), flags=re.MULTILINE)
    if kind == 5:
        return _table(chance, odd)
    if kind == 6 and chance.random() < odd:
        return chance.choice(LEADS) + "\n".join(lines)
    return "\n".join(lines)


def _table(chance: random.Random, odd: float) -> str:
    width = chance.randint(1, 4)

    def row(cells: list[str]) -> str:
        if chance.random() < odd:
            cells = cells[: chance.randint(0, 4)]
        return "| " + " | ".join(cells) + (" |" if chance.random() > odd / 4 else "")

    def cell() -> str:
        return _line(chance, odd / 2).replace("\n", " ") if chance.random() > 0.1 else ""

    rules = [chance.choice(("---", "--:", ":-:", ":--", "-", ":-", " --- ")) for _ in range(width)]
    rows = [[cell() for _ in range(width)] for _ in range(chance.randint(1, 4))]
    return "\n".join([row(rows[0]), row(rules), *(row(cells) for cells in rows[1:])])


def sentence(chance: random.Random) -> str:
    """A document of the grammar, with or without anything strange."""
    odd = chance.choice((0.0, 0.0, 0.03, 0.1, 0.3))
    notes = ["1", "a-b", "2"] if chance.random() < 0.3 else []
    made = [_block(chance, odd, notes) for _ in range(chance.randint(1, 6))]
    used = [name for name in ("2", "1", "a-b") if any(f"[^{name}]" in block for block in made)]
    kept = [f"[^{name}]: {_line(chance, odd)}" for name in used]
    at = len(made) if chance.random() < 0.7 else chance.randint(0, len(made))
    made[at:at] = ["\n".join(kept)] if kept and chance.random() < 0.3 else kept
    return "".join(block + (chance.choice(TAILS) if chance.random() < odd else "\n\n") for block in made)


@cache
def own() -> tuple[str, ...]:
    """The texts of this site."""
    cut = (split(file.read_text("utf-8"), file.name) for file in sorted((ROOT / "content").rglob("*.md")))
    return tuple(found[2] for found in cut if not isinstance(found, Problem) and found[2].strip())


@cache
def published() -> tuple[str, ...]:
    """The examples of CommonMark 0.31.2 (https://spec.commonmark.org/0.31.2/); none where npm could not bring them."""
    modules = npm_installed("commonmark")
    if modules is None:
        return ()
    text = (modules / "commonmark-spec/spec.txt").read_text("utf-8")
    examples = re.findall(r"^`{32} example\n(.*?)^\.\n", text, re.DOTALL | re.MULTILINE)
    return tuple(example.replace("→", "\t").rstrip("\n") for example in examples)


def mutation(chance: random.Random) -> str:
    """Some blocks of a text of this site, with a few signs added or taken away."""
    blocks = chance.choice(own()).split("\n\n")
    begin = chance.randrange(len(blocks))
    text = "\n\n".join(blocks[begin : begin + chance.randint(1, 4)])
    for _ in range(chance.randint(1, 3)):
        at, more = chance.randint(0, len(text)), chance.choice(SIGNS) if chance.random() < 0.8 else ""
        text = text[:at] + more + text[at + chance.choice((0, 0, 0, 1, 2)) :]
    return text


def company(chance: random.Random) -> str:
    """One of CommonMark's examples, or two, perhaps with a block of ours."""
    parts = [chance.choice(published()) for _ in range(chance.randint(1, 2))]
    parts += [_block(chance, 0.0, [])] if chance.random() < 0.3 else []
    chance.shuffle(parts)
    return "\n\n".join(parts)


def document(number: int) -> str:
    """The document of a number."""
    chance = random.Random(number)
    kind = chance.choice("sssmmc")
    if kind == "m":
        return mutation(chance)
    return company(chance) if kind == "c" and published() else sentence(chance)


def both_ways(text: str) -> tuple[markup.Rendered, markup.Rendered]:
    """What the build makes of a text, and what Python-Markdown does."""
    return rendered(text, *WHERE)[0], by_reference(text)


def is_straight(text: str) -> bool:
    """Whether a text takes the straight way."""
    return rendered(text, *WHERE)[1]


def by_reference(text: str) -> markup.Rendered:
    """What Python-Markdown makes of a text."""
    path, prefix = WHERE
    return markup.render(text, path, 7, prefix, reference=True)


def compared(numbers: range) -> Counter[str]:
    """How many of these documents took the straight way, and the numbers of those that came out otherwise."""
    found: Counter[str] = Counter()
    for number in numbers:
        text = document(number)
        way, is_taken = rendered(text, *WHERE)
        found["documents"] += 1
        found["straight"] += is_taken
        if way != by_reference(text):
            found[f"differs: {number}"] += 1
    return found


def main() -> int:
    """The exit code: 1 where a document came out otherwise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1_000_000, help="how many documents (default: a million)")
    parser.add_argument("--seed", type=int, default=0, help="the number of the first (default: 0)")
    given = parser.parse_args()
    if npm_installed("commonmark") is None and not npm_install("commonmark"):
        print("CommonMark's examples could not be fetched from npm: the run is without them.", file=sys.stderr)
    begun, size = time.monotonic(), 2_000
    numbers = range(given.seed, given.seed + given.count)
    found: Counter[str] = Counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for done in pool.map(compared, [numbers[at : at + size] for at in range(0, given.count, size)]):
            found += done
            if found["documents"] % 100_000 < size:
                print(f"{found['documents']:,} documents, {found['straight']:,} straight", flush=True)
    differing = [name for name in found if name.startswith("differs")]
    for name in differing[:20]:
        number = int(name.partition(": ")[2])
        print(f"\n{name}\n{document(number)!r}")
    print(f"{found['documents']:,} documents from number {given.seed}, {found['straight']:,} of them straight, "
          f"{len(differing):,} differ; {time.monotonic() - begun:,.0f} s")  # fmt: skip
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
