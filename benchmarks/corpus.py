"""Writes a deterministic corpus of explainers, once in each tool's dialect.

    python -m benchmarks.corpus 1000 --out DIR [--tools ours,hugo]

N explainers of 600 to 900 words and N // 5 events under 40 topics. The text is the same for every tool, and so are
the bytes of a body, save ours: its links and headings are written as our content model has them. The same N always
gives the same bytes.
"""

import argparse
import json
import random
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
SITE = "https://explainers.example"
SEED = 7
TOPICS = (
    "Energy bills|Housing|Elections|Health care|Trade|Climate policy|Schools|Public transport|"
    "Water supply|Migration|Central banks|Courts|Policing|Data privacy|Artificial intelligence|"
    "Food prices|Farming|Fisheries|Defence|Diplomacy|Pensions|Child care|Universities|Science funding|"
    "Space|Oceans|Forests|Air quality|Road safety|Aviation|Shipping|Rail|Local government|Taxation|"
    "Labour market|Broadband|Press freedom|Sport governance|Cultural heritage|Disaster relief"
).split("|")
TAGS = (
    "analysis|budget|data|history|inquiry|legislation|lobbying|local|map|markets|numbers|opinion polls|"
    "policy|profile|protest|q-and-a|referendum|regulation|report|research|sanctions|statistics|strike|"
    "summit|supply chain|survey|tariff|timeline|treaty|verdict|voters|wages|weather|whistleblower|"
    "who decides|women|world|young people|zoning|background"
).split("|")
PLACES = (
    "Harlow|Leeds|Porto|Ghent|Malmö|Lyon|Graz|Tartu|Kraków|Bergen|Galway|Turin|Valencia|Bremen|Utrecht|"
    "Aarhus|Cork|Nantes|Brno|Varna|Split|Tampere|Basel|Toulouse|Genoa|Aberdeen|Cardiff|Seville|Leipzig|Lille"
).split("|")
ACTORS = (
    "the finance ministry|the regulator|the energy agency|the city council|the opposition|the central bank|"
    "the statistics office|the supreme court|the health service|the transport authority|the audit office|"
    "the teachers' union|the water company|the grid operator|the housing association|the trade body|"
    "the parliamentary committee|the ombudsman|the coalition|the mayor's office|the European Commission|"
    "the competition watchdog|the farmers' association|the port authority|the data protection board"
).split("|")
POLICIES = (
    "price cap|rent freeze|carbon levy|planning reform|means test|border check|licence fee|fuel subsidy|"
    "minimum wage|tax credit|fishing quota|emissions limit|voucher scheme|stress test|debt brake|"
    "zoning rule|waiting-time target|safety standard|disclosure rule|windfall tax|savings guarantee|"
    "clean-air zone|capacity auction|staffing ratio|import tariff|procurement rule"
).split("|")
OBJECTS = (
    "household bills|small firms|hospital wards|new tenants|first-time voters|rural bus routes|pension funds|"
    "school budgets|export orders|reservoir levels|court backlogs|harvest yields|night trains|power stations|"
    "ferry crossings|building permits|mortgage costs|university fees|broadband speeds|supply chains|"
    "insurance premiums|waiting lists|council budgets|public libraries|research grants"
).split("|")
VERBS = (
    "reshapes|limits|delays|raises the cost of|eases the pressure on|changes the rules for|cuts support for|"
    "shifts money towards|brings new checks on|puts a ceiling on|removes a shield from|opens up|tightens"
).split("|")
ADJ = (
    "sharp|modest|long-awaited|disputed|temporary|quiet|sudden|uneven|costly|popular|technical|little-noticed|"
    "far-reaching|voluntary|partial|early|narrow|broad"
).split("|")
HEADS = (
    "What has changed|How it works|Who pays, and who gains|Why it matters now|What the numbers say|"
    "The case for it|The case against|How other countries do it|What happens next|What we do not know|"
    "Where the money goes|A short history|Who decides|The small print"
).split("|")
SUBHEADS = (
    "The rule in one paragraph|An example from {place}|The exception|The legal test|What {actor} says|"
    "The deadline|A worked example|The appeal route"
).split("|")
SENTENCES = (
    "In {year}, {actor} backed a {adj} {policy} that {verb} {object}.",
    "About {pct} per cent of {object} in {place} were affected, according to {actor}.",
    "{Actor} argues that the {policy} {verb} {object} without touching {object2}.",
    "Critics call it a {adj} fix: the {policy} {verb} {object}, but the bill lands elsewhere.",
    "The change was *{adj}* by design, and it took {num} months to reach {place}.",
    "Under the old system, {actor} could only act after {object} had already been hit.",
    "That gap matters because {object} depend on decisions made by {actor} years earlier.",
    "By {month} {year}, {num} of the {num2} largest towns had applied the **{policy}** in full.",
    "{Actor} published {num} pages of guidance; few people in {place} had read them by {month}.",
    "If the {policy} were dropped tomorrow, {object} would feel it within {num} weeks.",
    "A review led by {actor} found that the {policy} {verb} {object} more than anyone expected.",
    "The figure to watch is the share of {object} that fall under the {policy}: {pct} per cent in {year}.",
    "For a family in {place}, that means roughly €{num} a month, or €{num2} over the life of the scheme.",
    "The dispute isn't about the goal — it's about who carries the risk when {object} fall short.",
    'Ministers say the {policy} is "{adj} but fair"; {actor} is not convinced.',
    "There are three ways out, and each of them {verb} {object2} in a different year.",
    "No one at {actor} would put a date on it, although {month} has been mentioned twice.",
    "The courts in {place} have heard {num} cases so far and have upheld the rule in all but {small}.",
    "Much of the heat comes from one clause: *the {policy} lapses unless {actor} renews it each {month}*.",
    "Before {year}, nobody counted {object} at all, so the long-run trend is hard to read.",
)
EVENT_SENTENCES = (
    "{Actor} confirmed the {policy} after {num} hours of talks in {place}.",
    "The vote passed by {num} to {small}, and the {adj} clause on {object} survived.",
    "It was the first time that {actor} had intervened over {object} since {year}.",
    "Campaigners in {place} said the {policy} {verb} {object}.",
    "Markets barely moved, although {object} were a {adj} worry all week.",
)
QUOTES = (
    "We were told the {policy} would be {adj}. In {place} it has been anything but.",
    "You cannot fix {object} with a {policy} alone; you need people who answer the phone.",
    "The question for {actor} is simple: who pays when {object} run out?",
)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December".split("|")
SOURCES = (
    "Annual report|Impact assessment|Written evidence|Statistical bulletin|Committee minutes|Court ruling|"
    "Technical note|Consultation response|Press briefing|Data release"
).split("|")


@dataclass(frozen=True, slots=True)
class Page:
    """An explainer or an event. kind: "explainers" or "timeline"; sources: (title, address); body: Markdown."""

    kind: str
    slug: str
    title: str
    day: date
    summary: str
    topics: tuple[str, ...]
    tags: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    body: str = ""

    def paragraphs(self) -> list[str]:
        """The prose without markup: what every tool's page must hold."""
        blocks = self.body.strip().split("\n\n")
        return [plain_text(block) for block in blocks if not block.startswith(("|", "#", "-", "1.", ">", "[^"))]


class Writer:
    """A seeded writer of sentences: every slot is drawn from the lists above."""

    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)

    def pick(self, choices: Iterable[str]) -> str:
        return self.chance.choice(tuple(choices))

    def fill(self, template: str) -> str:
        # The order of the draws is the corpus: another order would be another text.
        actor = self.pick(ACTORS)
        return template.format(
            actor=actor, Actor=actor[0].upper() + actor[1:], policy=self.pick(POLICIES), place=self.pick(PLACES),
            object=self.pick(OBJECTS), object2=self.pick(OBJECTS), verb=self.pick(VERBS), adj=self.pick(ADJ),
            month=self.pick(MONTHS), year=self.chance.randint(1998, 2026), pct=self.chance.randint(2, 89),
            num=self.chance.randint(3, 480), num2=self.chance.randint(481, 9000), small=self.chance.randint(2, 9),
        )  # fmt: skip

    def sentence(self) -> str:
        return self.fill(self.pick(SENTENCES))


def slugify(text: str) -> str:
    """The text as lower-case words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("ö", "o").replace("ó", "o")).strip("-")


def plain_text(markdown: str) -> str:
    """The words of a piece of Markdown."""
    text = re.sub(r"\[\^\w+\]:?", " ", markdown)
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    return re.sub(r"[*_]{1,2}", "", text)


def make(number: int, seed: int = SEED) -> list[Page]:
    """The corpus: explainers first, then events."""
    heads = [_head(each, seed) for each in range(number)]
    pages = [_with_body(page, Writer(f"{seed}/body/{each}"), heads) for each, page in enumerate(heads)]
    return pages + [_event(each, heads, seed) for each in range(number // 5)]


def _head(number: int, seed: int) -> Page:
    """An explainer without its body. Titles come first: a body may link to any other page."""
    writer = Writer(f"{seed}/head/{number}")
    chance = writer.chance
    place, policy, thing = writer.pick(PLACES), writer.pick(POLICIES), writer.pick(OBJECTS)
    title = writer.pick(
        (
            f"Why the {policy} {writer.pick(VERBS)} {thing}",
            f"The {policy} in {place}, explained",
            f"What the {policy} means for {thing} in {place}",
            f"How {place} lost control of its {thing}",
            f"{thing.capitalize()}: what the {policy} changes",
        )
    )
    return Page(
        "explainers",
        f"{slugify(title)[:60].strip('-')}-{number:05d}",
        title,
        date(2016, 1, 1) + timedelta(days=chance.randrange(3900)),
        writer.fill("How the {policy} {verb} {object}, and why {actor} disagrees."),
        tuple(chance.sample(TOPICS, chance.choice((1, 2, 2, 3)))),
        tuple(sorted(chance.sample(TAGS, chance.randint(2, 4)))),
        tuple(
            (
                f"{writer.pick(SOURCES)} {chance.randint(2012, 2026)}, {writer.pick(ACTORS)}",
                f"https://sources.example/{chance.randrange(10**6):06d}",
            )
            for _ in range(chance.randint(2, 4))
        ),
    )


def _event(number: int, heads: list[Page], seed: int) -> Page:
    writer = Writer(f"{seed}/event/{number}")
    chance = writer.chance
    titles = ("{Actor} adopts the {policy}", "{place} votes on the {policy}", "The {policy} takes effect in {place}")
    title = writer.fill(writer.pick(titles))
    other = heads[chance.randrange(len(heads))]
    body = " ".join(writer.fill(sentence) for sentence in chance.sample(EVENT_SENTENCES, 3))
    return Page(
        "timeline",
        f"{slugify(title)[:56].strip('-')}-e{number:05d}",
        title,
        date(2004, 1, 1) + timedelta(days=chance.randrange(8300)),
        writer.fill("{Actor} and the {policy}."),
        tuple(chance.sample(TOPICS, chance.choice((1, 1, 2)))),
        (),
        ((f"{writer.pick(SOURCES)} {chance.randint(2012, 2026)}", _address(chance)),),
        f"{body}\n\nBackground: [{other.title}](/explainers/{other.slug}/).\n",
    )


def _address(chance: random.Random) -> str:
    return f"https://sources.example/{chance.randrange(10**6):06d}"


def _with_body(page: Page, writer: Writer, heads: list[Page]) -> Page:
    return replace(page, body=Composer(writer, heads).compose())


class Composer:
    """Composes one body: sections of paragraphs, lists, a table, a quote, links and notes, up to a length."""

    def __init__(self, writer: Writer, heads: list[Page]) -> None:
        self.writer, self.chance = writer, writer.chance
        self.target = self.chance.randint(520, 730)
        self.links = self._links(heads)
        self.chance.shuffle(self.links)
        self.note_count = self.chance.randint(1, 3)
        self.notes = [f"[^{number + 1}]" for number in range(self.note_count)]
        self.blocks: list[str] = []

    def compose(self) -> str:
        self.blocks.append(self._paragraph())
        heads = self.chance.sample(HEADS, len(HEADS))
        wants_table, wants_quote = self.chance.random() < 0.35, self.chance.random() < 0.7
        section = 0
        while sum(len(block.split()) for block in self.blocks) < self.target:
            section += 1
            self._section(section, heads.pop(), table=wants_table, quote=wants_quote)
            if len(heads) < 2:
                break
        self._end()
        return "\n\n".join(self.blocks) + "\n"

    def _links(self, heads: list[Page]) -> list[str]:
        count = self.chance.randint(5, 10)
        internal = self.chance.randint(2, max(2, count - 2))
        inside = ("the {adj} {policy}", "how {object} changed", "our guide to the {policy}")
        outside = ("the {month} figures", "{actor}", "a {adj} {policy} study")
        links = []
        for number in range(count):
            if number < internal:
                other = heads[self.chance.randrange(len(heads))]
                links.append(f"[{self.writer.fill(self.writer.pick(inside))}](/explainers/{other.slug}/)")
            else:
                label = self.writer.fill(self.writer.pick(outside))
                year, place = self.chance.randint(2015, 2026), self.chance.randrange(10**5)
                links.append(f"[{label}](https://news.example/{year}/{place:05d})")
        return links

    def _paragraph(self) -> str:
        chance = self.chance
        parts = [self.writer.sentence() for _ in range(chance.randint(3, 5))]
        if self.links and chance.random() < 0.62:
            at = chance.randrange(len(parts))
            frame = self.writer.pick((", as {} shows.", " (see {}).", ", according to {}."))
            parts[at] = parts[at][:-1] + frame.format(self.links.pop())
        if self.notes and chance.random() < 0.30:
            parts[-1] += self.notes.pop(0)
        return " ".join(parts)

    def _section(self, number: int, head: str, *, table: bool, quote: bool) -> None:
        self.blocks += [f"## {head}", self._paragraph()]
        if self.chance.random() < 0.35:
            self.blocks += ["### " + self.writer.fill(self.writer.pick(SUBHEADS)), self._paragraph()]
        if number == 2 and table:
            self.blocks.append(self._table())
        if number == 1 or self.chance.random() < 0.35:
            self.blocks.append(self._list())
        if number == 2 and quote:
            words = self.writer.fill(self.writer.pick(QUOTES))
            self.blocks.append(f"> {words}\n>\n> " + self.writer.fill("A resident of {place}, {month} {year}"))
        self.blocks.append(self._paragraph())

    def _table(self) -> str:
        chance = self.chance
        rows = [
            f"| {year} | {chance.randint(10, 99)} per cent | €{chance.randint(100, 990)} | {self.writer.pick(PLACES)} |"
            for year in sorted(chance.sample(range(2014, 2027), 4))
        ]
        return "\n".join(["| Year | Share | Cost | Most affected |", "| --- | ---: | ---: | --- |", *rows])

    def _list(self) -> str:
        mark = self.writer.pick(("-", "-", "1."))
        return "\n".join(
            f"{'-' if mark == '-' else f'{number + 1}.'} **{self.writer.pick(POLICIES).capitalize()}**: "
            f"{self.writer.sentence()}"
            for number in range(self.chance.randint(3, 5))
        )

    def _end(self) -> None:
        if self.links:
            self.blocks.append("Read more: " + "; ".join(self.links) + ".")
        if self.notes:
            self.blocks.append("The figures are rounded." + "".join(self.notes))
        note = "{Actor}, note {num} to the {policy} accounts, {month} {year}."
        self.blocks += [f"[^{number + 1}]: " + self.writer.fill(note) for number in range(self.note_count)]


# ---- Dialects: front matter and body as each tool reads them ----


def quoted(text: str) -> str:
    """A double-quoted scalar that YAML and TOML both read."""
    return json.dumps(text, ensure_ascii=False)


def yaml(page: Page) -> str:
    lines = [
        *("---", f"title: {quoted(page.title)}", f"date: {page.day}", f"summary: {quoted(page.summary)}"),
        *("topics:", *(f"  - {topic}" for topic in page.topics)),
        *(("tags:", *(f"  - {tag}" for tag in page.tags)) if page.tags else ()),
        *("sources:", *(f"  - title: {quoted(title)}\n    url: {url}" for title, url in page.sources), "---"),
    ]
    return "\n".join(lines) + "\n\n" + page.body


def toml(page: Page) -> str:
    sources = ", ".join(f"{{title = {quoted(title)}, url = {quoted(url)}}}" for title, url in page.sources)
    lines = [
        *("+++", f"title = {quoted(page.title)}", f"date = {page.day}", f"description = {quoted(page.summary)}"),
        *("[taxonomies]", f"topics = [{', '.join(map(quoted, page.topics))}]"),
        *("[extra]", f"keywords = [{', '.join(map(quoted, page.tags))}]", f"sources = [{sources}]", "+++"),
    ]
    return "\n".join(lines) + "\n\n" + page.body


def headers(page: Page) -> str:
    """Python-Markdown's `meta` headers, as Pelican has them."""
    lines = [
        *(f"Title: {page.title}", f"Date: {page.day}", f"Summary: {page.summary}", f"Tags: {', '.join(page.topics)}"),
        *(f"Category: {page.kind}", f"Slug: {page.slug}"),
        *((f"Keywords: {', '.join(page.tags)}",) if page.tags else ()),
        f"Sources: {_flat_sources(page)}",
    ]
    return "\n".join(lines) + "\n\n" + page.body


def comment(page: Page) -> str:
    """Nikola's metadata in a comment."""
    lines = [
        *("<!--", f".. title: {page.title}", f".. slug: {page.slug}", f".. date: {page.day} 00:00:00 UTC"),
        *(f".. tags: {', '.join(page.topics)}", f".. description: {page.summary}"),
        *(f".. keywords: {', '.join(page.tags)}", f".. sources: {_flat_sources(page)}", "-->"),
    ]
    return "\n".join(lines) + "\n\n" + page.body


def _flat_sources(page: Page) -> str:
    return " ;; ".join(f"{title} | {url}" for title, url in page.sources)


def ours(page: Page) -> str:
    """A term or an event. What our front matter has no key for stands at the end of the body."""
    sources = ", ".join(dict.fromkeys(slugify(publisher(title)) for title, _ in page.sources))
    if page.kind == "explainers":
        front = f"term: {quoted(page.title)}\ndefinition: {quoted(page.summary)}\n"
        ids = " ".join(f"[[{slugify(topic)}]]" for topic in page.topics)
        end = f"\n{page.day} {ids}\n\n{', '.join(page.tags)}\n"
    else:
        topics = ", ".join(slugify(topic) for topic in page.topics)
        front = f"date: {page.day}\ntitle: {quoted(page.title)}\nsummary: {quoted(page.summary)}\n"
        front += f"topics: [{topics}]\nimportance: 2\n"
        end = ""
    body = re.sub(r"(?m)^#", "##", page.body)
    body = re.sub(r"\[([^\]]+)\]\(/explainers/([^/)]+)/\)", r"[[\2|\1]]", body)
    own = "".join(f"- [{title}]({url})\n" for title, url in page.sources)
    return f"---\n{front}sources: [{sources}]\n---\n\n{body}\n### Sources\n\n{own}{end}"


def publisher(title: str) -> str:
    """Whose a source is: what stands behind the comma of its title, else the sort of document."""
    return title.partition(", ")[2] or re.sub(r" \d+$", "", title)


# ---- Sites ----


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a tool has its sources. page: path of a page's source; style: where its theme has the style sheet."""

    page: str
    text: Callable[[Page], str]
    style: str
    lists: Callable[[list[Page]], dict[str, str]] | None = None

    def path(self, kind: str, slug: str) -> str:
        """Where the source of a page stands, below the site's folder."""
        folder = "glossary" if kind == "explainers" and self.text is ours else kind
        return self.page.format(folder=folder, slug=slug)


def our_lists(pages: list[Page]) -> dict[str, str]:
    """What our site has beside its pages: settings, the register, and the topics with their explainers."""
    publishers = sorted({publisher(title) for page in pages for title, _ in page.sources})
    register = "".join(
        f"- {{id: {slugify(name)}, title: {quoted(name)}, publisher: {quoted(name)}, language: en, kind: primary,\n"
        f"   url: 'https://sources.example/{slugify(name)}'}}\n"
        for name in publishers
    )
    site = OUR_SITE.format(site=SITE, topic=slugify(TOPICS[0]), source=slugify(publishers[0]))
    topics = {
        f"content/topics/{slugify(name)}/index.md": OUR_TOPIC.format(
            name=name, order=order + 1, accent=ACCENTS[order % len(ACCENTS)]
        )
        + "".join(
            f"- [[{page.slug}]] {page.day}: {page.summary}\n"
            for page in newest_first(pages)
            if page.kind == "explainers" and name in page.topics
        )
        for order, name in enumerate(TOPICS)
    }
    return {"content/site.yaml": site, "content/sources/all.yaml": register, **topics}


ACCENTS = "indigo teal crimson violet ochre forest slate plum".split()
OUR_SITE = """\
title: Explainers
tagline: A test site
description: Explainers, a test site.
base_url: {site}/
language: en
timezone: UTC
publisher: {{name: The editors, description: Nobody.}}
authors: [The editors]
licence: {{name: CC BY 4.0, url: https://licence.example/}}
navigation: [glossary, timeline, topics]
home:
  question: Explainers
  standfirst: A test site.
  answer: [{{text: It takes a while., topic: {topic}, sources: [{source}]}}]
"""
OUR_TOPIC = """\
---
title: {name}
question: What should readers know?
standfirst: Everything on the subject.
order: {order}
accent: {accent}
published: 2025-12-01
updated: 2025-12-05
as_of: 2025-12-05
changes: [{{date: 2025-12-01, kind: major, note: First published.}}]
---

"""


def markdown_lists(pages: list[Page]) -> dict[str, str]:
    """Topic, timeline and home lists as Markdown, for tools that make no lists of their own."""

    def item(page: Page) -> str:
        return f"- [{page.title}](/{page.kind}/{page.slug}/) {page.day}: {page.summary}"

    newest = newest_first(pages)
    explainers = [page for page in newest if page.kind == "explainers"]
    texts = {
        "index": ["# Explainers\n", *map(item, explainers[:50])],
        "timeline/index": ["# Timeline\n", *(item(page) for page in newest if page.kind == "timeline")],
        "explainers/index": ["# All explainers\n", *(f"- [{p.title}](/{p.kind}/{p.slug}/)" for p in explainers)],
        "topics/index": ["# Topics\n", *(f"- [{topic}](/topics/{slugify(topic)}/)" for topic in sorted(TOPICS))],
        **{
            f"topics/{slugify(topic)}": [f"# {topic}\n", *(item(page) for page in newest if topic in page.topics)]
            for topic in TOPICS
        },
    }
    return {f"docs/{name}.md": "\n".join(lines) + "\n" for name, lines in texts.items()}


def unsearched_lists(pages: list[Page]) -> dict[str, str]:
    """The lists kept out of the search index: Zensical's has a limit, which the long ones pass."""
    head = "---\nsearch:\n  exclude: true\n---\n\n"
    return {path: head + text for path, text in markdown_lists(pages).items()}


def newest_first(pages: list[Page]) -> list[Page]:
    return sorted(pages, key=lambda page: (page.day, page.slug), reverse=True)


DIALECTS = {
    "ours": Dialect("content/{folder}/{slug}.md", ours, "static/style.css", our_lists),
    "hugo": Dialect("content/{folder}/{slug}.md", yaml, "static/style.css"),
    "zola": Dialect("content/{folder}/{slug}.md", toml, "static/style.css"),
    "eleventy": Dialect("content/{folder}/{slug}.md", yaml, "content/style.css"),
    "pelican": Dialect("content/{folder}/{slug}.md", headers, "theme/static/style.css"),
    "mkdocs": Dialect("docs/{folder}/{slug}.md", yaml, "theme/style.css", markdown_lists),
    "zensical": Dialect("docs/{folder}/{slug}.md", yaml, "overrides/style.css", unsearched_lists),
    "nikola": Dialect("{folder}/{slug}.md", comment, "themes/plain/assets/css/style.css"),
}


def write_site(tool: str, pages: list[Page], folder: Path, *, theme: bool = True) -> None:
    """A tool's site in a folder of its own, which is emptied first. theme: with its templates and settings."""
    dialect = DIALECTS[tool]
    shutil.rmtree(folder, ignore_errors=True)
    if theme:
        shutil.copytree(HERE / "templates" / tool, folder)
        (folder / dialect.style).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "templates" / "style.css", folder / dialect.style)
    texts = {dialect.path(page.kind, page.slug): dialect.text(page) for page in pages}
    for path, text in (texts | (dialect.lists(pages) if dialect.lists else {})).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes the corpus in each tool's dialect.")
    parser.add_argument("number", type=int, help="how many explainers")
    parser.add_argument("--out", type=Path, required=True, help="below it each tool gets a folder")
    parser.add_argument("--tools", default=",".join(DIALECTS))
    asked = parser.parse_args()
    pages = make(asked.number)
    for tool in filter(None, asked.tools.split(",")):
        write_site(tool, pages, asked.out / tool)
    # The driver reads these: what it holds in memory itself would be the floor of every child's peak.
    for page in pages:
        print(page.kind, page.slug, page.title, sep="\t")


if __name__ == "__main__":
    main()
