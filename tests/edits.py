"""Every edit that the proof makes to the rich site: each undoes itself when it is made again.

A site is a mapping of paths to bytes; an edit gives another one. None of this touches a disk.
"""

import base64
from collections.abc import Callable
from pathlib import Path

from tests.rich import RICH, Site
from tests.sites import CLAIMS, EVENT_ONE, FILES, MORE, PEOPLE, TERMS

Edit = Callable[[Site], Site]
DEFAULTS = Path(__file__).parent.parent / "templates"

# ---- The four ways to edit ----


def swap(path: str, old: str, new: str) -> Edit:
    """Writes one text for another in a file, or puts it back."""
    before, after = old.encode(), new.encode()

    def edit(site: Site) -> Site:
        text = site.get(path, b"")
        # The longer of the two first, because it may hold the other.
        for was, becomes in sorted(((before, after), (after, before)), key=lambda pair: -len(pair[0])):
            if was and was in text:
                return {**site, path: text.replace(was, becomes, 1)}
        return {**site, path: RICH[path]} if path in site and not after else site

    return edit


def toggle(path: str, content: str | bytes) -> Edit:
    """Gives a file this content, or takes it back: to what the site began with, or away."""
    wanted = content.encode() if isinstance(content, str) else content

    def edit(site: Site) -> Site:
        if site.get(path) != wanted:
            return {**site, path: wanted}
        rest = {name: text for name, text in site.items() if name != path}
        return rest | ({path: RICH[path]} if path in RICH else {})

    return edit


def gone(path: str) -> Edit:
    """Takes a file away, or brings it back."""

    def edit(site: Site) -> Site:
        if path in site:
            return {name: text for name, text in site.items() if name != path}
        return {**site, path: RICH[path]}

    return edit


def rename(old: str, new: str) -> Edit:
    """Moves a file, or moves it back."""

    def edit(site: Site) -> Site:
        moves = {old: new} if old in site else {new: old}
        return {moves.get(path, path): text for path, text in site.items()}

    return edit


def both(*edits: Edit) -> Edit:
    """Several edits at once."""

    def edit(site: Site) -> Site:
        for one in edits:
            site = one(site)
        return site

    return edit


# ---- Every file by a short name ----

SITE = "content/site.yaml"
TOPIC = "content/topics/water/index.md"
SAND = "content/topics/sand/index.md"
ONE = "content/topics/water/10-what-was-signed.md"
TWO = "content/topics/water/20-how-much.md"
BLOCKS = "content/topics/water/30-blocks.md"
RAIN = "content/topics/water/40-rain.md"
DIGGING = "content/topics/sand/10-digging.md"
SIGNED = "content/timeline/treaty-signed.md"
BEFORE = "content/timeline/before.yaml"
SOON = "content/timeline/soon.yaml"
COMING = "content/timeline/coming.yaml"
WATER = "content/claims/water.yaml"
CLAIMS_SAND = "content/claims/sand.yaml"
PRESS = "content/sources/press.yaml"
MAYORS = "content/people/mayors.yaml"
CLERK = "content/people/ada-clerk.md"
BODIES = "content/organisations/bodies.yaml"
MEASURES = "content/glossary/measures.yaml"
TREATY = "content/glossary/treaty.md"
LATER = "content/glossary/later.md"
QUESTIONS = "content/questions.yaml"
LEVELS = "content/data/water-levels.yaml"
RAINFALL = "content/data/rainfall.yaml"
CSV = "content/data/rainfall.csv"
ABOUT = "content/pages/about.md"
METHOD = "content/pages/method.md"

SWAPS: dict[str, tuple[str, str, str]] = {
    # Texts
    "body of a section": (ONE, "called it a start", "called it a beginning"),
    "body of an event": (SIGNED, "in the council's hall", "in the council's great hall"),
    "body of a page": (ABOUT, "small desk", "large desk"),
    "body of a person": (CLERK, "She wrote", "She wrote often"),
    "body of a term": (TREATY, "Signed at", "First signed at"),
    "many words": (DIGGING, "See [[", "word " * 700 + "See [["),
    "text for a topic": (SAND, "sections: [digging]}]\n---\n", "sections: [digging]}]\n---\nOf [[mayor-anand]].\n"),
    "empty line": (ONE, "\n### What it says", "\n\n\n### What it says"),
    "heading": (BLOCKS, "### A heading", "### Another heading"),
    "link away": (ONE, "[[river-council|the council]]", "the council"),
    "link more": (ABOUT, "We are", "We and [[river-council]] are"),
    "link to a section": (ABOUT, "We are", "As [[sand/digging]] says, we are"),
    "label of a link": (ONE, "|the council]]", "|the old council]]"),
    "citation away": (SIGNED, "[@treaty-text]", ""),
    "citation more": (DIGGING, "See [[", "Look.[@town-herald] See [["),
    "locator": (ONE, "river-post, p. 4", "river-post, p. 5"),
    # Cards
    "title of a section": (ONE, "title: What was signed", "title: What they signed"),
    "summary of a section": (ONE, "treaty on sharing", "treaty about sharing"),
    "title of an event": (SIGNED, "title: Treaty signed", "title: Treaty in place"),
    "summary of an event": (BEFORE, "began to talk", "began to speak"),
    "term": (MEASURES, "term: cubic metre", "term: stere"),
    "definition": (MEASURES, "one thousand litres", "1,000 litres"),
    "expansion": (TREATY, "from tractare", "from Latin"),
    "name of a person": (MAYORS, "Mira Anand", "Mira Zola"),
    "role of a person": (MAYORS, "Mayor of Upper Town", "Former mayor"),
    "description of a person": (MAYORS, "since 2020", "since 2021"),
    "name of an organisation": (BODIES, "name: River Council", "name: Council of the River"),
    "type of an organisation": (BODIES, "type: council", "type: board"),
    "title of a topic": (TOPIC, "title: Water", "title: River water"),
    "question of a topic": (TOPIC, "how much water?", "which water?"),
    "order of topics": (TOPIC, "order: 10", "order: 30"),
    "accent": (TOPIC, "accent: teal", "accent: plum"),
    "shared accent": (TOPIC, "accent: teal", "accent: ochre"),
    "line above an accent": (SAND, "order: 20\n", "order: 20\n\n"),
    "updated": (TOPIC, "updated: 2026-01-10", "updated: 2026-01-11"),
    "key figure": (TOPIC, "value: 50 per cent", "value: 51 per cent"),
    "change of a topic": (SAND, "note: First.", "note: The first."),
    "title of a page": (ABOUT, "title: About", "title: Zebra"),
    "summary of a page": (ABOUT, "and how", "and why"),
    "order of pages": (ABOUT, "summary: Who", "order: 5\nsummary: Who"),
    # Events
    "date within the past": (BEFORE, "date: 2024-03", "date: 2026-01"),
    "date of an event with a text": (SIGNED, "date: 2025-12-05", "date: 2023-12-05"),
    "date in the future": (BEFORE, "date: 2024-03", "date: 2031-03"),
    "date from the future": (COMING, "date: 2030", "date: 2026-01-05"),
    "state": (SOON, "state: cancelled", "state: scheduled"),
    "importance": (BEFORE, "importance: 1", "importance: 3"),
    "topics of an event": (BEFORE, "topics: [water]", "topics: [sand]"),
    "more topics of an event": (SIGNED, "topics: [water]", "topics: [water, sand]"),
    "people of an event": (SIGNED, "people: [mayor-anand, river-council]", "people: [river-council, ada-clerk]"),
    # Claims and questions
    "text of a claim": (WATER, "Each town may take half of", "Each town takes half of"),
    "status": (WATER, "status: confirmed", "status: reported"),
    "outcome": (WATER, "result: happened", "result: partly"),
    "event of an outcome": (WATER, "events: [treaty-signed]", "events: [talks-begin]"),
    "topic of a claim": (CLAIMS_SAND, "topic: sand\n", "topic: water\n"),
    "speaker": (WATER, "speaker: mayor-anand", "speaker: river-council"),
    "successor": (CLAIMS_SAND, "superseded_by: new", "superseded_by: equal-shares"),
    "sources of a claim": (WATER, "sources: ['treaty-text, art. 2']", "sources: ['treaty-text, art. 2', river-post]"),
    "question": (QUESTIONS, "question: What?", "question: What then?"),
    "answer": (QUESTIONS, "answer: new", "answer: equal-shares"),
    "no answer": (QUESTIONS, ", answer: new", ""),
    "topic of a question": (QUESTIONS, "topic: sand, resolve", "topic: water, resolve"),
    # Sources
    "publisher": (PRESS, "publisher: River Post", "publisher: Zephyr Post"),
    "same publisher": (PRESS, "publisher: Town Herald", "publisher: River Post"),
    "caution": (
        PRESS,
        "url: https://example.org/post/treaty",
        "caution: Late.\n  url: https://example.org/post/treaty",
    ),
    "title of a source": (PRESS, "title: Talks on the river", "title: Talks about the river"),
    "kind of a source": (PRESS, "kind: news", "kind: primary"),
    # Tables
    "cell": (LEVELS, "'12.5'", "'13.5'"),
    "source of a row": (LEVELS, "[river-post]]", "[town-herald]]"),
    "title of a dataset": (LEVELS, "title: Water in the river", "title: Water in the stream"),
    "label of a column": (LEVELS, "label: Level", "label: Height"),
    "unit": (LEVELS, "unit: cubic metres a second", "unit: m3/s"),
    "annotation": (LEVELS, "text: Dry", "text: Very dry"),
    "cell of a CSV file": (CSV, "1800", "1850"),
    "source of a CSV row": (CSV, "2023,upper,900,river-post", "2023,upper,900,treaty-text"),
    "place of a CSV row": (CSV, "2024,lower,700", "2025,upper,700"),
    "file of a dataset": (RAINFALL, "file: rainfall.csv", "file: other.csv"),
    # Blocks
    "kind of a chart": (TWO, "type: bar", "type: line"),
    "rows of a chart": (RAIN, "place: [upper]", "place: [lower]"),
    "data of a chart": (RAIN, "data: rainfall\n", "data: water-levels\n"),
    "topic of a timeline": (BLOCKS, "```timeline\ntopic: water", "```timeline\ntopic: sand"),
    "topic of claims": (BLOCKS, "```claims\ntopic: water", "```claims\ntopic: sand"),
    "alt": (BLOCKS, "alt: A river", "alt: The river"),
    "speaker of a quote": (BLOCKS, "speaker: mayor-anand", "speaker: ada-clerk"),
    # The site's own file
    "title of the site": (SITE, "title: Two Rivers", "title: Three Rivers"),
    "tagline": (SITE, "How a treaty", "How one treaty"),
    "description of the site": (SITE, "description: A small", "description: A short"),
    "navigation": (SITE, "tagline:", "navigation: [claims, about, topics]\ntagline:"),
    "short answer": (SITE, "Both towns may take", "Both may take"),
    "sources of the answer": (SITE, "sources: [river-post]", "sources: [town-herald]"),
    "expectations": (SITE, "  expected_then_happened: [treaty-expected]\n", ""),
    "base address": (SITE, "https://example.org/rivers/", "https://example.org/streams/"),
    "time zone": (SITE, "timezone: Asia/Kolkata", "timezone: Pacific/Auckland"),
    "unknown time zone": (SITE, "timezone: Asia/Kolkata", "timezone: Asia/Nowhere"),
    "licence": (SITE, "name: CC BY 4.0", "name: CC BY-SA 4.0"),
    "language": (SITE, "language: en-GB", "language: hi"),
    "note on the day": (SITE, "tagline:", "as_of_note: Of today.\ntagline:"),
    "authors": (SITE, "authors: [The editors]", "authors: [The writers]"),
    "changes of the site": (SITE, "tagline:", "changes: [{date: 2026-01-02, kind: correction, note: X.}]\ntagline:"),
    # Former addresses
    "alias": (CLERK, "aliases: [clerk,", "aliases: [old-clerk,"),
    "alias more": (SIGNED, "importance: 3\n", "importance: 3\naliases: [treaty-made]\n"),
    "alias of a topic": (SAND, "order: 20\n", "order: 20\naliases: [gravel]\n"),
    "alias of a claim": (WATER, "- id: equal-shares", "- id: equal-shares\n  aliases: [/fair/]"),
    "no alias": (CLERK, "aliases: [clerk, /staff/ada.html]\n", ""),
    "alias that is taken": (SIGNED, "importance: 3\n", "importance: 3\naliases: [/About/]\n"),
    # What other sites may show
    "fewer embeds": (SITE, "embeds: [chart, claim, event, timeline]", "embeds: [event, timeline]"),
    "no embeds": (SITE, "embeds: [chart, claim, event, timeline]\n", ""),
    "another style": (SITE, "cite: [mla, apa]", "cite: [harvard]"),
    "no citations": (SITE, "cite: [mla, apa]\n", ""),
    "another card": (SITE, "cards: [home]", "cards: [term]"),
    "no cards": (SITE, "cards: [home]\n", ""),
    "chart away": (RAIN, "```chart\ndata: rainfall", "```text\ndata: rainfall"),
    "chart more": (
        ABOUT,
        "We are",
        "```chart\n{data: water-levels, type: bar, x: year, y: [level], title: L, description: D.}\n```\n\nWe are",
    ),
    # Not yet public
    "draft section": (BLOCKS, "title: Blocks", "title: Blocks\ndraft: true"),
    "draft no more": ("content/topics/sand/20-draft.md", "draft: true\n", ""),
    "draft claim": (CLAIMS_SAND, "{id: old,", "{id: old, draft: true,"),
    "draft page": (ABOUT, "title: About", "title: About\ndraft: true"),
    "draft term": (TREATY, "term: treaty", "term: treaty\ndraft: true"),
    "draft topic": (SAND, "title: Sand", "title: Sand\ndraft: true"),
    "draft of what is named": (BODIES, "- id: river-council", "- id: river-council\n  draft: true"),
    "publish later": (CLERK, "role: Clerk", "role: Clerk\npublish: 2026-02-02"),
    "published already": (LATER, "publish: 2026-02-01", "publish: 2026-01-01"),
    "publish another day": (LATER, "publish: 2026-02-01", "publish: 2026-02-03"),
    # Templates
    "leaf template": ("templates/page.html", "<h1>", '<h1 class="own">'),
    "partial": ("templates/parts/note.html", "A note", "Another note"),
    "own macros": ("templates/own.html", "<i>own</i>", "<b>own</b>"),
    "unused template": ("templates/unused.html", "Nobody", "No one"),
    "partial left out": ("templates/page.html", '{% include "parts/note.html" %}', ""),
    # Broken
    "broken YAML": (MAYORS, "- id: mayor-anand", "- id: [mayor-anand"),
    "missing key": (SIGNED, "importance: 3\n", ""),
    "unknown key": (TREATY, "expansion:", "expandsion:"),
    "unknown link": (ABOUT, "We are", "We are [[nobody]]"),
    "unknown source": (ONE, "[@town-herald]", "[@town-hermit]"),
    "unknown anchor": (RAIN, "(#claims)", "(#claim)"),
    "wrong kind": (WATER, "speaker: mayor-anand", "speaker: cubic-metre"),
    "no ground": (CLAIMS_SAND, "superseded_by: new, ", ""),
    "circle": (CLAIMS_SAND, "status: disputed", "superseded_by: old\n  status: superseded"),
    "no outcome": (SITE, "happened: [treaty-expected]", "happened: [equal-shares]"),
    "unknown column": (TWO, "y: [level]", "y: [levle]"),
    "broken CSV": (CSV, "2023,upper,900", "2023,upper"),
    "other header": (CSV, "year,place,fall", "year,place,rain"),
    "bad source in a CSV file": (CSV, "town-herald", "town-hermit"),
    "broken template": ("templates/page.html", "{% endblock %}", "{% endblok %}"),
    "template that sees nothing": ("templates/own.html", "<i>own</i>", "{{ view.nothing }}"),
    "unknown template": ("templates/page.html", "parts/note.html", "parts/notes.html"),
    "unknown change": (SAND, "sections: [digging]", "sections: [diging]"),
    "unknown part": (SITE, "tagline:", "navigation: [abuot]\ntagline:"),
}

DEFAULT = {name: (DEFAULTS / name).read_text("utf-8") for name in ("base.html", "macros.html", "term.html")}
CLAIM_MOVED = CLAIMS.partition("- id: equal-shares")
SOURCES_OF_TWO = FILES[PRESS].partition("- id: town-herald")

FILE_EDITS: dict[str, Edit] = {
    # Come and go
    "page more": toggle("content/pages/contact.md", "---\ntitle: Contact\nsummary: Write.\n---\nTo [[mayor-anand]].\n"),
    "section more": toggle("content/topics/sand/05-first.md", "---\ntitle: First\nsummary: It is.\n---\n[[new]].\n"),
    "topic more": toggle("content/topics/wind/index.md", FILES[TOPIC].replace("teal", "plum").replace("Water", "Wind")),
    "event more": toggle("content/timeline/storm.md", EVENT_ONE.replace("2025-12-05", "2025-06")),
    "claims more": toggle("content/claims/more.yaml", CLAIM_MOVED[1].replace("equal", "fair") + CLAIM_MOVED[2]),
    "source more": toggle("content/sources/more.yaml", SOURCES_OF_TWO[0].replace("river-post", "hill-post")),
    "person more": toggle(
        "content/people/more.yaml", PEOPLE.replace("mayor-anand", "mayor-brown").replace("Mira", "B")
    ),
    "term more": toggle(
        "content/glossary/more.yaml", TERMS.replace("cubic-metre", "litre").replace("cubic metre", "l")
    ),
    "table more": toggle("content/data/third.csv", "a,b\n1,2\n"),
    "dataset more": toggle("content/data/levels-too.yaml", FILES[LEVELS].replace("Water in", "Mud in")),
    "page gone": gone(METHOD),
    "event gone": gone(BEFORE),
    "term gone": gone(TREATY),
    "what is to come gone": gone(LATER),
    "section gone": gone(BLOCKS),
    "questions gone": gone(QUESTIONS),
    "topic gone": gone(SAND),
    "what is named gone": gone(BODIES),
    "table gone": gone(CSV),
    "site gone": gone(SITE),
    # Move
    "section numbered anew": rename(ONE, "content/topics/water/35-what-was-signed.md"),
    "section called anew": rename(RAIN, "content/topics/water/40-rain-and-snow.md"),
    "section to another topic": rename(RAIN, "content/topics/sand/40-rain.md"),
    "list renamed": rename(PRESS, "content/sources/a-press.yaml"),
    "page renamed": rename(ABOUT, "content/pages/imprint.md"),
    "what is named renamed": rename(TREATY, "content/glossary/treaties.md"),
    "CSV file renamed": both(rename(CSV, "content/data/rain.csv"), swap(RAINFALL, "rainfall.csv", "rain.csv")),
    "CSV file lost": rename(CSV, "content/data/rainfal.csv"),
    "claims in another order": both(
        toggle(WATER, CLAIM_MOVED[1] + CLAIM_MOVED[2] + CLAIM_MOVED[0]),
    ),
    "claim in another file": both(
        toggle(WATER, CLAIM_MOVED[0]), toggle("content/claims/a-new.yaml", CLAIM_MOVED[1] + CLAIM_MOVED[2])
    ),
    "questions in another order": toggle(QUESTIONS, "".join(reversed(MORE[QUESTIONS].splitlines(keepends=True)))),
    "another kind": both(
        gone(BODIES),
        toggle("content/people/river-council.yaml", PEOPLE.replace("mayor-anand", "river-council")),
    ),
    "one id twice": toggle("content/people/again.yaml", PEOPLE),
    # Static files
    "static file": toggle("static/own/own.css", "p { color: red }\n"),
    "static file more": toggle("static/own/more.txt", "More.\n"),
    "static file gone": gone("static/own/own.css"),
    "static file renamed": rename("static/own/own.css", "static/own.css"),
    "picture": toggle("static/river.svg", "<svg><g/></svg>\n"),
    "picture gone": gone("static/river.svg"),
    "default again": gone("static/favicon.svg"),
    "own card": toggle(
        "templates/card.svg",
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h5v5"/></svg>\n',
    ),
    "font of cards": toggle("static/cards/own.ttf", b"No font."),
    "own style": toggle("static/css/site.css", "main { color: red }\n"),
    "file where a folder was": both(gone("static/own/own.css"), toggle("static/own", "A file.\n")),
    # Templates
    "base": toggle("templates/base.html", DEFAULT["base.html"].replace("<body", '<body data-own="1"')),
    "macros": toggle("templates/macros.html", DEFAULT["macros.html"].replace("with care", "take care")),
    "term layout": toggle("templates/term.html", DEFAULT["term.html"].replace("Term<", "Word<")),
    "default page": gone("templates/page.html"),
    "partial gone": gone("templates/parts/note.html"),
    "template renamed": both(
        rename("templates/parts/note.html", "templates/remark.html"),
        swap("templates/page.html", "parts/note.html", "remark.html"),
    ),
    # Cannot be read
    "not UTF-8": toggle(MEASURES, b"- id: \xff\n"),
    "template not UTF-8": toggle("templates/own.html", b"\xff"),
    "wrong suffix": toggle("content/pages/extra.yml", "a: 1\n"),
    "unknown file": toggle("content/notes.txt", "Mine.\n"),
    "binary": toggle("static/own/map.png", base64.b64decode("iVBORw0KGgo=")),
    "line ends": toggle(ABOUT, FILES[ABOUT].replace("\n", "\r\n")),
    "empty file": toggle(METHOD, ""),
}
EDITS: dict[str, Edit] = {name: swap(*edit) for name, edit in SWAPS.items()} | FILE_EDITS

# Every edit after which the site cannot be built.
BROKEN = frozenset({
    "data of a chart", "unknown time zone", "draft claim", "draft topic", "draft of what is named", "publish later",
    "broken YAML", "missing key", "unknown key", "unknown link", "unknown source", "unknown anchor", "wrong kind",
    "no ground", "circle", "no outcome", "unknown column", "broken CSV", "other header", "bad source in a CSV file",
    "broken template", "template that sees nothing", "unknown template", "unknown change", "unknown part", "topic gone",
    "what is named gone", "table gone", "site gone", "CSV file lost", "one id twice", "picture gone", "partial gone",
    "not UTF-8", "template not UTF-8", "wrong suffix", "alias that is taken", "unknown file", "empty file",
})  # fmt: skip
SOUND = tuple(name for name in EDITS if name not in BROKEN)
