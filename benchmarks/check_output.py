"""Tells whether every tool's pages hold the same: every paragraph, heading, table, quote, item, link and note.

    python -m benchmarks.check_output --sizes 100 --tools ours,hugo,pelican

It reads what the last `run.py bench` of these sizes left in the work folder, and compares a spread of pages with the
corpus. Letters and digits count; case, quotes and the marks of notes do not.
"""

import argparse
import html
import re
import sys
from collections import Counter
from pathlib import Path

from benchmarks import bench, corpus

KINDS = ("paragraphs", "headings", "tables", "quotes", "items", "links", "notes")
PAGES = 60


def main() -> int:
    parser = argparse.ArgumentParser(description="Compares the tools' pages with the corpus.")
    parser.add_argument("--sizes", default="100")
    parser.add_argument("--tools", default=",".join(bench.load_tools()))
    asked = parser.parse_args()
    print(f"| N | tool | html files | missing | files | MiB | {' | '.join(KINDS)} |")
    print("| ---: | --- |" + " ---: |" * (4 + len(KINDS)))
    rows = [
        row(name, number, corpus.make(number))
        for number in map(int, asked.sizes.split(","))
        for name in asked.tools.split(",")
    ]
    return 0 if all(rows) else 1


def row(name: str, number: int, pages: list[corpus.Page]) -> bool:
    """Prints what one tool's pages hold of the corpus; False where something is missing."""
    heads = tuple(bench.Head(page.kind, page.slug, page.title) for page in pages)
    site = bench.Site(bench.load_tools()[name], bench.settle(bench.ROOT), number, heads)
    files = [file for file in (site.folder / site.tool.out).rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files) / 2**20
    missing = sum(not site.built(head).is_file() for head in heads)
    wanted, found = Counter[str](), Counter[str]()
    for page, head in list(zip(pages, heads, strict=True))[:: max(1, len(pages) // PAGES)]:
        for kind, there in compare(page, body(site.built(head))):
            wanted[kind] += 1
            found[kind] += there
    made = sum(file.suffix == ".html" for file in files)
    sound = not missing and wanted == found
    counts = " | ".join(f"{found[kind]}/{wanted[kind]}" for kind in KINDS)
    print(f"| {number} | {name} | {made} | {missing} | {len(files)} | {size:.1f} | {counts} |{'' if sound else ' <-'}")
    return sound


def compare(page: corpus.Page, markup: str) -> list[tuple[str, bool]]:
    """Each piece of a page of the corpus: its kind, and whether the built page has it."""
    text = words_of(markup)
    headings = [words_of(found) for found in re.findall(r"(?s)<h[2-5][^>]*>(.*?)</h", markup)]
    whole = [("paragraphs", paragraph) for paragraph in page.paragraphs()]
    whole += [("items", corpus.plain_text(item)) for item in re.findall(r"(?m)^(?:-|\d\.) (.*)$", page.body)]
    whole += [("notes", note) for note in re.findall(r"(?m)^\[\^\d\]: (.*)$", page.body)]
    addresses = [url.rstrip("/").rpartition("/")[2] for url in re.findall(r"\]\(([^)]+)\)", page.body)]
    return [
        *((kind, words(piece) in text) for kind, piece in whole),
        *(
            ("headings", any(found.startswith(words(heading)) for found in headings))
            for heading in re.findall(r"(?m)^#+ (.*)$", page.body)
        ),
        *(("tables", "<table" in markup) for _ in re.findall(r"(?m)^\| Year", page.body)),
        *(("quotes", "<blockquote" in markup) for _ in re.findall(r"(?m)^> .*\n>\n", page.body)),
        *(("links", re.search(rf"href=[^>]*{re.escape(address)}", markup) is not None) for address in addresses),
    ]


def body(file: Path) -> str:
    """The markup of a page from its body on; "" where there is no page."""
    markup = bench.read(file)
    return markup[max(0, markup.find('class="body"')) :]


def words_of(markup: str) -> str:
    without = re.sub(r"(?is)<(script|style|head|sup)\b.*?</\1>", " ", markup)
    return words(html.unescape(re.sub(r"<[^>]+>", "", without)))


def words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9à-ÿ]+", re.sub(r"['’‘]", "", text.lower())))


if __name__ == "__main__":
    sys.exit(main())
