"""A job becomes a page: the second of the two maps. All Jinja lives here."""

import traceback
from base64 import b64encode
from collections.abc import Mapping, MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    meta,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from site_builder.core.chart import Chart
from site_builder.core.digest import digest
from site_builder.core.jobs import Frame, Job, Output
from site_builder.core.layouts import CitedRecord
from site_builder.core.lettering import is_from_the_right
from site_builder.core.problems import Place, Problem, did_you_mean, error
from site_builder.core.slugs import relative
from site_builder.pages.formats import FORMATS
from site_builder.pages.jsonld import document
from site_builder.pages.picture import family, fitted, shade
from site_builder.pages.styles import squeezed

LAYOUTS = (
    "home", "topics", "topic", "chronology", "event", "ledger", "claim", "actors", "actor", "glossary", "term",
    "register", "source", "questions", "changes", "datasets", "dataset", "page", "404", "sitemap",
    "embed", "search", "cite", "card",
)  # fmt: skip
SUFFIXES = {"sitemap": "xml", "card": "svg"}
Layouts = dict[str, tuple[str, tuple[str, ...]]]
# The frame of the page that is being rendered. What asks for it here and not in Jinja's context can stand in a macro
# that is imported once for all pages; `pass_context` only keeps Jinja from working it out when a template is compiled.
FRAME: ContextVar[Frame] = ContextVar("frame")


@dataclass(frozen=True, slots=True)
class Theme:
    """The templates of a site: (name, text), sorted by name. fonts: of social cards, as (name, path on disk,
    digest)."""

    templates: tuple[tuple[str, str], ...]
    fonts: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered job; output is None where its template is at fault."""

    output: Output | None
    problems: tuple[Problem, ...]


class _Theme(BaseLoader):
    """Finds templates by name in a theme, and nothing else: a page can only read what is in its key."""

    def __init__(self, texts_by_name: Mapping[str, str]) -> None:
        self.texts_by_name = texts_by_name

    def get_source(self, _environment: Environment, template: str) -> tuple[str, str, Any]:
        if template not in self.texts_by_name:
            raise TemplateNotFound(template)
        return self.texts_by_name[template], f"templates/{template}", lambda: True


def file_name(layout: str) -> str:
    """The template of a layout."""
    return f"{layout}.{SUFFIXES.get(layout, 'html')}"


class _Sandbox(ImmutableSandboxedEnvironment):
    """A template cannot reach the interpreter through a value, nor change one."""

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - Jinja's own signature
        """A field of a view or the frame is safe: the sandbox need not ask eight times whether it is."""
        if attribute in getattr(type(obj), "__match_args__", ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals as a dict: none is added later, and each page takes a ChainMap apart again and again."""
        return {**self.globals, **(d or {})}


@lru_cache(maxsize=4)
def environment(theme: Theme) -> Environment:
    """Jinja for one theme: autoescape on, names that do not exist are errors, nothing but view and frame.

    Sandboxed, so that a template cannot reach the interpreter through a value.
    """
    made = _Sandbox(
        loader=_Theme(dict(theme.templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    # A template is pure: the same job gives the same bytes.
    del made.globals["lipsum"], made.filters["random"]
    made.filters |= {
        "url": _url,
        "svg": _svg,
        "clean": _clean,
        "plural": _plural,
        "fingerprint": _fingerprint,
        "squeezed": _squeezed,
        "tongue": _tongue,
        "jsonld": _jsonld,
        "cited": _cited,
        "family": family,
        "fitted": fitted,
        "shade": shade,
    }
    made.tests |= {"part": _is_part, "foreign": _is_foreign}
    return made


@pass_context
def _jsonld(_context: Context, view: object) -> Markup:
    return Markup(document(view, FRAME.get()))  # noqa: S704 - JSON that holds no "<"


@pass_context
def _url(_context: Context, target: str) -> str:
    frame = FRAME.get()
    return frame.root + target if frame.root else relative(target, frame.url)


def _svg(chart: Chart) -> Markup:
    from site_builder.pages.charts import draw  # few pages have a chart

    return Markup(draw(chart))  # noqa: S704 - our own drawing, which escapes every text


def _cited(record: CitedRecord, style: str) -> tuple[str, Markup]:
    """The name of a style, and the record in it."""
    from site_builder.pages.cited import entry  # few pages have it, and its libraries are an extra

    name, html = entry(record, style)
    return name, Markup(html)  # noqa: S704 - escaped there, but for the library's own italics


def _clean(html: str) -> Markup:
    return Markup(html)  # noqa: S704 - Fragment.html was cleaned on the content floor


def _plural(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


@lru_cache(maxsize=16)  # it is the same on most pages
def _squeezed(style: str) -> Markup:
    """A style sheet that means the same, in fewer letters."""
    return Markup(squeezed(style))  # noqa: S704 - a template's own text


@lru_cache(maxsize=16)
def _fingerprint(text: str) -> Markup:
    """How a content security policy names the inline script or style that it allows."""
    return Markup(f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'")  # noqa: S704 - our own letters


def _tongue(language: str) -> Markup:
    """The attributes of a phrase in a language: `lang`, and `dir` where it is written from right to left."""
    side = Markup(' dir="rtl"') if is_from_the_right(language) else ""
    return Markup(' lang="{}"{}').format(language, side) if language else Markup("")


@pass_context
def _is_foreign(_context: Context, language: str) -> bool:
    return language != FRAME.get().language


def _is_part(value: object, name: str) -> bool:
    return type(value).__name__ == name


@lru_cache(maxsize=4)  # the preview builds again and again with the same templates
def layouts_of(theme: Theme) -> tuple[Layouts, tuple[Problem, ...]]:
    """For each layout (digest, names) of every template that it can read, and what is wrong with the templates."""
    texts, problems = dict(theme.templates), []
    reads: dict[str, set[str]] = {}
    for name, text in theme.templates:
        reads[name], faults = _reads(environment(theme), name, text, texts)
        problems += faults
    for name in (file_name(layout) for layout in LAYOUTS):
        if name not in texts:
            problems.append(
                error(Place(f"templates/{name}"), "no-template", f"there is no template {name}", "restore it")
            )
    if problems:
        return {}, tuple(problems)
    closures = {layout: tuple(sorted(_closure(file_name(layout), reads))) for layout in LAYOUTS}
    known = texts | {name: found for name, _, found in theme.fonts}
    closures["card"] += tuple(name for name, _, _ in theme.fonts)
    return {
        **{layout: (digest(tuple((name, known[name]) for name in names)), names) for layout, names in closures.items()},
        **dict.fromkeys(FORMATS, ("", ())),
    }, ()


def _reads(made: Environment, name: str, text: str, known: Mapping[str, str]) -> tuple[set[str], list[Problem]]:
    """The templates that one template names, and what is wrong with it."""
    path = f"templates/{name}"
    try:
        found = set(meta.find_referenced_templates(made.parse(text, name, path)))
    except TemplateSyntaxError as fault:
        hint = "look at the tags and brackets on this line and the ones above"
        return set(), [error(Place(path, fault.lineno, 1), "template", str(fault.message), hint)]
    problems = []
    if None in found:
        hint = "the build has to know which templates a page reads"
        problems.append(error(Place(path, 1, 1), "dynamic-include", "a template's name must stand in quotes", hint))
    names = {other for other in found if other}
    for other in sorted(names - known.keys()):
        place = Place(path, 1 + text[: text.find(other)].count("\n"), 1)
        problems.append(error(place, "no-template", f'there is no template "{other}"', did_you_mean(other, known)))
    return names, problems


def _closure(name: str, reads: Mapping[str, set[str]]) -> set[str]:
    found, waiting = set(), [name]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += reads[name]
    return found


def render(theme: Theme, job: Job) -> Rendered:
    """The bytes of one output. Pure: the same theme and job give the same bytes."""
    if job.layout in FORMATS:
        return Rendered(Output(job.output, FORMATS[job.layout](job.view)), ())
    FRAME.set(job.frame)
    try:
        text = environment(theme).get_template(file_name(job.layout)).render(view=job.view, frame=job.frame)
    # Whatever a template raises is the template's fault: it is shown at its line, like any other problem.
    except Exception as fault:  # noqa: BLE001
        return Rendered(None, (_problem(fault, job),))
    if job.layout == "card":
        return _drawn(theme, job, text)
    return Rendered(Output(job.output, text.encode("utf-8")), ())


def _drawn(theme: Theme, job: Job, svg: str) -> Rendered:
    """A social card of its SVG."""
    from site_builder.pages.picture import png  # few sites have them, and its library is an extra

    try:
        return Rendered(Output(job.output, png(svg, [path for _, path, _ in theme.fonts])), ())
    except ValueError as fault:
        hint = f"while drawing {job.output}"
        return Rendered(None, (error(Place(f"templates/{file_name(job.layout)}"), "template", str(fault), hint),))


def _problem(fault: Exception, job: Job) -> Problem:
    frames = [frame for frame in traceback.extract_tb(fault.__traceback__) if frame.filename.startswith("templates/")]
    if not frames:
        raise fault
    hint = f"while rendering {job.output}; site_builder/core/layouts.py lists what the layout {job.layout} sees"
    if str(fault) in {"'frame' is undefined", "'view' is undefined"}:
        hint = f"while rendering {job.output}; hand it to the macro, or import its file `with context`"
    return error(
        Place(frames[-1].filename, frames[-1].lineno or 1, 1),
        "template",
        str(fault) or type(fault).__name__,
        hint,
    )
