"""A file becomes documents: the first of the two maps. Pure: a File in, everything it says out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from site_builder.content import markup, schema, tables, versions
from site_builder.content.nodes import Node
from site_builder.content.text import is_printable, split, turned
from site_builder.core.documents import Body, Document, File
from site_builder.core.fields import LONGEST_ID, STARTER, split_citation
from site_builder.core.limits import USUAL, Limits
from site_builder.core.model import Claim, Dataset, Event
from site_builder.core.problems import Place, Problem, did_you_mean, error
from site_builder.core.slugs import DEVICES, is_id

NUMBERED = re.compile(r"^[0-9]{1,3}-(?=.)")
GIVEN_ID = re.compile(r"""^[ \t{-]*["']?id["']?:[ \t]*["']?([a-z0-9][a-z0-9/-]*)""", re.MULTILINE)
WITH_TEXT = {"topic", "section", "event", "person", "organisation", "term", "page"}
FOLDERS = ("topics", *(folder for folder in schema.KIND_BY_FOLDER if folder != "questions"))


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file tells: its documents in the file's order, and its faults.

    lost: ids of things that stand in the file and could not be read (of a table, the file's name); that others
    miss them is no fault of theirs.
    """

    path: str
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]
    lost: tuple[str, ...] = ()


def parse(file: File, known: Document | None = None, limits: Limits = USUAL, *, reference: bool = False) -> Parsed:
    """The documents of one content file and all its faults. Paths begin with "content/".

    known: the sound document that a Markdown file with this very front matter was; its keys are then not read again.
    reference: leave all Markdown to Python-Markdown.
    """
    printable = is_printable(file.text)
    parsed = _parsed(file, known, limits, reference=reference, printable=printable)
    warnings = () if printable else turned(file.text, file.path)
    return replace(parsed, problems=(*parsed.problems, *warnings)) if warnings else parsed


def _parsed(file: File, known: Document | None, limits: Limits, *, reference: bool, printable: bool) -> Parsed:
    kind = kind_of(file.path)
    if kind is None or (file.path.endswith(".csv") and kind != "dataset"):
        return Parsed(file.path, (), (_nowhere(file.path),))
    if file.path.endswith(".csv"):
        table, problems = tables.read_csv(file, limits.rows)
        return Parsed(file.path, (table,) if table else (), problems, () if table else (file.path.split("/")[-1],))
    documents, problems = (
        _markdown(file, kind, known, limits, reference=reference, printable=printable)
        if file.path.endswith(".md")
        else _yaml(file, kind, limits)
    )
    if not problems:
        return Parsed(file.path, documents, ())
    lost = {*GIVEN_ID.findall(file.text), _id_from(file.path, kind)} - {document.id for document in documents}
    return Parsed(file.path, documents, problems, tuple(sorted(lost)))


def kind_of(path: str) -> str | None:
    """The kind that a path below the site's root holds, or None where nothing lives."""
    parts = path.split("/")[1:]
    if parts == ["site.yaml"]:
        return "site"
    if parts in (["questions.yaml"], ["questions.md"]):
        return "question"
    if len(parts) == 3 and parts[0] == "topics" and path.endswith(".md"):
        return "topic" if parts[2] == "index.md" else "section"
    return schema.KIND_BY_FOLDER.get(parts[0]) if len(parts) == 2 else None


def _nowhere(path: str) -> Problem:
    """The problem of a file that lies where no kind of content lives."""
    folder, _, rest = path.removeprefix("content/").partition("/")
    hint = did_you_mean(folder, FOLDERS) if rest and folder not in FOLDERS else ""
    if folder == "topics":
        hint = "a topic is a folder: topics/<topic>/index.md, and its sections are .md files beside that"
    elif path.endswith(".csv"):
        hint = "tables lie in data/, beside the dataset that names them in `file`"
    elif rest and folder in FOLDERS:
        hint = f"put it into {folder}/ itself, not into a folder below"
    hint = hint or f"content lives in site.yaml, questions.yaml and the folders {', '.join(FOLDERS)}"
    return error(Place(path), "unknown-place", "no kind of content lives here", hint)


def _id_from(path: str, kind: str) -> str:
    parts = path.split("/")
    stem = parts[-1].rpartition(".")[0]
    if kind == "topic":
        return parts[-2]
    if kind == "section":
        return f"{parts[-2]}/{NUMBERED.sub('', stem)}"
    return stem


def read_yaml(text: str, path: str, first_line: int, limits: Limits = USUAL) -> tuple[Node | None, tuple[Problem, ...]]:
    """The tree of a YAML text, and its faults."""
    from site_builder.content.frontmatter import compose  # an edit of a text alone needs no YAML library

    return compose(text, path, first_line, limits.keys)


def halves(file: File) -> tuple[str, str]:
    """The front matter of a file and the text below it; all is text where there is none."""
    cut = split(file.text, file.path) if file.path.endswith(".md") else None
    return ("", file.text) if cut is None or isinstance(cut, Problem) else (cut[0], cut[2])


def _markdown(
    file: File, kind: str, known: Document | None, limits: Limits, *, reference: bool, printable: bool
) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """The one document of a Markdown file; its text is read even where its front matter cannot be."""
    cut = split(file.text, file.path)
    if isinstance(cut, Problem):
        return (), (cut,)
    front, front_line, body_text, body_line = cut
    node, problems = (None, ()) if known else read_yaml(front, file.path, front_line, limits)
    identifier = _id_from(file.path, kind)
    prefix = identifier.rpartition("/")[2] + "-" if kind == "section" else ""
    rendered = markup.render(body_text, file.path, body_line, prefix, limits, reference=reference, printable=printable)
    if body_text.strip() and kind not in WITH_TEXT:
        lines = body_text.split("\n")
        first = next(number for number, line in enumerate(lines) if line.strip())
        place = Place(file.path, body_line + first, 1, len(lines[first]))
        problems += (error(place, "no-text-here", f"a {kind} has no text of its own", "write it into its keys"),)
    if node is None and known is None:
        hint = "it needs at least " + ", ".join(f"`{key}`" for key in schema.required(kind))
        empty = error(Place(file.path, 1, 1, 3), "empty-front-matter", "the front matter says nothing", hint)
        return (), (problems or (empty,)) + rendered.problems
    body = rendered.body._replace(refs=rendered.refs) if rendered.body and rendered.refs else rendered.body
    document, more = _document(kind, node, file.path, identifier, body) if node else (known, ())
    problems += more + rendered.problems
    if document and not document.meta.draft and body_text.lstrip().startswith(STARTER):
        line = body_line + body_text[: body_text.find(STARTER)].count("\n")
        problems += (_starter(Place(file.path, line, 1, len(STARTER))),)
        document = None
    return (document.with_body(body),) if document else (), problems


def _yaml(file: File, kind: str, limits: Limits) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """The documents of a YAML file: one mapping, or a list of them."""
    if kind == "site" and (problem := versions.check(file)):
        return (), (problem,)
    node, problems = read_yaml(file.text, file.path, 1, limits)
    if node is None:
        needs = "it needs at least " + ", ".join(f"`{key}`" for key in schema.required(kind))
        hint = needs if kind == "site" else "write something into it, or delete it"
        return (), problems or (error(Place(file.path, 1, 1), "empty-file", "this file says nothing", hint),)
    if kind in {"section", "topic", "page"}:
        hint = "rename it to end in .md, and put its keys between two lines `---`"
        problems += (error(Place(file.path), "wrong-suffix", f"a {kind} is a text with front matter", hint),)
    if node.items is None:
        document, more = _document(kind, node, file.path, _id_from(file.path, kind), None)
        return (document,) if document else (), problems + more
    if kind == "site":
        return (), (*problems, error(node.place, "wrong-type", "expected the keys of a site, found a list"))
    if not node.items:
        problems += (error(node.place, "empty-file", "this list is empty", "write something into it, or delete it"),)
    read = [_document(kind, item, file.path, "", None) for item in node.items]
    return (
        tuple(document for document, _ in read if document),
        (*problems, *(problem for _, more in read for problem in more)),
    )


def _document(
    kind: str, node: Node, path: str, identifier: str, body: Body | None
) -> tuple[Document | None, tuple[Problem, ...]]:
    """The typed document of one node, and its faults. identifier: from the file's name, "" in a list."""
    meta, refs, problems = schema.read(schema.NOUN_BY_KIND[kind], kind, node)
    if node.pairs is None:
        return None, problems
    if isinstance(meta, Dataset):
        cell_refs, faults = tables.check(meta, node)
        refs, problems = refs + cell_refs, problems + faults
    given = node.child("id")
    problems += _check_id(kind, given, identifier, Place(path) if identifier else node.begin)
    if isinstance(meta, Claim | Event):
        problems += tuple(_repeated(meta.sources, node))
    if meta is not None and not meta.draft:
        problems += tuple(_starters(node))
    if meta is None or problems:
        return None, problems
    identifier = given.text if given is not None and given.text else identifier
    place = given.place if given is not None else node.begin
    keys = tuple((key.name, value.place) for key, value in node.pairs)
    return Document(kind, identifier, place, replace(meta, id=identifier), refs, keys, body), problems


def _repeated(citations: tuple[str, ...], node: Node) -> Iterator[Problem]:
    """Sources that a claim or an event names twice."""
    below = node.child("sources")
    found = [split_citation(citation) for citation in citations]
    for number, citation in enumerate(found):
        if below is not None and citation in found[:number]:
            message = f'"{citation[0]}" is named twice'
            yield error(below.place, "repeated-source", message, "name each source once")


def _starter(place: Place) -> Problem:
    hint = "write your own, or keep the line `draft: true`"
    return error(place, "starter-text", "this is still the text of a new file", hint)


def _starters(node: Node) -> Iterator[Problem]:
    """Texts that `new` wrote and nobody has replaced, at any depth."""
    if node.text is not None and node.text.startswith(STARTER):
        yield _starter(node.place)
    for below in (*(node.items or ()), *(value for _, value in node.pairs or ())):
        yield from _starters(below)


def _check_id(kind: str, given: Node | None, own: str, place: Place) -> tuple[Problem, ...]:
    """What is wrong with an id, given or taken from the file's name. own: from the name, "" in a list."""
    if given is None:
        hint = "lower-case words joined by hyphens"
        if not own:
            return (error(place, "missing-key", f"a {kind} in a list needs `id`", hint),)
        hint = f"rename the file to {hint}, or give an `id`"
        why = ": Windows keeps this name for a device" if own.rpartition("/")[2] in DEVICES else ""
        message = f'"{own}" cannot be an id{why}'
        return () if is_id(own) and len(own) <= LONGEST_ID else (error(place, "bad-id", message, hint),)
    if given.text is None or not is_id(given.text):
        return ()  # the schema has told it
    if kind == "topic" and given.text != own:
        hint = f"rename the folder, or write `id: {own}`"
        return (
            error(given.place, "bad-id", f'the id of a topic is the name of its folder, found "{given.text}"', hint),
        )
    topic = own.partition("/")[0]
    if kind == "section" and given.text.rpartition("/")[0] != topic:
        hint = f"write `id: {topic}/{given.text.rpartition('/')[2]}`"
        return (error(given.place, "bad-id", f'the id of a section begins with its topic, found "{given.text}"', hint),)
    if kind != "section" and "/" in given.text:
        hint = "join the words by hyphens; only the ids of sections have a slash"
        return (error(given.place, "bad-id", f'"{given.text}" cannot be the id of a {kind}', hint),)
    return ()
