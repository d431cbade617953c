"""What the documentation's site is made of: a page of each document, a topic of each group of them.

A document is plain Markdown, so that it reads well where it lies. What it has no words for is found in it: its title is
the first heading, its summary the first sentence. Links to other documents become links to their pages.
"""

import re
from pathlib import Path
from typing import NamedTuple

import yaml

from site_builder.core.slugs import slug

DOCS = Path(__file__).resolve().parents[1]
# A fenced block, or what stands before the next one.
PIECES = re.compile(r"(?P<code>^(?P<fence>`{3,})[^`]*?\n(?s:.*?)^(?P=fence)$)|(?s:.+?)(?=^```|\Z)", re.MULTILINE)
LINK = re.compile(r"(?<!!)\[(?P<words>(?:`[^`]*`|[^\]`])+)\]\((?P<target>[^)\s]+)\)")
PICTURE = re.compile(r"^!\[(?P<alt>[^\]]+)\]\((?P<path>[^)\s]+)\)$", re.MULTILINE)
COMMENT = re.compile(r"<!--.*?-->\n*", re.DOTALL)
MARKUP = re.compile(r"[*`]|\[|\]\([^)]*\)")
SENTENCE = re.compile(r".+?[.!?](?=\s|$)|.+", re.DOTALL)
WORDS = re.compile(r"[A-Z](?!.*:\Z)", re.DOTALL)
DATED = re.compile(r"\d{4}-\d{2}-\d{2}, ")


class Group(NamedTuple):
    """Documents that answer one kind of question: a topic of the site."""

    id: str
    title: str
    question: str
    standfirst: str
    accent: str
    documents: tuple[str, ...]


GROUPS = (
    Group(
        "learn", "Learn", "How do I make my first explainer?",
        "Begin here, and follow it from the top. Nothing needs to be known before.", "teal",
        ("tutorial", "editors"),
    ),
    Group(
        "guides", "Guides", "How do I do one thing?",
        "Each guide is one task, for somebody who has a site already.", "indigo",
        ("moving", "publishing", "hosting", "contributing"),
    ),
    Group(
        "reference", "Reference", "What may I write, and what does it do?",
        "Everything there is, made from the code where it can be, to look things up.", "ochre",
        ("content-model", "commands", "templates", "formats"),
    ),
    Group(
        "explanation", "Explanation", "Why is it made like this?",
        "What the generator promises, and how it keeps it.", "violet",
        ("editorial", "design", "performance", "security"),
    ),
    Group(
        "decisions", "Decisions", "What was decided, and what does it cost?",
        "A choice is written down where there was another one to make.", "slate",
        tuple(sorted(path.stem for path in (DOCS / "decisions").glob("*.md"))),
    ),
)  # fmt: skip


class Document(NamedTuple):
    """A document, taken apart. body: without its title."""

    id: str
    title: str
    summary: str
    body: str


def path_of(name: str) -> Path:
    """Where the document of a name lies."""
    if name == "contributing":
        return DOCS.parent / "CONTRIBUTING.md"
    return DOCS / ("decisions" if name[0].isdigit() else "") / f"{name}.md"


def documents(group: Group) -> list[Document]:
    """The documents of a group in order."""
    return [read(name, path_of(name).read_text("utf-8")) for name in group.documents]


def read(name: str, text: str) -> Document:
    """A document taken apart. name: of its file, without the ending."""
    head, _, body = COMMENT.sub("", text).lstrip().partition("\n")
    title, body = MARKUP.sub("", head.removeprefix("# ")), body.strip()
    first = next(
        part
        for part in [*body.split("\n\n"), title.lstrip("0123456789. ")]
        if WORDS.match(part) and not DATED.match(part)
    )
    begin = SENTENCE.match(first)
    assert begin
    summary = " ".join(MARKUP.sub("", begin[0]).split())
    # The page says its summary above the text, which then begins with what comes next.
    body = body.replace(begin[0], "", 1) if body.startswith(begin[0]) else body
    return Document(name, title, summary, body.strip() + "\n")


def files() -> dict[str, bytes]:
    """Every file of the site by its path below the site's folder."""
    made = {"content/site.yaml": (DOCS / "site/site.yaml").read_bytes()}
    made |= {f"templates/{place.name}": place.read_bytes() for place in (DOCS / "site/templates").iterdir()}
    made |= {f"static/{folder}/{place.name}": place.read_bytes()
             for folder in ("pictures",) for place in (DOCS / folder).iterdir()}  # fmt: skip
    made["content/sources/repository.yaml"] = (DOCS / "site/repository.yaml").read_bytes()
    order = 0
    for number, group in enumerate(GROUPS):
        held = documents(group)
        made[f"content/topics/{group.id}/index.md"] = _topic(group, held, 10 * number).encode()
        for document in held:
            order += 1
            made[f"content/pages/{document.id}.md"] = _page(document, order).encode()
    return made


def _topic(group: Group, held: list[Document], order: int) -> str:
    front = group._asdict() | {
        "order": order,
        "published": "2026-11-23",
        "updated": "2026-11-23",
        "as_of": "2026-11-23",
    }
    front["changes"] = [{"date": "2026-11-23", "kind": "major", "note": "First edition."}]
    del front["id"], front["documents"]
    told = group.id != "decisions"  # their titles say what they are
    return _front(front) + "".join(f"- [[{one.id}|{one.title}]]{f': {one.summary}' * told}\n" for one in held)


def _page(document: Document, order: int) -> str:
    body = _said(document.body, path_of(document.id))
    prose = "".join(piece[0] for piece in PIECES.finditer(body) if not piece["code"])
    headings = [MARKUP.sub("", words) for words in re.findall(r"^### (.+)$", prose, re.MULTILINE)]
    contents = "".join(f"- [{words}](#{slug(words)})\n" for words in headings)
    front = {"title": document.title, "summary": document.summary, "order": order}
    return _front(front) + (contents + "\n" if len(headings) > 2 else "") + body + "\n"


def _front(keys: dict[str, object]) -> str:
    return f"---\n{yaml.safe_dump(keys, allow_unicode=True, sort_keys=False)}---\n"


def _said(body: str, path: Path) -> str:
    """The body in our dialect: headings a step lower, links by id, pictures as figures; code as it is."""

    def link(found: re.Match[str]) -> str:
        return _link(found["words"], found["target"], path)

    def figure(found: re.Match[str]) -> str:
        return f"```figure\nimage: {found['path']}\nalt: {_quoted(found['alt'])}\n```"

    def piece(found: re.Match[str]) -> str:
        return (
            found[0]
            if found["code"]
            else LINK.sub(link, PICTURE.sub(figure, re.sub("^##", "###", found[0], flags=re.MULTILINE)))
        )

    return PIECES.sub(piece, body)


def _quoted(words: str) -> str:
    return yaml.safe_dump(words, allow_unicode=True, width=10_000).strip().removesuffix("\n...")


def _link(words: str, target: str, path: Path) -> str:
    """A link as the site has it: to a page, to a place on this page, to the web, or only its words."""
    if target.startswith(("#", "https://")):
        return f"[{words}]({target})"
    place = (path.parent / target.partition("#")[0]).resolve()
    known = {path_of(name).resolve(): name for group in GROUPS for name in group.documents}
    if place not in known:
        return words
    words = MARKUP.sub("", words)
    return f"[[{known[place]}]]" if words.endswith(".md") else f"[[{known[place]}|{words}]]"
