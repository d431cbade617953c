"""The reference of all keys, made from the schema: as JSON Schema for editors, as tables for docs/content-model.md."""

from dataclasses import MISSING, fields, is_dataclass
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from site_builder.content import schema
from site_builder.core.checks import CHECKS, LEVELS
from site_builder.core.dates import When
from site_builder.core.fields import Cites, Filled, Reads, Target
from site_builder.core.model import Accent
from site_builder.core.problems import article

DIALECT = "https://json-schema.org/draft/2020-12/schema"
EVERYWHERE = ("id", "draft", "publish")
PLACES = {
    "site": "`content/site.yaml`",
    "topic": "`content/topics/<topic>/index.md`",
    "section": "`content/topics/<topic>/NN-name.md`, text below the front matter",
    "event": "`content/timeline/`: one in an `.md` file with text below, or a list in a `.yaml` file",
    "claim": "`content/claims/*.yaml`, as a list",
    "source": "`content/sources/*.yaml`, as a list",
    "person": "`content/people/`: a list in a `.yaml` file, or one in an `.md` file with text below",
    "organisation": "`content/organisations/`: a list in a `.yaml` file, or one in an `.md` file with text below",
    "term": "`content/glossary/`: a list in a `.yaml` file, or one in an `.md` file with text below",
    "question": "`content/questions.yaml`, as a list",
    "dataset": "`content/data/<id>.yaml`, rows in it or in a `.csv` file beside it",
    "page": "`content/pages/*.md`, text below the front matter",
}
VALUES = {
    "read_words": "text",
    "read_whole": "whole number",
    "read_hue": "hue, 0 to 359",
    "read_fonts": "names of fonts",
    "read_importance": "`1`, `2` or `3`",
    "read_flag": "`true` or `false`",
    "read_day": "day",
    "read_web_address": "web address",
    "read_base_address": "web address",
    "read_identifier": "id",
    "read_former": "former id or address",
    "read_citation": "citation",
    "read_language": "language",
    "read_timezone": "time zone",
    "read_path": "path",
    "read_cell": "text, number, list of citations or `null`",
    "read_key": "column key",
    "read_where": "column: value, or column: [values]",
    "read_check": "code of a check",
    "read_extras": "mapping with any keys",
    "read_levels": "[check](#checks): `off`, `info`, `warning` or `error`",
}
# What each key means: one entry for all nouns, or `Noun.key` where a noun gives it another meaning.
MEANINGS = {
    "id": "its name in links; without it, the file's name is the id",
    "embeds": "what other sites may show in a frame",
    "schema": "the version of the form that the content has; `site-builder upgrade` keeps it",
    "cards": "the pages that have a picture for where they are shared; needs the extra `cards`",
    "cite": "the styles in which readers are told how to cite a topic; needs the extra `cite`",
    "aliases": "ids and addresses that it had before; readers are sent on from there",
    "draft": "`true` keeps it out of the site until you take the line out",
    "publish": "the day from which it appears on the site",
    "title": "the headline",
    "description": "what it is, in a sentence or two",
    "summary": "one sentence that makes sense alone",
    "sources": "what it rests on",
    "as_of": "the date for which it holds",
    "topic": "the topic it belongs to",
    "topics": "the topics it belongs to",
    "text": "the sentence itself",
    "note": "a remark for readers",
    "order": "its place among its neighbours, smallest first",
    "updated": "when the text was last changed",
    "other_names": "names in other spellings and scripts",
    "type": "what it is, in a word or two",
    "language": "`en`, `hi`, `ru`",
    "people": "people and organisations that take part",
    "label": "what the value counts or is",
    "value": "the number or short answer, as readers see it",
    "url": "its web address",
    "name": "its name",
    "unit": "what the numbers count",
    "Change.kind": "how much it changes; a `correction` mends what was wrong",
    "Source.kind": "how near it is to what it tells",
    "SiteConfig.authors": "who writes it, where a topic names nobody else",
    "OtherName.language": "the language of that name",
    "Source.title": "the document's title",
    "Source.language": "the language it is written in",
    "QuoteBlock.language": "the language of the original words",
    "Topic.title": "a short name, for navigation",
    "Topic.question": "the question that the topic answers; its headline",
    "standfirst": "the answer in two or three sentences",
    "accent": "the topic's colour",
    "Topic.published": "when the topic first appeared",
    "Topic.as_of": "the date up to which the facts were checked",
    "authors": "who wrote it; without it, the site's authors",
    "key_figures": "numbers worth remembering",
    "changes": "what was changed and when, in public",
    "KeyFigure.topic": "the topic that explains it (home page only)",
    "Change.date": "the day of the change",
    "Change.note": "what was changed, and why",
    "Change.sections": "ids of the sections concerned, without the topic's name",
    "OtherName.text": "the name as it is written there",
    "review_by": "the day by which somebody should read the section again",
    "Event.date": "when it happened or will happen",
    "importance": "`3` is always shown, `1` is detail",
    "state": "`happened` if you leave it out",
    "x_timelinejs": "what an import of TimelineJS3 had no key for; only its export shows it again",
    "Version.text": "what this side says",
    "result": "what became of it",
    "Outcome.text": "what happened, in a sentence",
    "Outcome.claims": "claims that show it",
    "Outcome.events": "events that show it",
    "Claim.text": "one sentence that can be right or wrong",
    "status": "how sure it is",
    "speaker": "who says it",
    "superseded_by": "the claim that took its place (needed when superseded, unless there is an outcome)",
    "versions": "what each side says (needed when disputed)",
    "outcome": "what became of it",
    "publisher": "who published it",
    "short_name": "a short form of the name",
    "author": "who wrote it",
    "published": "when it was published",
    "archived_url": "a copy that will stay",
    "accessed": "when you last saw it",
    "caution": "why to read it with care (needed where there is no `url`)",
    "Source.url": "where it can be read; without one it needs a `caution`",
    "Person.name": "the name as readers know it",
    "role": "office or work, in a few words",
    "Organisation.type": "what sort of body it is",
    "term": "the word or abbreviation",
    "expansion": "what an abbreviation stands for",
    "definition": "what it means, in a sentence or two",
    "Question.question": "what is not known yet",
    "asked": "the day on which the question was put here",
    "detail": "what is known around it",
    "resolve_by": "the event that may answer it",
    "answer": "the claim that answers it",
    "columns": "the columns, from left to right",
    "rows": "the rows; each a list with a value for every column",
    "file": "a CSV file beside this one that holds the rows; its first line holds the column keys",
    "annotations": "remarks on single values",
    "Column.key": "the column's name for charts, such as `fiscal_year`",
    "Column.label": "the column's heading",
    "Column.type": "what the cells hold",
    "Column.unit": "where it differs from the table's",
    "at": "the value in the chart's x column",
    "Note.text": "the remark",
    "Publisher.name": "who publishes the site",
    "Licence.name": "the licence's name",
    "Answer.topic": "the topic that the sentence leads into",
    "Home.question": "the question that the whole site answers",
    "Home.answer": "the short answer, sentence by sentence",
    "expected_then_happened": "claims to set against what became of them",
    "tagline": "a line below the title",
    "base_url": "the address at which the site stands",
    "SiteConfig.title": "the site's name",
    "SiteConfig.description": "what the site is, for search engines and links",
    "SiteConfig.language": "the language that the site is written in",
    "SiteConfig.publisher": "who publishes the site",
    "SiteConfig.as_of": "the date up to which facts were checked",
    "as_of_note": "a sentence on that date, for the foot of every page",
    "timezone": "decides which day is today, such as `Asia/Kolkata`",
    "licence": "under which terms the text may be used",
    "home": "what the home page says",
    "navigation": "the entries of the menu",
    "theme": "what looks other than in the theme",
    "accents": "other hues for the accents of topics, in degrees of oklch; how light they are stays",
    **dict.fromkeys(get_args(Accent), "the hue of this accent"),
    "fonts": "other fonts",
    "headings": "fonts for titles, the first preferred: `Georgia, serif`; without a file nothing is loaded",
    "headings_file": "a `.woff2` file below `static/` for titles, loaded by every page",
    "Fonts.text": "fonts for running text",
    "interface": "fonts for menus, dates and sources",
    "checks": "how loudly checks tell what they find, where not as the table says",
    "exceptions": "findings of checks that shall stay as they are",
    "check": "the check that finds it",
    "Exemption.where": "the id of a thing, or the path of files below `content/`, with `*` for any characters",
    "Exemption.words": "only where what was found has these words in it",
    "reason": "why it shall stay",
    "logo": "a picture below `static/`, shown before the site's name",
    "data": "the dataset that it draws",
    "ChartBlock.type": "how it is drawn",
    "x": "the column along the bottom",
    "y": "the columns to draw; a `range` needs two: low, high",
    "series": "a text column; each of its values is a line or colour of its own",
    "where": "which rows to draw",
    "stacked": "bars on top of each other, not side by side",
    "ChartBlock.description": "what the picture shows, for those who cannot see it",
    "TimelineBlock.topic": "only events of this topic",
    "TimelineBlock.importance": "only events of this importance or more",
    "events": "only these events",
    "since": "only events from this date on",
    "until": "only events up to this date",
    "ClaimsBlock.topic": "only claims of this topic",
    "ClaimsBlock.status": "only claims with one of these",
    "claims": "only these claims",
    "outcomes": "only claims with an outcome, set against it",
    "image": "a file below `static/`",
    "alt": "what the picture shows, for those who cannot see it",
    "caption": "the line below it",
    "credit": "who made it",
    "QuoteBlock.text": "the words",
    "source": "where they stand",
    "original": "the words in the original language",
    "facts": "the numbers",
    "heading": "whose version it is",
    "CompareItem.text": "what it says",
    "items": "the versions",
}
INTRODUCTION = """\
# The content model

<!-- Made by `python3 run.py schema --format markdown`. Do not change it by hand: change the schema, or the words in
     site_builder/doors/reference.py, and let the command write it anew. -->

Every kind of thing, where it lives, and which keys it may have. A key in **bold** is needed. An unknown key, a key
that stands twice or a value of another type is an error with its line and column. Plain values stay text: `no`, `1.10`
and `2025-12-05` never turn into something else, and quotes are needed only where YAML needs them.

How to write all this step by step: [editors.md](editors.md).

| value | written as |
|---|---|
| text | plain text, no Markdown |
| language | its code: `en`, `hi`, `ru`, `sr-Latn` |
| id | lower-case words joined by hyphens: `relos-signed` |
| citation | a source's id, and the place in it if there is one: `relos-text` or `relos-text, art. 3` |
| day | `2025-12-05` |
| date | a day, month or year, or an interval: `2025-12-05`, `2025-12`, `2025`, `2025-12-04/2025-12-05`, `2022-02/..` |
| date in doubt | `2030~` (about), `1971?` (perhaps), `196X` (the 1960s), `2025-21` to `2025-24` (spring to winter) |

Everything may also have:

| key | value | meaning |
|---|---|---|
| id | id | its name in links. Without it, the file's name is the id; in a list it is needed |
| draft | `true` or `false` | `true` keeps it out of the site until you take the line out |
| publish | day | the day from which it appears on the site |
"""
CHECKING = """\
## Checks

What `python3 run.py check` tells beside errors. A level says how loudly: `off`, `info`, `warning` or `error`; with an
error nothing is published. `checks` in `content/site.yaml` sets another level, and `exceptions` excuses what shall stay
as it is. `build` tells only what is an error. What is marked with * is looked for only on a site in English.

| check | level | tells that |
|---|---|---|
"""


def json_schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of each kind's files: one thing, or a list of them where that is allowed."""
    return {kind: _file_schema(cls, is_list="list" in PLACES[kind]) for kind, cls in schema.NOUN_BY_KIND.items()}


def as_markdown() -> str:
    """The reference of every kind and block, and of the parts that they are made of."""
    told = [INTRODUCTION, "## Kinds\n", "A file, or an item of a list in a file, is one thing of one kind.\n"]
    for kind, cls in schema.NOUN_BY_KIND.items():
        told += [f"### {kind}\n", f"{cls.__doc__} In {PLACES[kind]}.\n", _table(cls)]
    told += ["## Blocks\n", "A block stands in the text of a section, an event or a page: a fence with its name.\n"]
    for name, cls in schema.BLOCK_BY_NAME.items():
        told += [f"### {name}\n", f"{cls.__doc__}\n", _table(cls)]
    told += ["## Parts\n", "What stands inside the things and blocks above.\n"]
    wholes = (*schema.NOUN_BY_KIND.values(), *schema.BLOCK_BY_NAME.values())
    for part in dict.fromkeys(part for whole in wholes for part in _parts(whole)):
        told += [f"### {_plain_name(part)}\n", f"{part.__doc__}\n", _table(part)]
    return "\n".join([*told, CHECKING + _checks()])


def _checks() -> str:
    """The rows of the table of checks."""
    return "".join(
        f"| {code}{' *' if check.is_english else ''} | `{check.level}` | {check.meaning} |\n"
        for code, check in CHECKS.items()
    )


def _table(cls: type) -> str:
    hints = get_type_hints(cls, include_extras=True)
    rows = ["| key | value | meaning |", "|---|---|---|"]
    for field in sorted(fields(cls), key=lambda field: field.default is not MISSING):
        if field.name not in EVERYWHERE:
            name = f"**{field.name}**" if field.default is MISSING else field.name
            rows.append(f"| {name} | {_value(hints[field.name])} | {meaning(cls, field.name)} |")
    return "\n".join(rows) + "\n"


def meaning(cls: type, key: str) -> str:
    """What a key of a noun means, in a few words. Raises KeyError where MEANINGS does not say it."""
    return MEANINGS.get(f"{cls.__name__}.{key}") or MEANINGS[key]


def _value(hint: object) -> str:
    """What may stand behind a key, in words."""
    marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    for mark in marks:
        if isinstance(mark, Target):
            return f"id of {' or '.join(article(kind) for kind in mark.kinds)}"
        if isinstance(mark, Cites):
            return "citation"
    for mark in marks:
        if isinstance(mark, Reads):
            return VALUES[mark.read.__name__]
    inner = get_args(hint)[0] if marks else hint
    least = next((f", at least {mark.least}" for mark in marks if isinstance(mark, Filled)), "")
    if get_origin(inner) is tuple:
        return f"list: {_value(get_args(inner)[0])}{least}"
    if get_origin(inner) is Literal:
        return " &#124; ".join(f"`{word}`" for word in get_args(inner))
    if get_origin(inner) in {Union, UnionType}:
        return _value(next(part for part in get_args(inner) if part is not type(None)))
    if inner is When or not isinstance(inner, type):
        return "date"
    return f"[{_plain_name(inner)}](#{_plain_name(inner).replace(' ', '-')})"


def _plain_name(cls: type) -> str:
    return "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in cls.__name__).strip()


def _parts(cls: type) -> list[type]:
    """The nouns that stand inside a noun, at any depth, each once, in their order."""
    found: list[type] = []

    def visit(hint: object) -> None:
        if is_dataclass(hint) and isinstance(hint, type) and hasattr(hint, "__pydantic_config__"):
            if hint is not cls and hint not in found:
                found.append(hint)
            for below in get_type_hints(hint, include_extras=True).values():
                visit(below)
        for part in get_args(hint):
            visit(part)

    visit(cls)
    return found


def _file_schema(cls: type, *, is_list: bool) -> dict[str, Any]:
    thing = schema.adapter(cls).json_schema()
    nouns = thing.pop("$defs", {}) | {cls.__name__: thing}
    if "checks" in thing["properties"]:
        levels = {"propertyNames": {"enum": list(CHECKS)}, "additionalProperties": {"enum": list(LEVELS)}}
        thing["properties"]["checks"].update(levels)
    for noun in (cls, *_parts(cls)):
        _explain(noun, nouns[noun.__name__])
    one = {"$ref": f"#/$defs/{cls.__name__}"}
    several = {"type": "array", "minItems": 1, "items": {"allOf": [one, {"required": ["id"]}]}}
    shape = {"anyOf": [one, several]} if is_list else one
    return {"$schema": DIALECT, "title": f"content: {_plain_name(cls)}", **shape, "$defs": nouns}


def _explain(cls: type, described: dict[str, Any]) -> None:
    """Adds to a noun's JSON Schema what its keys mean, and takes out what only Python needs."""
    hints = get_type_hints(cls, include_extras=True)
    described.pop("title", None)
    for key, value in described["properties"].items():
        options = [option for option in value.pop("anyOf", []) if option != {"type": "null"}]
        value.update(options[0] if options else {})
        for only_ours in ("title", "default"):
            value.pop(only_ours, None)
        least = [mark.least for mark in get_args(hints[key])[1:] if isinstance(mark, Filled)]
        value.update({"minItems": least[0]} if least else {})
        value["description"] = meaning(cls, key)
        _take_scalars(value)
        _take_scalars(value.get("items", {}))


def _take_scalars(value: dict[str, Any]) -> None:
    """Where text is wanted YAML's numbers and truth values are text to us, but not to an editor's YAML."""
    if value.get("type") == "string" and not {"pattern", "format", "enum"} & value.keys():
        value["type"] = ["string", "number", "boolean"]
