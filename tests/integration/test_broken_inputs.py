"""Broken inputs: each gets the one clear error that it deserves, at its place, and leaves the output as it was."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from site_builder.core.problems import Problem
from site_builder.engine.build import build
from site_builder.engine.disk import Refused
from site_builder.engine.result import Request
from tests.sites import EVENT_ONE, FILES, write_site

Files = dict[str, str | bytes | None]

SITE = "content/site.yaml"
TOPIC = "content/topics/water/index.md"
SECTION = "content/topics/water/10-what-was-signed.md"
CHART = "content/topics/water/20-how-much.md"
EVENT = "content/timeline/treaty-signed.md"
EVENTS = "content/timeline/before.yaml"
CLAIMS = "content/claims/water.yaml"
SOURCES = "content/sources/press.yaml"
PEOPLE = "content/people/mayors.yaml"
DATASET = "content/data/water-levels.yaml"
PAGE = "content/pages/about.md"
NEW = "content/pages/new.md"
CSV = "content/data/levels.csv"
HEAD = "---\ntitle: New\nsummary: A page to break.\n---\n"


@dataclass(frozen=True)
class Broken:
    """A fault: which files say what instead, where it is told, and how."""

    name: str
    files: Files
    place: str
    code: str
    message: str
    hint: str


def edit(path: str, old: str, new: str) -> Files:
    """The small site's file with one of its texts replaced."""
    text = FILES[path]
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    return {path: text.replace(old, new)}


def body(text: str) -> Files:
    """A new page with this text, which begins on line 5."""
    return {NEW: HEAD + text}


def front(text: str) -> Files:
    """A new page with these lines of front matter, from line 2."""
    return {NEW: f"---\n{text}\n---\nText.\n"}


def term(identifier: str) -> Files:
    """A new term with this id."""
    text = f"- id: {identifier}\n  term: flood\n  definition: Too much water.\n  sources: [river-post]\n"
    return {"content/glossary/more.yaml": text}


def table(csv: str | None) -> Files:
    """The small site's dataset with its rows in a CSV file."""
    text = FILES[DATASET]
    return {DATASET: text[: text.index("rows:")] + "file: levels.csv\n", CSV: csv}


# fmt: off
YAML = [
    Broken("unclosed quotation mark", front('title: "New\nsummary: A page.'),
           f"{NEW}:2:8", "yaml", "this quotation mark is never closed", "close it"),
    Broken("tab as indentation", edit(EVENTS, "  date:", "\tdate:"),
           f"{EVENTS}:2:1", "yaml", "a tab cannot indent a line", "indent with blanks"),
    Broken("tab at the begin", front("\ttitle: New\nsummary: A page."),
           f"{NEW}:2:1", "yaml", "a tab cannot indent a line", "indent with blanks"),
    Broken("colon in plain text", front("title: Oil: who pays\nsummary: A page."),
           f"{NEW}:2:11", "yaml", 'a second ": " in one line looks like another key', "put the text in quotes, as"),
    Broken("key indented too deep", front("title: New\n  summary: A page."),
           f"{NEW}:3:3", "yaml", "this line is read as a part of the line above", "keys that belong together begin"),
    Broken("key without a colon", front("title New\nsummary: A page."),
           f"{NEW}:2:1", "yaml", "a key has no colon and blank behind it", "write it as `title: The visit`"),
    Broken("key without a colon at the end", front("summary: A page.\ntitle New"),
           f"{NEW}:3:1", "yaml", "a key has no colon and blank behind it", "write it as `title: The visit`"),
    Broken("key without a blank", front("title:New\nsummary: A page."),
           f"{NEW}:2:1", "yaml", "a key has no colon and blank behind it", "write it as `title: The visit`"),
    Broken("list indented too little", edit(TOPIC, "  - {date: 2025", " x\n  - {date: 2025"),
           f"{TOPIC}:13:2", "yaml", "a key has no colon and blank behind it", "write it as `title: The visit`"),
    Broken("text behind a closed quote", front("title: 'New' page\nsummary: A page."),
           f"{NEW}:2:14", "yaml", "text stands behind a closing quotation mark", "inside '…' write '' for an"),
    Broken("apostrophe in single quotes", front("title: 'It's new'\nsummary: A page."),
           f"{NEW}:2:12", "yaml", "text stands behind a closing quotation mark", "inside '…' write '' for an"),
    Broken("text that begins with @", front("title: @new\nsummary: A page."),
           f"{NEW}:2:8", "yaml", "text cannot begin with @", "put the text in quotes, as in `title: 'Oil: who"),
    Broken("bold text", front("title: **New**\nsummary: A page."),
           f"{NEW}:2:8", "yaml", "text cannot begin with *", "put the text in quotes, as in `title: 'Oil: who"),
    Broken("bracket never closed", edit(EVENT, "topics: [water]", "topics: [water"),
           f"{EVENT}:5:9", "yaml", "this bracket is never closed", "close it with ], and quote text with commas"),
    Broken("two commas", edit(EVENT, "topics: [water]", "topics: [water, , oil]"),
           f"{EVENT}:5:17", "yaml", "a value is missing here", "write one, or put quotes around the text"),
    Broken("text behind a folding mark", front("title: > New\nsummary: A page."),
           f"{NEW}:2:10", "yaml", "text behind > or | begins on the next line", "indent it there"),
    Broken("backslash in double quotes", front('title: "New \\page"\nsummary: A page.'),
           f"{NEW}:2:13", "yaml", "this backslash means nothing", "use single quotes around the text"),
    Broken("duplicate key", front("title: New\nsummary: A page.\ntitle: Newer"),
           f"{NEW}:4:1", "duplicate-key", '"title" is given twice: here and in line 2,', "keep one of the two"),
    Broken("list as a key", front("title: New\nsummary: A page.\n[topic]: water"),
           f"{NEW}:4:1", "bad-key", "a key is a word, found a list", "write it as `title: The visit`; quote a text"),
    Broken("alias", front("title: &name New\nsummary: *name"),
           f"{NEW}:2:8", "yaml-alias", "anchors and aliases (& and *) are not used here", "write the value out, or"),
    Broken("tag", front("title: !!str New\nsummary: A page."),
           f"{NEW}:2:8", "yaml-tag", 'the tag "!!str" is not used here', "take it out, or put quotes around text"),
    Broken("two documents", {EVENTS: FILES[EVENTS] + "---\n- id: x\n"},
           f"{EVENTS}:8:1", "yaml", "a second YAML document begins here", "take this `---` out"),
    Broken("too deep", front("title: New\nsummary: " + "[" * 60 + "]" * 60),
           f"{NEW}:3:60", "yaml-depth", "these are more than 50 levels, one inside the other", "take some of the"),
    Broken("control character in front matter", front("title: Ne\x07w\nsummary: A page."),
           f"{NEW}:2:10", "control-character", "the character U+0007 cannot stand in a text", "take it out; it is"),
    Broken("control character as an escape", front('title: "Ne\\0w"\nsummary: A page.'),
           f"{NEW}:2:8", "control-character", "the character U+0000 cannot stand in a text", "take it out; it is"),
    Broken("no front matter", {NEW: "Just a text.\n"},
           f"{NEW}:1:1", "no-front-matter", "this file does not begin with front matter", "begin the file with a"),
    Broken("front matter never closed", {NEW: "---\ntitle: New\n"},
           f"{NEW}:1:1", "open-front-matter", "the front matter is never closed", "end it with a line `---`"),
    Broken("empty front matter", {NEW: "---\n---\nText.\n"},
           f"{NEW}:1:1", "empty-front-matter", "the front matter says nothing", "it needs at least `title`,"),
    Broken("empty file", {NEW: ""},
           f"{NEW}:1:1", "no-front-matter", "this file does not begin with front matter", "begin the file with a"),
    Broken("empty list", {EVENTS: "# nothing yet\n"},
           f"{EVENTS}:1:1", "empty-file", "this file says nothing", "write something into it, or delete it"),
]
KEYS = [
    Broken("words behind a number sign", front("title: Bridge #1 opens\nsummary: A page."),
           f"{NEW}:2:15", "lost-words", "nothing behind this # is read", "put the whole text in quotes"),
    Broken("text of a new file", front("title: New\nsummary: Write here one sentence."),
           f"{NEW}:3:10", "starter-text", "this is still the text of a new file", "write your own"),
    Broken("body of a new file", body("Write here, and name the source.\n"),
           f"{NEW}:5:1", "starter-text", "this is still the text of a new file", "write your own"),
    Broken("unknown key", front("titel: New\nsummary: A page.\ntitle: New"),
           f"{NEW}:2:1", "unknown-key", '"titel" is not a key of a page', 'did you mean "title"?'),
    Broken("unknown key without a value", front("titel:\ntitle: New\nsummary: A page."),
           f"{NEW}:2:1", "unknown-key", '"titel" is not a key of a page', 'did you mean "title"?'),
    Broken("unknown key below", edit(CLAIMS, "    result: happened", "    result: happened\n    txt: x"),
           f"{CLAIMS}:10:5", "unknown-key", '"txt" is not a key of `outcome`', 'did you mean "text"?'),
    Broken("missing key", front("title: New"),
           f"{NEW}:2:1", "missing-key", "a page needs `summary`", "one sentence that makes sense alone"),
    Broken("missing key below", edit(PEOPLE, ", language: hi", ""),
           f"{PEOPLE}:6:8", "missing-key", "an item of `other_names` needs `language`", ""),
    Broken("missing id in a list", edit(CLAIMS, "- id: equal-shares\n  text", "- text"),
           f"{CLAIMS}:14:3", "missing-key", "a claim in a list needs `id`", "lower-case words joined by hyphens"),
    Broken("list for text", front("title: [New, Page]\nsummary: A page."),
           f"{NEW}:2:8", "wrong-type", "expected text, found a list", ""),
    Broken("mapping for text", front("title: {New: Page}\nsummary: A page."),
           f"{NEW}:2:8", "wrong-type", "expected text, found a mapping", ""),
    Broken("text for a list", edit(EVENT, "topics: [water]", "topics: water"),
           f"{EVENT}:5:9", "wrong-type", 'expected a list, found "water"', "a list stands in [brackets], or one"),
    Broken("text for a mapping",
           edit(SITE, "{name: CC BY 4.0, url: https://creativecommons.org/licenses/by/4.0/}", "CC BY"),
           f"{SITE}:9:10", "wrong-type", 'expected a mapping of keys, found "CC BY"', "write its keys below, each"),
    Broken("empty value", front("title: New\nsummary:"),
           f"{NEW}:3:1", "empty-value", "`summary` has no value", "write a value behind the colon, or take the"),
    Broken("empty quotes", front("title: New\nsummary: ''"),
           f"{NEW}:3:10", "empty-value", "expected text, found nothing between the quotes", ""),
    Broken("empty value below", edit(PEOPLE, "text: मीरा आनन्द", "text: "),
           f"{PEOPLE}:6:8", "empty-value", "`text` has no value", "write a value behind the colon, or take the"),
    Broken("empty list of sources", edit(EVENT, "sources: [river-post]", "sources: []"),
           f"{EVENT}:8:1", "too-few", "`sources` needs at least 1 source", "name at least one source, as in"),
    Broken("text for importance", edit(EVENT, "importance: 3", "importance: high"),
           f"{EVENT}:7:13", "bad-value", "expected 1 (detail), 2 or 3 (always shown), found", ""),
    Broken("importance out of range", edit(EVENT, "importance: 3", "importance: 5"),
           f"{EVENT}:7:13", "bad-value", "expected 1 (detail), 2 or 3 (always shown), found", ""),
    Broken("word for a number", edit(TOPIC, "order: 10", "order: first"),
           f"{TOPIC}:5:8", "wrong-type", 'expected a whole number such as 10, found "first"', ""),
    Broken("yes for true", front("title: New\nsummary: A page.\ndraft: yes"),
           f"{NEW}:4:8", "wrong-type", 'expected true or false, found "yes"', "write true"),
    Broken("unknown word", edit(TOPIC, "accent: teal", "accent: teel"),
           f"{TOPIC}:6:9", "bad-value", "expected indigo, teal, crimson, violet, ochre,", 'did you mean "teal"?'),
    Broken("list for a word", edit(TOPIC, "accent: teal", "accent: [teal]"),
           f"{TOPIC}:6:9", "bad-value", "expected indigo, teal, crimson, violet, ochre,", ""),
    Broken("a day that is not there", edit(TOPIC, "updated: 2026-01-10", "updated: 2026-02-30"),
           f"{TOPIC}:8:10", "bad-date", 'February 2026 has 28 days, found "2026-02-30"', ""),
    Broken("a day in words", edit(TOPIC, "updated: 2026-01-10", "updated: 10.1.2026"),
           f"{TOPIC}:8:10", "bad-date", 'expected a day such as 2025-12-05, found "10.1.2026"', "write 2026-01-10,"),
    Broken("impossible date", edit(EVENT, "date: 2025-12-05", "date: 2025-13-05"),
           f"{EVENT}:2:7", "bad-date", 'there is no month 13 in "2025-13-05"', "months are 01 to 12, seasons 21"),
    Broken("year with a letter", edit(EVENT, "date: 2025-12-05", "date: 19x0"),
           f"{EVENT}:2:7", "bad-date", "expected a date such as 2025-12-05, 2025-12, 2025,", ""),
    Broken("interval that ends before it begins", edit(EVENT, "date: 2025-12-05", "date: 2025-12-05/2025-12-04"),
           f"{EVENT}:2:7", "bad-date", 'the interval "2025-12-05/2025-12-04" ends before it', "write"),
    Broken("address that would run", edit(SOURCES, "https://example.org/post/treaty", "javascript:alert(1)"),
           f"{SOURCES}:5:8", "bad-address", "expected an address such as", "addresses begin with https:// or"),
    Broken("address without scheme", edit(SOURCES, "https://example.org/post/treaty", "www.example.org/treaty"),
           f"{SOURCES}:5:8", "bad-address", "expected an address such as", "write https://www.example.org/treaty"),
    Broken("bad language", edit(SOURCES, "language: hi", "language: Hindi"),
           f"{SOURCES}:17:13", "bad-value", "expected a language such as en, hi or ru, found", "a language has a"),
    Broken("bad id", term("Flood Plain"),
           "content/glossary/more.yaml:1:7", "bad-id", 'found "Flood Plain"', 'write "flood-plain"'),
    Broken("list for an id", term("[flood]"),
           "content/glossary/more.yaml:1:7", "wrong-type", "expected an id such as relos-signed, found a list", ""),
    Broken("bad file name", {"content/pages/Über uns.md": HEAD},
           "content/pages/Über uns.md", "bad-id", '"Über uns" cannot be an id', "rename the file to lower-case"),
    Broken("id of a topic that is not its folder", edit(TOPIC, "title: Water", "id: rivers\ntitle: Water"),
           f"{TOPIC}:2:5", "bad-id", "the id of a topic is the name of its folder, found", "rename the folder, or"),
    Broken("id of a section outside of its topic", edit(SECTION, "title: What was", "id: signed\ntitle: What was"),
           f"{SECTION}:2:5", "bad-id", "the id of a section begins with its topic, found", "write `id:"),
    Broken("id with a slash", front("id: a/b\ntitle: New\nsummary: A page."),
           f"{NEW}:2:5", "bad-id", '"a/b" cannot be the id of a page', "join the words by hyphens; only the ids of"),
]
LINKS = [
    Broken("two sources with a comma", body("A.[@river-post, @town-herald]\n"),
           f"{NEW}:5:5", "bad-citation", '"@town-herald" is not a place in a source', "put a semicolon"),
    Broken("same id in two kinds",
           term("who-pays"),
           "content/glossary/more.yaml:1:7", "duplicate-id", '"who-pays" is already the id', "give one of the two"),
    Broken("page in the way of the site's own", {"content/pages/claims.md": HEAD},
           "content/pages/claims.md:2:1", "taken-id", '"claims" is the address of one of the', "rename the file"),
    Broken("unknown id in a field",
           edit(EVENT, "people: [mayor-anand, river-council]", "people: [mayor-anad, river-council]"),
           f"{EVENT}:6:10", "unknown-id", 'no person or organisation is called "mayor-anad"', "did you mean"),
    Broken("unknown id in a link", body("We met [[mayor-annand]].\n"),
           f"{NEW}:5:8", "unknown-id", 'nothing here is called "mayor-annand"', 'did you mean "mayor-anand"'),
    Broken("unknown id in a citation", body("Ω We met.[@river-post; @town-heralt, p. 2]\n"),
           f"{NEW}:5:25", "unknown-id", 'no source is called "town-heralt"', 'did you mean "town-herald"'),
    Broken("unknown id on the second line of a citation", body("We met.[@river-post;\n  @town-heralt]\n"),
           f"{NEW}:6:4", "unknown-id", 'no source is called "town-heralt"', 'did you mean "town-herald"'),
    Broken("unknown source in a claim", edit(CLAIMS, "'treaty-text, art. 2'", "'treaty-txt, art. 2'"),
           f"{CLAIMS}:19:13", "unknown-id", 'no source is called "treaty-txt"', 'did you mean "treaty-text"'),
    Broken("wrong kind in a field", edit(EVENT, "topics: [water]", "topics: [treaty-signed]"),
           f"{EVENT}:5:10", "wrong-kind", '"treaty-signed" is an event, expected a topic', ""),
    Broken("wrong kind in a citation", body("We met.[@mayor-anand]\n"),
           f"{NEW}:5:10", "wrong-kind", '"mayor-anand" is a person, expected a source', ""),
    Broken("link to a draft",
           body("See [[old]].\n") | {"content/pages/old.md": HEAD.replace("New\n", "Old\ndraft: true\n")},
           f"{NEW}:5:5", "hidden-target", '"old" is a draft', "publish it, or take this mention out until then"),
    Broken("link to the future",
           body("See [[old]].\n") | {"content/pages/old.md": HEAD.replace("New\n", "Old\npublish: 9999-01-01\n")},
           f"{NEW}:5:5", "hidden-target", '"old" appears only on 9999-01-01', "publish it, or take this mention"),
    Broken("section without its topic", {"content/topics/oil/10-who.md": HEAD},
           "content/topics/oil/10-who.md:2:1", "no-topic", 'there is no topic "oil" for this', "write"),
    Broken("claim without source", edit(CLAIMS, "  sources: ['treaty-text, art. 2']\n", ""),
           f"{CLAIMS}:14:3", "missing-key", "a claim needs `sources`", "name at least one source, as in `sources:"),
    Broken("superseded without successor", edit(CLAIMS, "status: confirmed", "status: superseded"),
           f"{CLAIMS}:16:11", "no-successor", "a superseded claim must say what replaced it", "name the claim that"),
    Broken("superseded by itself",
           edit(CLAIMS, "status: confirmed", "status: superseded\n  superseded_by: equal-shares"),
           f"{CLAIMS}:17:18", "superseded-circle", '"equal-shares" is replaced, in the end,', "take one step"),
    Broken("superseded by an unknown claim",
           edit(CLAIMS, "status: confirmed", "status: superseded\n  superseded_by: equal-share"),
           f"{CLAIMS}:17:18", "unknown-id", 'no claim is called "equal-share"', 'did you mean "equal-shares"'),
    Broken("successor of a claim that stands",
           edit(CLAIMS, "status: confirmed", "status: confirmed\n  superseded_by: treaty-expected"),
           f"{CLAIMS}:17:18", "not-superseded", "a claim that is confirmed cannot have been", "set `status:"),
    Broken("disputed without versions", edit(CLAIMS, "status: confirmed", "status: disputed"),
           f"{CLAIMS}:16:11", "no-versions", "a disputed claim must lay out its versions", "give `versions`: at"),
    Broken("source named twice",
           edit(CLAIMS, "['treaty-text, art. 2']", "['treaty-text, art. 2', 'treaty-text, art. 2']"),
           f"{CLAIMS}:19:12", "repeated-source", '"treaty-text" is named twice', "name each source once"),
    Broken("source without address", edit(SOURCES, "  url: https://example.org/post/treaty\n", ""),
           f"{SOURCES}:1:7", "no-address", "readers cannot look this source up", "give its `url`, or say in"),
]
TEXTS = [
    Broken("link never closed", body("We met [[mayor-anand.\n"),
           f"{NEW}:5:8", "open-link", "this link is never closed", "close it with ]], or write \\[[ for the"),
    Broken("citation never closed", body("We met.[@river-post\n\nNext.\n"),
           f"{NEW}:5:8", "open-citation", "this citation is never closed", "close it with ], or write \\[@ for the"),
    Broken("link that is not an id", body("We met [[Mira Anand]].\n"),
           f"{NEW}:5:8", "bad-id", '"Mira Anand" is not an id', "write [[id]] or [[id|words to show]]; ids are"),
    Broken("citation of nothing", body("We met.[@river-post; ]\n"),
           f"{NEW}:5:22", "bad-citation", "this citation names no source", "write [@source-id], [@source-id, p. 4]"),
    Broken("link in a link", body("[see [[about]] here](https://example.org)\n"),
           f"{NEW}:5:6", "nested-link", "a link or citation cannot stand inside a link", "take one of the two away"),
    Broken("citation in a heading", body("### What we know [@river-post]\n"),
           f"{NEW}:5:18", "linked-heading", "a heading cannot carry a citation", "move it to the sentence below"),
    Broken("link in a heading", body("### What [[river-council]] does\n"),
           f"{NEW}:5:10", "linked-heading", "a heading cannot carry a link", "move it to the sentence below the"),
    Broken("heading too high", body("### Fine\n\n`## not here`\n\n## Too high\n"),
           f"{NEW}:9:1", "heading-level", "headings inside a text begin with ###", "the page's title and the"),
    Broken("heading underlined", body("Too high\n--------\n"),
           f"{NEW}:5:1", "heading-level", "headings inside a text begin with ###", "the page's title and the"),
    Broken("script", body("Hello <script>alert(1)</script>.\n"),
           f"{NEW}:5:7", "unsafe-html", "<script> is not allowed in a text", "write Markdown, or one of the fenced"),
    Broken("event in an attribute list", body("*Hello*{: onclick=alert(1) }\n"),
           f"{NEW}:5:11", "unsafe-html", "the attribute onclick is not allowed on <em>", "take it out"),
    Broken("class in an attribute list", body("*Hello*{: .loud }\n"),
           f"{NEW}:5:11", "unsafe-html", "the attribute class is not allowed on <em>", "take it out"),
    Broken("style on a tag", body('Hello <b style="color:red">you</b>.\n'),
           f"{NEW}:5:10", "unsafe-html", "the attribute style is not allowed on <b>", "take it out"),
    Broken("link that would run", body("[go](javascript:alert(1))\n"),
           f"{NEW}:5:6", "unsafe-link", "links to javascript: are not allowed", "link to http, https or mailto"),
    Broken("link that would run, by reference", body("[go][there]\n\n[there]: javascript:alert(1)\n"),
           f"{NEW}:7:10", "unsafe-link", "links to javascript: are not allowed", "link to http, https or mailto"),
    Broken("relative link", body("Fine https.\n\n[go](../sources/)\n"),
           f"{NEW}:7:6", "relative-link", '"../sources/" is not an address', "link to a thing of this site with"),
    Broken("bare image", body("Look:\n\n![A map](images/map.svg)\n"),
           f"{NEW}:7:1", "bare-image", "pictures stand in a figure block, with a text for", "write a ```figure"),
    Broken("anchor that is not there", body("### One\n\n[down](#twoo)\n\n### Two\n"),
           f"{NEW}:7:8", "unknown-anchor", 'nothing on this page is called "#twoo"', 'did you mean "two"?'),
    Broken("footnote that is not there", body("A fact.[^one]\n"),
           f"{NEW}:5:8", "unknown-footnote", 'there is no footnote "one"', "write it below the text, as in"),
    Broken("footnote that nothing points to", body("A fact.\n\n[^one]: An aside.\n"),
           f"{NEW}:7:1", "unused-footnote", "nothing points to this footnote", "put [^one] where it belongs, or"),
    Broken("two footnotes of one name", body("A fact.[^a]\n\n[^a]: One.\n[^a]: Two.\n"),
           f"{NEW}:8:1", "duplicate-footnote", 'there is another footnote "a"', "give one of the two another name"),
    Broken("fence never closed", body("Text.\n\n```chart\ndata: water-levels\n"),
           f"{NEW}:7:1", "open-fence", "this fence is never closed", "close it with ``` on a line of its own"),
    Broken("unknown block", body("```chrat\ndata: water-levels\n```\n"),
           f"{NEW}:5:4", "unknown-block", 'there is no block called "chrat"', 'did you mean "chart"?'),
    Broken("block in a list", body("- One\n\n  ```chart\n  data: water-levels\n  ```\n"),
           f"{NEW}:7:6", "nested-block", "a chart block cannot stand inside a list or", "put the fence at the left"),
    Broken("block in a quotation", body("> ```quote\n> text: Words\n> ```\n"),
           f"{NEW}:5:6", "nested-block", "a quote block cannot stand inside a list or", "put the fence at the left"),
    Broken("empty block", body("```claims\n```\n"),
           f"{NEW}:5:1", "empty-block", "this claims block says nothing", "write its keys between the fences"),
    Broken("words behind a block's name", body("```claims of water\ntopic: water\n```\n"),
           f"{NEW}:5:4", "fence-words", '"of water" cannot stand behind the name of the', "write the block's keys"),
    Broken("unknown key in a block", edit(CHART, "x: year", "x: year\nsort: down"),
           f"{CHART}:11:1", "unknown-key", '"sort" is not a key of a chart block', "known keys: data, type, x, y,"),
    Broken("YAML in a block", edit(CHART, "title: Water in the river", "title: Water: the river"),
           f"{CHART}:12:13", "yaml", 'a second ": " in one line looks like another key', "put the text in quotes,"),
    Broken("control character in a text", body("Hello \x00 you.\n"),
           f"{NEW}:5:7", "control-character", "the character U+0000 cannot stand in a text", "take it out; it is"),
    Broken("control character by its number", body("Hello &#8; you.\n"),
           f"{NEW}:5:7", "control-character", "the character U+0008 cannot stand in a text", "take it out; it is"),
]
TABLES = [
    Broken("chart of an unknown dataset", edit(CHART, "data: water-levels", "data: water-level"),
           f"{CHART}:8:7", "unknown-id", 'no dataset is called "water-level"', 'did you mean "water-levels"'),
    Broken("chart of an unknown column", edit(CHART, "y: [level]", "y: [levels]"),
           f"{CHART}:7:1", "unknown-column", 'the dataset water-levels has no column "levels"', "did you mean"),
    Broken("chart of a column of text", edit(CHART, "y: [level]", "y: [year]"),
           f"{CHART}:7:1", "not-a-number", 'column "year" holds date, a chart draws numbers', ""),
    Broken("range of one column", edit(CHART, "type: bar", "type: range"),
           f"{CHART}:7:1", "range-columns", "a range has exactly two columns: low and high", "y: [low, high]"),
    Broken("chart without rows", edit(CHART, "x: year", "x: year\nwhere: {year: '1999'}"),
           f"{CHART}:7:1", "empty-chart", "no row of the dataset fits `where`", "compare the values"),
    Broken("chart of nothing but gaps",
           edit(DATASET, FILES[DATASET].partition("rows:")[2], "\n  - ['2024', null, [river-post]]\n"),
           f"{CHART}:7:1", "empty-chart", "every value of this chart is missing", "choose other rows"),
    Broken("nothing on the axis", edit(DATASET, "['2024', '12.5'", "[null, '12.5'"),
           f"{CHART}:7:1", "no-x", "a row has nothing in its column year", "fill the cell"),
    Broken("sources as an axis", edit(CHART, "x: year", "x: source"),
           f"{CHART}:7:1", "bad-axis", 'column "source" holds sources', "give a text, date or number column"),
    Broken("chart of an unknown type", edit(CHART, "type: bar", "type: pie"),
           f"{CHART}:9:7", "bad-value", 'expected bar, line, dot or range, found "pie"', ""),
    Broken("row too short", edit(DATASET, "['2024', '12.5', [river-post]]", "['2024', '12.5']"),
           f"{DATASET}:9:5", "row-length", "this row has 2 cells, there are 3 columns", ""),
    Broken("text in a column of numbers", edit(DATASET, "'12.5'", "about 12"),
           f"{DATASET}:9:14", "bad-cell", "column level: expected a number such as 68.72,", "no thousands"),
    Broken("thousands separator", edit(DATASET, "'12.5'", "'12,500'"),
           f"{DATASET}:9:14", "bad-cell", "column level: expected a number such as 68.72,", "no thousands"),
    Broken("bad date in a table", edit(DATASET, "'2024'", "'2024-13'"),
           f"{DATASET}:9:6", "bad-cell", 'column year: there is no month 13 in "2024-13"', "months are 01 to 12,"),
    Broken("unknown source in a table", edit(DATASET, "[river-post]", "[river-pots]"),
           f"{DATASET}:9:22", "unknown-id", 'no source is called "river-pots"', 'did you mean "river-post"'),
    Broken("two columns of one key", edit(DATASET, "key: level,", "key: year,"),
           f"{DATASET}:6:11", "duplicate-column", 'two columns have the key "year"', "give one of them another key"),
    Broken("annotation beside the rows", edit(DATASET, "rows:", "annotations: [{at: '2023', text: Flood}]\nrows:"),
           f"{DATASET}:8:20", "unknown-row", 'no row of this dataset has "2023"', 'did you mean "2025"?'),
    Broken("neither rows nor file", {DATASET: FILES[DATASET][: FILES[DATASET].index("rows:")]},
           f"{DATASET}:4:1", "no-rows", "a dataset has either `rows` or a `file`, found", "write `rows`, or name a"),
    Broken("CSV that is not there", table(None),
           f"{DATASET}:8:7", "no-table", 'there is no table "levels.csv" beside this file', "the file stands"),
    Broken("CSV with a short row", table("year,level,source\n2024,12.5,river-post\n2025,11\n"),
           f"{CSV}:3:1", "csv", "this line has 2 cells, the first line has 3", "an empty cell still has its comma"),
    Broken("CSV with a bad cell", table("year,level,source\n2024,12.5,river-post\n2025,a lot,river-post\n"),
           f"{CSV}:3:1", "bad-cell", "column level: expected a number such as 68.72, found", "no thousands"),
    Broken("CSV with bad quotes", table('year,level,source\n"2024"x,12.5,river-post\n'),
           f"{CSV}:2:1", "csv", "this line is not CSV: ',' expected after '\"'", "a cell with a comma or a"),
    Broken("CSV with semicolons", table("year;level;source\n2024;12.5;river-post\n"),
           f"{CSV}:1:1", "csv", "the cells of this table are not separated by commas", "save the table as CSV with"),
    Broken("CSV of nothing", table(""),
           f"{CSV}:1:1", "csv", "this table is empty", "the first line holds the columns' keys"),
    Broken("picture that is not there",
           body("```figure\nimage: images/mpa.svg\nalt: A map\n```\n") | {"static/images/map.svg": "<svg/>"},
           f"{NEW}:5:1", "no-image", 'there is no file "static/images/mpa.svg"', "did you mean"),
    Broken("picture outside of static", body("```figure\nimage: ../secret.svg\nalt: A map\n```\n"),
           f"{NEW}:6:8", "bad-path", "expected a path such as images/map.svg, found", "paths stay below their"),
]
DISK = [
    Broken("not UTF-8", {NEW: HEAD.encode() + "Text.\nGrün".encode("latin-1")},
           f"{NEW}:6:3", "not-utf-8", "the byte 0xfc is not UTF-8 text", "save the file in UTF-8"),
    Broken("UTF-16", {NEW: HEAD.encode("utf-16")},
           f"{NEW}:1:1", "not-utf-8", "the byte 0xff is not UTF-8 text", "save the file in UTF-8"),
    Broken("lone carriage returns count as lines", {NEW: (HEAD + "One.\n\n[[x").replace("\n", "\r")},
           f"{NEW}:7:1", "open-link", "this link is never closed", "close it with ]], or write \\[[ for the"),
    Broken("places after CRLF and a byte order mark",
           {NEW: b"\xef\xbb\xbf" + (HEAD + "One.\n\nТекст [[x").replace("\n", "\r\n").encode()},
           f"{NEW}:7:7", "open-link", "this link is never closed", "close it with ]], or write \\[[ for the"),
    Broken("wrong suffix", {"content/claims/more.yml": "- id: x\n"},
           "content/claims/more.yml", "wrong-suffix", "this file is not read: its name ends", "rename it to end in"),
    Broken("stray file", {"content/people/photo.jpg": b"\xff\xd8"},
           "content/people/photo.jpg", "unknown-file", "content is .md, .yaml or .csv", "pictures and downloads"),
    Broken("unknown folder", {"content/peple/more.yaml": "- id: x\n"},
           "content/peple/more.yaml", "unknown-place", "no kind of content lives here", 'did you mean "people"?'),
    Broken("topic that is a file", {"content/topics/oil.md": HEAD},
           "content/topics/oil.md", "unknown-place", "no kind of content lives here", "a topic is a folder:"),
    Broken("folder too deep", {"content/people/india/modi.yaml": "- id: x\n"},
           "content/people/india/modi.yaml", "unknown-place", "no kind of content lives here", "put it into"),
    Broken("table in a wrong folder", {"content/people/list.csv": "a,b\n"},
           "content/people/list.csv", "unknown-place", "no kind of content lives here", "tables lie in data/,"),
    Broken("text of a thing that has none",
           {"content/questions.md": "---\nid: why\nquestion: Why?\nasked: 2026-01-10\ntopic: water\n---\nWords.\n"},
           "content/questions.md:7:1", "no-text-here", "a question has no text of its own", "write it into its"),
    Broken("page as YAML", {"content/pages/new.yaml": "title: New\nsummary: A page.\n"},
           "content/pages/new.yaml", "wrong-suffix", "a page is a text with front matter", "rename it to end in"),
    Broken("no site.yaml", {SITE: None},
           f"{SITE}", "no-site", "there is no content/site.yaml", "docs/content-model.md lists what it needs"),
    Broken("empty site.yaml", {SITE: ""},
           f"{SITE}:1:1", "empty-file", "this file says nothing", "it needs at least `title`, `tagline`,"),
    Broken("site.yaml as a list", {SITE: "- title: Site\n"},
           f"{SITE}:1:1", "wrong-type", "expected the keys of a site, found a list", ""),
    Broken("unknown time zone", edit(SITE, "Asia/Kolkata", "Asia/Atlantis"),
           f"{SITE}:6:11", "unknown-timezone", 'there is no time zone "Asia/Atlantis"', "write a name such as"),
    Broken("template with a fault", {"templates/page.html": "{% block %}"},
           "templates/page.html:1:1", "template", "expected token 'name', got 'end of", "look at the tags and"),
    Broken("undefined name in a template", {"templates/page.html": "<p>\n{{ view.titel }}"},
           "templates/page.html:2:1", "template", "'site_builder.core.layouts.PageView", "while rendering"),
    Broken("template that is not there", {"templates/page.html": "<p>\n{% include 'macro.html' %}"},
           "templates/page.html:2:1", "no-template", 'there is no template "macro.html"', "did you mean"),
    Broken("template by a variable", {"templates/page.html": "<p>\n{% include view.title %}"},
           "templates/page.html:1:1", "dynamic-include", "a template's name must stand in", "the build has to know"),
]
# fmt: on
GROUPS = [YAML, KEYS, LINKS, TEXTS, TABLES, DISK]
ALL = [broken for group in GROUPS for broken in group]
DIALECT = """
### Heading

Term
: Its meaning, with *stress* and `[[code]]`.

| Left | Right |
|:-----|------:|
| [[river-council|A]] | 1[@river-post] |

> A quotation with [[cubic-metre]] and a note.[^n]

1. One
2. Two, [outside](https://example.org/?a=b&c=d#e), <desk@example.org>

```python
print("[[not a link]]", "<script>")
```

[^n]: An aside with [[mayor-anand]].

```timeline
topic: water
```

```claims
topic: water
outcomes: true
```

```quote
text: The words.
source: river-post, p. 2
speaker: mayor-anand
```

```compare
title: Two sides
items:
  - {heading: One, text: This., sources: [river-post]}
  - {heading: Two, text: That., sources: [town-herald]}
```
"""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small site built in it, which no fault may touch."""
    folder = tmp_path_factory.mktemp("good")
    assert build(Request(write_site(folder / "site"), folder / "output")).ok
    return folder / "output"


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Bytes and time of change of every file below a folder."""
    return {
        file.relative_to(folder).as_posix(): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in folder.rglob("*")
        if file.is_file()
    }


def told(problem: Problem) -> str:
    """Where a problem is told: path, line and column, or the path alone for a file as a whole."""
    place = problem.place
    return f"{place.path}:{place.line}:{place.column}" if place.line else place.path


@pytest.mark.parametrize("broken", ALL, ids=lambda broken: broken.name)
def test_fault_is_told_once_at_its_place_with_a_cure(broken: Broken, tmp_path: Path, good: Path) -> None:
    before = snapshot(good)
    result = build(Request(write_site(tmp_path, **broken.files), good))
    assert [(broken.place, broken.code)] == [(told(problem), problem.code) for problem in result.problems]
    assert broken.message in result.problems[0].message
    assert broken.hint in result.problems[0].hint
    assert before == snapshot(good), "a fault must leave the site that stood there as it was"


@pytest.mark.parametrize("broken", [group[0] for group in GROUPS], ids=lambda broken: broken.name)
def test_fault_makes_no_output_folder(broken: Broken, tmp_path: Path) -> None:
    build(Request(write_site(tmp_path / "site", **broken.files), tmp_path / "output"))
    assert not (tmp_path / "output").exists()


def all_told(folder: Path, files: Files) -> list[tuple[str, str]]:
    """Place and code of everything that is told of a broken site."""
    return [(told(problem), problem.code) for problem in build(Request(write_site(folder, **files), None)).problems]


def test_all_faults_of_one_file_are_told_in_one_run(tmp_path: Path) -> None:
    text = "---\ntitel: New\nsummary:\ndraft: yes\n---\n"
    text += "See [[Nowhere]] and <script></script>.\n\n## High\n\n```chrat\n```\n"
    assert all_told(tmp_path, {NEW: text}) == [
        (f"{NEW}:2:1", "unknown-key"),
        (f"{NEW}:3:1", "empty-value"),
        (f"{NEW}:4:8", "wrong-type"),
        (f"{NEW}:6:5", "bad-id"),
        (f"{NEW}:6:21", "unsafe-html"),
        (f"{NEW}:8:1", "heading-level"),
        (f"{NEW}:10:4", "unknown-block"),
    ]


def test_faults_of_several_files_are_told_in_one_run(tmp_path: Path) -> None:
    files = {
        **edit(CLAIMS, "status: confirmed", "status: sure"),
        **edit(EVENT, "importance: 3", "importance: 4"),
        **edit(SITE, "language: en-GB", "language: English"),
        **edit(CHART, "data: water-levels", "data: levels"),
        "templates/page.html": "{% if %}",
    }
    assert all_told(tmp_path, files) == [
        (f"{CLAIMS}:16:11", "bad-value"),
        (f"{SITE}:5:11", "bad-value"),
        (f"{EVENT}:7:13", "bad-value"),
        (f"{CHART}:8:7", "unknown-id"),
        ("templates/page.html:1:1", "template"),
    ]


def test_text_is_read_even_where_its_front_matter_is_not_yaml(tmp_path: Path) -> None:
    files: Files = {NEW: "---\ntitle: Oil: who pays\n---\n[[\n"}
    assert all_told(tmp_path, files) == [(f"{NEW}:2:11", "yaml"), (f"{NEW}:4:1", "open-link")]


def test_nobody_is_told_to_miss_what_stands_in_a_broken_file(tmp_path: Path) -> None:
    files = {**edit(SOURCES, "kind: primary", "kind: treaty"), **body("[@river-post; @treaty-text; @nobody]\n")}
    assert all_told(tmp_path, files) == [(f"{NEW}:5:30", "unknown-id"), (f"{SOURCES}:18:9", "bad-value")]


def test_things_of_a_file_that_is_not_text_are_not_missed_one_by_one(tmp_path: Path) -> None:
    assert all_told(tmp_path, {SOURCES: FILES[SOURCES].encode("utf-16")}) == [(f"{SOURCES}:1:1", "not-utf-8")]


def test_csv_with_a_wrong_header_is_told_both_names(tmp_path: Path) -> None:
    result = build(Request(write_site(tmp_path, **table("year,levels,source\n2024,12.5,river-post\n")), None))
    assert [(told(problem), problem.hint) for problem in result.problems] == [
        (f"{CSV}:1:1", 'did you mean "levels"?'),
        (f"{CSV}:1:1", 'did you mean "level"?'),
    ]


def test_section_of_a_broken_file_is_not_missed_by_the_history(tmp_path: Path) -> None:
    changes = edit(TOPIC, "note: First edition.", "note: First edition., sections: [how-much]")
    told = all_told(tmp_path, changes | edit(CHART, "title: How much", "titel: How much"))
    assert [code for _, code in told] == ["unknown-key"]


def test_anchors_of_two_sections_are_told_apart(tmp_path: Path) -> None:
    files = edit(SECTION, "### What it says", "### What it says {#own}") | edit(
        CHART, "The table", "### More {#own}\n\nThe table"
    )
    assert all_told(tmp_path, files) == [(f"{CHART}:2:1", "duplicate-anchor")]


def test_section_cannot_take_an_anchor_of_the_page(tmp_path: Path) -> None:
    told = all_told(tmp_path, {"content/topics/water/30-claims.md": FILES[CHART]})
    assert told == [("content/topics/water/30-claims.md:2:1", "duplicate-anchor")]


GOLDEN = Path(__file__).parent.parent / "golden" / "small" / "content"
GOLDEN_FILES = sorted(file.relative_to(GOLDEN).as_posix() for file in GOLDEN.rglob("*.*"))


@pytest.mark.parametrize("name", GOLDEN_FILES)
@pytest.mark.parametrize("harm", ["unreadable", "draft", "empty", "gone"])
def test_no_harm_to_any_file_is_a_fault_of_ours(name: str, harm: str, tmp_path: Path) -> None:
    shutil.copytree(GOLDEN, tmp_path / "content")
    file = tmp_path / "content" / name
    text = file.read_text("utf-8")
    drafted = (
        text.replace("---\n", "---\ndraft: true\n", 1)
        if text.startswith("---")
        else text.replace("- id:", "- draft: true\n  id:")
    )
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes({"unreadable": text.encode("utf-16"), "draft": drafted.encode(), "empty": b""}[harm])
    result = build(Request(tmp_path, None))
    assert all(problem.message and problem.place.path for problem in result.problems)


NAMED = re.compile(
    r"(?<![\w/-])(?:water-levels|water|treaty-signed|talks-begin|equal-shares|town-herald|river-post|mayor-anand"
    r"|river-council|weir|cubic-metre)(?![\w/-])"
)


@pytest.mark.parametrize(
    "wrong", ["nothing-such", "mayor-anand", "river-post", "water", "treaty-signed", "equal-shares"]
)
def test_no_reference_to_a_wrong_thing_is_a_fault_of_ours(wrong: str, tmp_path: Path) -> None:
    shutil.copytree(GOLDEN, tmp_path / "content")
    for name in GOLDEN_FILES:
        file = tmp_path / "content" / name
        text = file.read_text("utf-8")
        # One reference in four, so that the test stays quick; which one depends on the wrong id.
        for found in list(NAMED.finditer(text))[len(wrong) % 4 :: 4]:
            file.write_text(text[: found.start()] + wrong + text[found.end() :], "utf-8")
            result = build(Request(tmp_path, None))
            assert all(problem.message for problem in result.problems), f"{name}: {found[0]} became {wrong}"
        file.write_text(text, "utf-8")


def test_two_topics_cannot_share_an_accent(tmp_path: Path) -> None:
    files: Files = {"content/topics/sand/index.md": FILES[TOPIC]}
    assert [code for _, code in all_told(tmp_path, files)] == ["shared-accent"]


def test_more_topics_than_accents_share_them_in_silence(tmp_path: Path) -> None:
    files: Files = {f"content/topics/sand-{number}/index.md": FILES[TOPIC] for number in range(8)}
    assert [code for _, code in all_told(tmp_path, files)] == []


def test_history_of_the_site_names_no_sections(tmp_path: Path) -> None:
    changes = "\nchanges: [{date: 2025-12-01, kind: minor, note: Mended., sections: [how-much]}]\n"
    told = all_told(tmp_path, {SITE: FILES[SITE].rstrip("\n") + changes})
    assert [code for _, code in told] == ["unknown-section"]


def test_sources_in_csv_rows_are_checked_like_others(tmp_path: Path) -> None:
    rows = "year,level,source\n2024,12.5,river-pots\n2025,11,treaty-signed\n"
    assert all_told(tmp_path, table(rows)) == [(f"{CSV}:2:1", "unknown-id"), (f"{CSV}:3:1", "wrong-kind")]


def test_section_of_a_folder_that_is_no_topic_is_told(tmp_path: Path) -> None:
    path = "content/topics/mayor-anand/10-life.md"
    assert all_told(tmp_path, {path: FILES[SECTION]}) == [(f"{path}:2:1", "no-topic")]


def test_misspelt_key_hides_no_other_fault(tmp_path: Path) -> None:
    files = edit(TOPIC, "published: 2025-12-01", "published: 2025-13-01\npublishedd: 2025-12-01")
    assert [code for _, code in all_told(tmp_path, files)] == ["bad-date", "unknown-key"]


def test_circle_of_claims_is_told_at_each_of_them(tmp_path: Path) -> None:
    text = FILES[CLAIMS].replace("status: confirmed", "status: superseded\n  superseded_by: treaty-expected")
    text = text.replace("status: expected", "status: superseded\n  superseded_by: equal-shares")
    codes = [code for _, code in all_told(tmp_path, {CLAIMS: text})]
    assert codes == ["superseded-circle", "superseded-circle"]


def test_link_out_of_the_site_is_refused(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site")
    (tmp_path / "secret.md").write_text(HEAD, "utf-8")
    (site / "content/pages/secret.md").symlink_to(tmp_path / "secret.md")
    result = build(Request(site, tmp_path / "output"))
    assert [(told(problem), problem.code) for problem in result.problems] == [
        ("content/pages/secret.md", "link-outside")
    ]
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize("folder", ["content", "static", "templates"])
def test_a_folder_of_the_site_that_is_a_link_out_of_it_is_refused(folder: str, tmp_path: Path) -> None:
    site = write_site(tmp_path / "site")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/secret.html").write_text("secret", "utf-8")
    if (site / folder).exists():
        (site / folder).rename(site / "kept")
    (site / folder).symlink_to(tmp_path / "elsewhere")
    result = build(Request(site, tmp_path / "output"))
    assert (folder, "link-outside") in [(told(problem), problem.code) for problem in result.problems]
    assert not (tmp_path / "output").exists()


def test_a_folder_of_the_site_may_be_a_link_inside_it(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site")
    (site / "content").rename(site / "words")
    (site / "content").symlink_to("words")
    assert build(Request(site, None)).problems == ()


def test_folder_with_files_of_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "thesis.txt").write_text("years of work", "utf-8")
    with pytest.raises(Refused, match="holds files that this program did not write"):
        build(Request(write_site(tmp_path / "site"), tmp_path / "output"))
    assert [file.name for file in (tmp_path / "output").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("title", ["no", "1.10", "12:30", "2025-12-05", "0o17", "1_000", "nan", "=A1", "007"])
def test_plain_text_stays_as_the_editor_wrote_it(title: str, tmp_path: Path) -> None:
    result = build(
        Request(write_site(tmp_path / "site", **front(f"title: {title}\nsummary: A page.")), tmp_path / "out")
    )
    assert result.problems == ()
    assert f"<h1>{title}</h1>" in (tmp_path / "out/new/index.html").read_text("utf-8")


def test_file_from_windows_is_read_like_any_other(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbf" + (HEAD + "One paragraph.\n\n- [[about]]\n").replace("\n", "\r\n").encode()
    result = build(Request(write_site(tmp_path / "site", **{NEW: text}), tmp_path / "out"))
    assert result.problems == ()
    assert b"\r" not in (tmp_path / "out/new/index.html").read_bytes()


def test_small_site_is_sound(tmp_path: Path) -> None:
    assert build(Request(write_site(tmp_path / "site"), tmp_path / "out")).problems == ()


def test_a_body_may_show_every_part_of_the_dialect(tmp_path: Path) -> None:
    assert (
        build(Request(write_site(tmp_path / "site", **{EVENT: EVENT_ONE + DIALECT}), tmp_path / "out")).problems == ()
    )
