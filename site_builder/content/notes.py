"""What a file shows that the checks may tell: found in its text and its keys, judged where the whole site is known."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from site_builder.content import figures
from site_builder.content.directives import Prose, split_blocks, without_code
from site_builder.content.sentences import Paragraph, Sentence, paragraphs
from site_builder.content.text import split
from site_builder.core.blocks import ChartBlock, FigureBlock
from site_builder.core.checks import Finding, Knowledge, Notes
from site_builder.core.documents import BlockSlot, Document, File
from site_builder.core.fields import split_citation
from site_builder.core.model import Claim, Event, Meta, Organisation, Question, Section, Source, Term
from site_builder.core.problems import Place, Problem

LONG = 30
QUOTED = 3
# The keys that hold running text.
SPOKEN = {"summary", "standfirst", "text", "description", "definition", "detail", "note", "answer", "as_of_note"}
QUOTES = re.compile('["“”«»]')
QUOTATION = re.compile(r"“([^“”]*)”|(?<![\w])\"([^\"]+)\"(?!\w)|«([^«»]*)»")
HEADING = re.compile(r"^ {0,3}(#{3,6})(?!#)[ \t]+\S[^\n]*", re.MULTILINE)
# Links as people miswrite them. What comes out as a link to no address is an error of its own.
SLASHES = re.compile(r"//|:/|www\.")
WELL_WRITTEN = re.compile(
    r"\]\(https?://[\w-]+\.[^\s()]+\)|<https?://[\w-]+\.[^\s<>]+>|^ {0,3}\[[^\]\n]+\]:\s+https?://[\w-]+\.\S+",
    re.MULTILINE,
)
MISWRITTEN = (
    (re.compile(r"\([^()\n]+\)\[(?:https?:)?//[^\]\n]*\]"), "reversed"),
    (re.compile(r"(?<!\])\][ \t\n]+\((?=https?:)[^)\n]*\)?"), "gap"),
    (re.compile(r"\]\((?=https?:)[^)\s]*(?:\s|\Z)(?!\s*[\"'(][^\n]*\))"), "open"),
    (re.compile(r"(?i)\bh?t?tps?(?:(?:;|:?)/{1,2}|:(?!/))(?<!https://)(?<!http://)[\w.-]+"), "scheme"),
    (re.compile(r"(?i)https?://(?=https?:?/|[./]|[^\s/.)>\]]+[/)\s>\]])[^\s)>\]]*"), "address"),
    (re.compile(r"(?i)(?<![\w(<\"'=/@.\[])(?:https?://|www\.)[^\s<>\[\]]+"), "bare"),
)


def note(file: File, documents: tuple[Document, ...]) -> Notes:
    """What the checks know of a file. documents: what it was read as, the one of a Markdown file with its text."""
    found: list[Finding] = []
    for number, document in enumerate(documents):
        found += _of_keys(document, number)
        found += _of_words(file, document, number)
    body = split(file.text, file.path) if file.path.endswith(".md") and documents else None
    if body is not None and not isinstance(body, Problem):
        found += _of_text(Prose(body[2], file.path, body[3]))
    knowledge = tuple(_knowledge(document, number) for number, document in enumerate(documents))
    return Notes(tuple(found), tuple(one for one in knowledge if any(one[1:])))


def _finding(code: str, number: int, place: Place, *words: str) -> Finding:
    return Finding(code, number, place.line, place.column, place.length, words)


def _knowledge(document: Document, number: int) -> Knowledge:
    meta = document.meta
    match meta:
        case Source():
            return Knowledge(number, _all_acronyms(meta.publisher, meta.short_name), meta.publisher, meta.caution)
        case Term():
            return Knowledge(number, _all_acronyms(meta.term, meta.expansion), "", "")
        case Organisation():
            names = (meta.name, meta.short_name, *(other.text for other in meta.other_names))
            return Knowledge(number, _all_acronyms(*names), "", "")
        case _:
            return Knowledge(number, (), "", "")


def _all_acronyms(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found[0] for name in names for found in figures.acronyms(name)))


def _of_keys(document: Document, number: int) -> Iterator[Finding]:
    """What only the keys tell."""
    meta = document.meta
    match meta:
        case Section() if meta.review_by:
            yield _finding("overdue-review", number, document.at("review_by"), meta.review_by)
        case Question() if meta.resolve_by and not meta.answer:
            yield _finding("past-question", number, document.at("resolve_by"), meta.resolve_by)
        case Event() if meta.state == "scheduled":
            yield _finding("past-event", number, document.at("state"), document.id)
        case Claim():
            sources = dict.fromkeys(split_citation(citation)[0] for citation in meta.sources)
            for code in ("single-source", "cautioned-source"):
                yield _finding(code, number, document.at("sources"), *sources)
        case _:
            pass
    for slot in document.body.slots if document.body else ():
        if isinstance(slot, BlockSlot) and isinstance(slot.block, FigureBlock | ChartBlock):
            yield from _weak(slot.block, slot.place, number)


def _weak(block: FigureBlock | ChartBlock, place: Place, number: int) -> Iterator[Finding]:
    """A description that repeats what stands beside it, names a file, or is a word or two."""
    is_figure = isinstance(block, FigureBlock)
    said, beside = (block.alt, block.caption) if isinstance(block, FigureBlock) else (block.description, block.title)
    words = said.casefold().rstrip(".").split()
    repeats = words == beside.casefold().rstrip(".").split()
    if repeats or len(words) < 3 or re.fullmatch(r"\S+\.\w{3,4}", said):
        key = "alt" if is_figure else "description"
        other = ("caption" if is_figure else "title") if repeats else ""
        yield _finding("weak-description", number, place, key, said, other)


def _of_words(file: File, document: Document, number: int) -> Iterator[Finding]:
    """What the sentences in the keys show."""
    for text in _spoken(document.meta):
        for paragraph in paragraphs(Prose(text, file.path, 0)):
            for sentence in paragraph.sentences:
                for finding in _of_any(sentence, number, set()):
                    offset = finding.column - 1
                    yield _at(finding, file, document, text[offset : offset + 30])


def _spoken(meta: Meta) -> Iterator[str]:
    """The running text in a noun's keys, at any depth."""
    waiting: deque[object] = deque([meta])
    while waiting:
        held = waiting.popleft()
        if isinstance(held, tuple):
            waiting += held
        elif is_dataclass(held):
            for field in fields(held):
                value = getattr(held, field.name)
                if field.name in SPOKEN and isinstance(value, str):
                    yield value
                elif isinstance(value, tuple) or is_dataclass(value):
                    waiting.append(value)


def _at(finding: Finding, file: File, document: Document, words: str) -> Finding:
    """The finding with its place in the file: where these words follow the thing's begin; YAML may have folded them."""
    start = 0
    for _ in range(document.place.line - 1):
        start = file.text.find("\n", start) + 1
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    found = re.compile(pattern).search(file.text, start) or re.compile(pattern).search(file.text)
    if found is None:
        return finding._replace(line=document.place.line, column=document.place.column, length=document.place.length)
    place = Prose(file.text, file.path, 1).place(found.start(), finding.length)
    return finding._replace(line=place.line, column=place.column, length=place.length)


def _of_text(body: Prose) -> Iterator[Finding]:
    """What the text below the front matter shows."""
    parts, _ = split_blocks(body.text, body.path, body.line)
    pieces = [part for part in parts if isinstance(part, Prose)]
    known = {word for piece in pieces for word in figures.explained(piece.text)}
    yield from _headings(pieces)
    read: list[Sentence] = []
    for piece in pieces:
        is_covered = False
        for paragraph in paragraphs(piece):
            yield from _of_paragraph(paragraph, known, is_covered=is_covered)
            read += paragraph.sentences if paragraph.kind != "table" else ()
            if paragraph.kind == "text" and paragraph.sentences:
                is_covered = paragraph.sentences[-1].is_cited
        yield from _miswritten(piece)
    grade = grade_of(read)
    if grade is not None:
        yield _finding("hard-reading", 0, _place(read[0], 0, len(read[0].text)), f"{grade:.1f}")


def _of_paragraph(paragraph: Paragraph, known: set[str], *, is_covered: bool) -> Iterator[Finding]:
    """What a paragraph shows. is_covered: whether the text before it ends with a source, which then stands for a list
    or table that follows."""
    for sentence in paragraph.sentences:
        if not sentence.is_cited and not (is_covered and paragraph.kind != "text"):
            yield from _uncited(sentence)
        if paragraph.kind != "table":
            yield from _of_any(sentence, 0, known)
            yield from _dates(sentence)
    yield from _quotations(paragraph.sentences)


def _of_any(sentence: Sentence, number: int, known: set[str]) -> Iterator[Finding]:
    """What a sentence shows wherever it stands. known: acronyms that are explained beside it."""
    count = len(sentence.words)
    if count > LONG:
        yield _finding("long-sentence", number, _place(sentence, 0, len(sentence.text)), str(count))
    for found in figures.acronyms(sentence.text):
        offset = sentence.offset + found.start()
        is_label = any(link.offset < offset < link.end for link in sentence.links)
        if found[0] not in known and not is_label:
            yield _finding("unexplained-acronym", number, _place(sentence, found.start(), len(found[0])), found[0])
        known.add(found[0])  # told once, at its first place


def _place(sentence: Sentence, begin: int, length: int) -> Place:
    return sentence.prose.place(sentence.offset + begin, length)


def _uncited(sentence: Sentence) -> Iterator[Finding]:
    """The first figure of a sentence, if it has one."""
    for found in figures.figures(sentence.text):
        yield _finding("uncited-number", 0, _place(sentence, found.start(), len(found[0])), found[0])
        return


def _dates(sentence: Sentence) -> Iterator[Finding]:
    """A sentence with dates and links; whether one of these is an event only the site knows."""
    if not sentence.links:
        return
    found = list(figures.dates(sentence.text))
    if found:
        targets = " ".join(link.target for link in sentence.links)
        first = found[0][0]
        place = _place(sentence, first.start(), len(first[0]))
        yield _finding("other-date", 0, place, targets, *(date for _, date in found))


def _quotations(sentences: tuple[Sentence, ...]) -> Iterator[Finding]:
    """Quoted words in a paragraph, where no sentence that they reach into names a source."""
    if not any(QUOTES.search(sentence.text) for sentence in sentences):
        return
    begin, end = sentences[0].offset, sentences[-1].offset + len(sentences[-1].text)
    text = "".join(_filled(sentences, begin, end))
    for found in QUOTATION.finditer(text):
        words = next(group for group in found.groups() if group is not None)
        first, last = begin + found.start(), begin + found.end()
        held = [one for one in sentences if one.offset < last and first < one.offset + len(one.text)]
        if len(words.split()) > QUOTED and held and not held[-1].is_cited:
            yield _finding("uncited-quotation", 0, held[0].prose.place(first, len(found[0])))


def _filled(sentences: tuple[Sentence, ...], begin: int, end: int) -> Iterator[str]:
    """The sentences with the blanks between them."""
    at = begin
    for sentence in sentences:
        yield " " * (sentence.offset - at) + sentence.text
        at = sentence.offset + len(sentence.text)
    yield " " * (end - at)


def _headings(pieces: list[Prose]) -> Iterator[Finding]:
    before = 2
    for piece in pieces:
        for found in HEADING.finditer(without_code(piece).text):
            level = len(found[1])
            if level > before + 1:
                place = piece.place(found.start(1), len(found[0]))
                yield _finding("skipped-heading", 0, place, str(before), str(level))
            before = level


def _miswritten(piece: Prose) -> Iterator[Finding]:
    """What looks like a link and is none. Each stretch is told once, as the first of what it may be."""
    if not SLASHES.search(piece.text):
        return
    text = WELL_WRITTEN.sub(lambda found: "_" * len(found[0]), without_code(piece).text)
    told = set[int]()
    if not SLASHES.search(text):
        return
    for pattern, what in MISWRITTEN:
        for found in pattern.finditer(text):
            if told.isdisjoint(range(found.start(), found.end())):
                told |= set(range(found.start(), found.end()))
                yield _finding("link-syntax", 0, piece.place(found.start(), len(found[0])), what, found[0].strip())


def grade_of(sentences: list[Sentence]) -> float | None:
    """The years of school that a text asks for, by Coleman and Liau; None where it is too short to tell.

    It counts letters, which are certain, where others guess syllables. Links without words and marks do not count.
    """
    words = [word for sentence in sentences for word in sentence.words if word[0].isalpha()]
    if len(words) < 100:
        return None
    letters = sum(map(len, words))
    return 5.88 * letters / len(words) - 29.6 * len(sentences) / len(words) - 15.8
