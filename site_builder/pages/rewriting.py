"""Rewriting: a text in the Markdown of other generators, in the Markdown that we take; what cannot be said is told.

Nothing in it is run: what their programs would have put in place of template code is not known here, so the code itself
is shown, as code. Lines keep the number that they had, so that each remark names the place in their file.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from html import unescape
from typing import NamedTuple

from site_builder.content.directives import CLOSE
from site_builder.content.schema import BLOCK_BY_NAME
from site_builder.core.slugs import slug
from site_builder.pages.posts import plain
from site_builder.pages.spans import Line, Remark, Spans, Way

FENCE = re.compile(r"([ >]*)(`{3,}|~{3,})[ \t]*([^\s`{]*)[^`]*")
HEADING = re.compile(r" {0,3}(#{1,6})([ \t]*)(.*?)[ \t]*#*[ \t]*")
UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
ITEM = re.compile(r"( *)([-*+]|\d{1,9}[.)])( +)(?=\S)")
NO_TEXT = re.compile(r" {0,3}(?:[-*+>|#]|\d{1,9}[.)] |\[\^?[^\]]*\]:)|\s*$")
ATTRIBUTES = re.compile(r"\s*\{:[^{}]*\}\s*$|\s*\{[#.][^{}]*\}\s*$")
CONTENTS = re.compile(r"\s*(?:\[TOC\]|\[\[_TOC_\]\]|\{:\s*toc\b.*\}|\{\{<\s*toc\s*>\}\})\s*", re.IGNORECASE)
CODE_BEGINS = re.compile(r"\s*(?:\{%-?\s*highlight\s+(\S+).*?%\}|\{\{[<%]\s*highlight\s+\"?([\w+-]*).*?[>%]\}\})\s*")
CODE_ENDS = re.compile(r"\s*(?:\{%-?\s*endhighlight\s*-?%\}|\{\{[<%]\s*/\s*highlight\s*[>%]\}\})\s*")
RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
COMMENT = re.compile(r"<!--.*?(?:-->|$)")
MORE = re.compile(r"<!--\s*more\s*-->|<!--\s*excerpt\s*-->", re.IGNORECASE)
GONE = re.compile(r"<(script|style|iframe|object|form|svg|video|audio|noscript)\b", re.IGNORECASE)
DEFINITION = re.compile(r" {0,3}\[([^\]^][^\]]*)\]:[ \t]*<?(\S+?)>?(?:[ \t]+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ \t]*")
# Links that the programs themselves put together: to a post, to a file, to another page.
MADE = re.compile(
    r"\{%-?\s*(?:post_url|link)\s+([^\s%]+)\s*-?%\}"
    r"|\{\{[<%]\s*(?:rel)?ref\s+\"?([^\s\">%]+)\"?\s*[>%]\}\}"
    r"|\{\{-?\s*[\"']([^\"']*)[\"']\s*\|\s*(?:relative_url|absolute_url|prepend:[^}]*?)\s*-?\}\}"
    r"|\{\{-?\s*site\.(?:baseurl|url|BaseURL)\s*-?\}\}|\{(?:filename|static|attach)\}|\|filename\|"
)


class Rewritten(NamedTuple):
    """The text as we write it.

    title: what its first heading of the first level says, where that is the page's; lead: what stood before `more`.
    """

    text: str
    title: str
    lead: str
    remarks: list[Remark]


def rewrite(text: str, first: int, way: Way, title: str = "", *, hashes: bool = False) -> Rewritten:
    """A text in our words.

    first: the number of its first line; title: of the page, "" where its first heading is to be that; hashes: whether
    `#word` begins a heading there.
    """
    spans = Spans(way)
    lines, lead = _without(text, first, spans)
    found, lines = _levelled(list(_structured(lines, hashes=hashes)), title)
    spans.anchors = {slug(plain(line.text)) for line in lines if line.kind == "heading"}
    written = list(_inlined(list(_defined(lines, spans)), spans))
    joined = "\n".join(map(_as_text, _nested(written)))
    return Rewritten(re.sub(r"\n{3,}", "\n\n", joined).strip("\n") + "\n", found, lead, sorted(spans.remarks))


def _made(found: re.Match[str]) -> str:
    """Where a link leads that their program puts together: a post by its name, a file by its path, or nothing more."""
    return next((part for part in found.groups() if part), "").replace(" ", "%20")


def _without(text: str, first: int, spans: Spans) -> tuple[list[Line], str]:
    """The lines without comments and what would run, those of code marked; and what stood before the mark `more`."""
    lines: list[Line] = []
    lead, fence, waits = "", "", ""
    for number, line in enumerate(_visible(text, first, spans), first):
        spans.number = number
        if fence:
            closed = _closes(line, fence)
            lines.append(Line(number, "```" if closed and fence in {"%", "<"} else _as_code(line, fence), "code"))
            fence = "" if closed else fence
        elif waits and waits not in line.lower():
            lines.append(Line(number, ""))
        elif opened := None if waits else _opens(line):
            fence, new = opened
            lines.append(Line(number, new, "code"))
        else:
            rest = line[line.lower().find(waits) + len(waits) :] if waits else line
            if MORE.search(rest):
                lead = "\n".join(one.text for one in lines) + rest[: rest.find("<!--")]
            rest, waits = _cut(MADE.sub(_made, RAW.sub("", rest)), spans)
            is_layout = CONTENTS.fullmatch(rest) or re.fullmatch(r"\s*\{:[^{}]*\}\s*", rest)
            lines.append(Line(number, "" if is_layout else rest))
    if fence:
        lines.append(Line(spans.number, "```" if fence in {"%", "<"} else fence, "code"))
    return lines, lead


def _opens(line: str) -> tuple[str, str] | None:
    """The mark that code begins with on a line, and the line as we write it; None where none begins."""
    if found := CODE_BEGINS.fullmatch(line):
        return "%", f"```{_language(found[1] or found[2] or '')}"
    if re.fullmatch(r"<pre\b[^<>]*>(?:<code\b[^<>]*>)?", line.strip(), re.IGNORECASE):
        return "<", "```text"
    if (found := FENCE.fullmatch(line)) and not line.startswith("    "):
        return found[2], f"{found[1]}{found[2]}{_language(found[3])}"
    return None


def _as_code(line: str, fence: str) -> str:
    """A line of code as it is read: in HTML, without the tags that colour it."""
    return unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", line)) if fence == "<" else line


def _closes(line: str, fence: str) -> bool:
    """Whether code that began with a mark ends on a line."""
    if fence == "<":
        return re.fullmatch(r"(?:</code>)?</pre>", line.strip(), re.IGNORECASE) is not None
    found = CODE_ENDS.fullmatch(line) if fence == "%" else re.fullmatch(rf"[ >]*{fence[0]}{{{len(fence)},}}\s*", line)
    return found is not None


def _visible(text: str, first: int, spans: Spans) -> list[str]:
    """The lines, without signs that no text can hold."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]", line):
            lines[at] = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]", " ", line)
            spans.remarks.append(Remark(first + at, "signs that nobody sees are left out"))
    return [line.expandtabs(4) for line in lines]


def _language(name: str) -> str:
    """The name of a code's language; one that is a block of ours would be read as such."""
    is_ours = get_close_matches(name, BLOCK_BY_NAME, n=1, cutoff=CLOSE)
    return "text" if is_ours or not re.fullmatch(r"[\w#.+-]*", name) else name


def _cut(line: str, spans: Spans) -> tuple[str, str]:
    """A line without comments and what would run, and the end of what goes on behind it."""
    bare = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", lambda found: "\0" * len(found[0]), line)
    comment, gone = bare.find("<!--"), GONE.search(bare)
    if gone and (comment < 0 or gone.start() < comment):
        end = f"</{gone[1].lower()}>"
        spans.tell(f"<{gone[1].lower()}> is left out, with what it holds")
        at = line.lower().find(end, gone.start())
        if at < 0:
            closed = re.match(r"<[^<>]*/>", line[gone.start() :])
            return line[: gone.start()] + (line[gone.start() + closed.end() :] if closed else ""), "" if closed else end
        return _cut(line[: gone.start()] + line[at + len(end) :], spans)
    if comment >= 0:
        at = line.find("-->", comment)
        return (line[:comment], "-->") if at < 0 else _cut(line[:comment] + line[at + 3 :], spans)
    return line, ""


def _structured(lines: list[Line], *, hashes: bool) -> Iterator[Line]:
    """The lines with headings and indented code known as such."""
    before, in_list, is_underline = Line(0, ""), False, False
    for line, after in zip(lines, [*lines[1:], Line(0, "")], strict=True):
        new = line
        if is_underline:
            new, is_underline = line._replace(text=""), False
        elif line.kind == "text" and line.text.strip():
            if not before.text.strip():
                in_list = bool(ITEM.match(line.text)) or (in_list and line.text[0] == " ")
            if line.text.startswith("    ") and not in_list and (not before.text.strip() or before.kind == "code"):
                new = line._replace(kind="code")
            elif heading := _heading(line, after, hashes=hashes):
                new = heading
                is_underline = heading.kind == "heading" and not HEADING.fullmatch(line.text) and _is_under(after)
        before = new
        yield new


def _is_under(line: Line) -> bool:
    return line.kind == "text" and UNDERLINE.fullmatch(line.text) is not None


def _heading(line: Line, after: Line, *, hashes: bool) -> Line | None:
    """The heading that a line is, with the line below it; None where it is none. One without words goes."""
    text, level = "", 0
    if found := HEADING.fullmatch(line.text):
        if found[3] and not found[2] and not hashes:
            return line._replace(text="\\" + line.text.lstrip())
        text, level = found[3], len(found[1])
    elif not NO_TEXT.match(line.text) and _is_under(after):
        text, level = line.text.strip(), 1 if "=" in after.text else 2
    elif found := re.fullmatch(r"\s*<h([1-6])\b[^<>]*>(.*?)</h\1\s*>\s*", line.text, re.IGNORECASE):
        text, level = found[2].strip(), int(found[1])
    if not level:
        return None
    words = ATTRIBUTES.sub("", text)
    return line._replace(text=words, kind="heading", level=level) if plain(words) else line._replace(text="")


def _levelled(lines: list[Line], title: str) -> tuple[str, list[Line]]:
    """The heading that is the title, and the lines without it, headings below the page's own."""
    own = next((at for at, line in enumerate(lines) if line.kind == "heading"), -1)
    found = plain(lines[own].text) if own >= 0 and lines[own].level == 1 else ""
    if found and (not title or found.casefold() == title.casefold()):
        lines = [*lines[:own], lines[own]._replace(text="", kind="text"), *lines[own + 1 :]]
    else:
        found = ""
    top = min((line.level for line in lines if line.kind == "heading"), default=0)
    return found, [
        line._replace(level=min(6, 3 + line.level - top)) if line.kind == "heading" else line for line in lines
    ]


def _defined(lines: list[Line], spans: Spans) -> Iterator[Line]:
    """The lines without definitions of links into their site, which are kept by name; others stay as they are."""
    for line in lines:
        found = DEFINITION.fullmatch(line.text) if line.kind == "text" else None
        if not found:
            yield line
        elif re.match(r"(?:https?|mailto):", found[2], re.IGNORECASE):
            yield line._replace(kind="code")
        else:
            spans.definitions.setdefault(" ".join(found[1].lower().split()), found[2])
            yield line._replace(text="")


def _inlined(lines: list[Line], spans: Spans) -> Iterator[Line]:
    for line in lines:
        yield from spans.end_of_paragraph(line)
        yield from spans.line(line) if line.kind in {"text", "heading"} else [line]
    yield from spans.figures


def _nested(lines: list[Line]) -> Iterator[Line]:
    """Lists as we read them: what stands in an item is indented by four, and a blank line stands before the first."""
    within: list[int] = []
    before = ""
    for line in lines:
        is_first = not within
        indent = len(line.text) - len(line.text.lstrip(" "))
        item = ITEM.match(line.text) if line.kind == "text" else None
        if line.kind in {"heading", "figure"} or (not within and not (item and indent < 4)):
            within.clear()
            yield line
        elif not line.text.strip() or (not item and before.strip() and indent < within[-1]):
            yield line
        else:
            while within and indent < within[-1]:
                within.pop()
            moved = " " * (4 * len(within) + (0 if item or not within else indent - within[-1]))
            if item:
                if is_first and before.strip():
                    yield line._replace(text="")
                within.append(item.end())
                yield line._replace(text=f"{moved}{item[2]} {line.text[item.end() :]}")
            else:
                yield line._replace(text=moved + line.text.lstrip(" "))
        before = line.text


def _as_text(line: Line) -> str:
    return f"{'#' * line.level} {line.text.strip()}" if line.kind == "heading" and line.text.strip() else line.text
