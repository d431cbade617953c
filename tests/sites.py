"""A small, sound site as literal text: one of everything, for tests that need a whole site."""

from pathlib import Path

SITE_YAML = """\
title: Two Rivers
tagline: How a treaty came about
description: A small explainer about a treaty between two towns.
base_url: https://example.org/rivers/
language: en-GB
timezone: Asia/Kolkata
publisher: {name: The Rivers Desk}
authors: [The editors]
licence: {name: CC BY 4.0, url: https://creativecommons.org/licenses/by/4.0/}
home:
  question: Who may take water from the river?
  standfirst: Two towns signed a treaty. This is what it says.
  answer:
    - text: Both towns may take half of the water.
      topic: water
      sources: [river-post]
  expected_then_happened: [treaty-expected]
"""

TOPIC = """\
---
title: Water
question: Who may take how much water?
standfirst: Two towns share a river. A treaty says how much each may take.
order: 10
accent: teal
published: 2025-12-01
updated: 2026-01-10
as_of: 2026-01-10
key_figures:
  - {value: 50 per cent, label: share of each town, sources: [river-post]}
changes:
  - {date: 2025-12-01, kind: major, note: First edition.}
---
"""

SECTION_ONE = """\
---
title: What was signed
summary: The towns signed a treaty on sharing the river.
---
The mayors met in [[river-council|the council]] and signed a treaty.[@river-post, p. 4; @treaty-text]
[[mayor-anand]] called it a start, and a [[cubic-metre]] became the common measure.[@town-herald]

### What it says

Each town may take half.[^half]

| Town | Share |
|------|-------|
| Upper | 50 per cent |

[^half]: Measured at the old bridge.
"""

SECTION_TWO = """\
---
title: How much water there is
summary: The river carries less water than it did.
---
The table shows it, and [[water/what-was-signed]] says why it matters.[@river-post]

```chart
data: water-levels
type: bar
x: year
y: [level]
title: Water in the river
description: The level fell from 12.5 to 11 in a year.
```

```keyfacts
facts:
  - value: '11'
    label: cubic metres a second in 2025
    sources: [river-post]
```
"""

EVENT_ONE = """\
---
date: 2025-12-05
title: Treaty signed
summary: The two mayors signed the treaty.
topics: [water]
people: [mayor-anand, river-council]
importance: 3
sources: [river-post]
---
It was signed in the council's hall.[@treaty-text]
"""

EVENTS = """\
- id: talks-begin
  date: 2024-03
  title: Talks begin
  summary: The towns began to talk about the river.
  topics: [water]
  importance: 1
  sources: [town-herald]
"""

CLAIMS = """\
- id: treaty-expected
  text: A treaty on the river is expected in December 2025.
  status: expected
  as_of: 2025-11-20
  topic: water
  speaker: mayor-anand
  sources: [town-herald]
  outcome:
    result: happened
    text: The treaty was signed on 5 December.
    as_of: 2025-12-05
    sources: [river-post]
    events: [treaty-signed]
- id: equal-shares
  text: Each town may take half of the water.
  status: confirmed
  as_of: 2026-01-10
  topic: water
  sources: ['treaty-text, art. 2']
"""

SOURCES = """\
- id: river-post
  title: Mayors sign treaty
  publisher: River Post
  published: 2025-12-05
  url: https://example.org/post/treaty
  language: en
  kind: news
- id: town-herald
  title: Talks on the river
  publisher: Town Herald
  url: https://example.com/herald/talks
  language: en
  kind: news
- id: treaty-text
  title: Treaty on the river
  publisher: River Council
  language: hi
  kind: primary
  caution: The text is not published; we read a copy.
"""

PEOPLE = """\
- id: mayor-anand
  name: Mira Anand
  role: Mayor of Upper Town
  description: She has been mayor since 2020.
  other_names:
    - {text: मीरा आनन्द, language: hi}
  sources: [town-herald]
"""

ORGANISATIONS = """\
- id: river-council
  name: River Council
  type: council
  description: It watches over the river.
  sources: [town-herald]
"""

TERMS = """\
- id: cubic-metre
  term: cubic metre
  definition: A measure of water, one thousand litres.
  sources: [treaty-text]
"""

QUESTIONS = """\
- id: who-pays
  question: Who pays for the gauge?
  asked: 2026-01-10
  topic: water
  sources: [town-herald]
"""

DATASET = """\
title: Water in the river
description: How much water passes the old bridge.
unit: cubic metres a second
columns:
  - {key: year, label: Year, type: date}
  - {key: level, label: Level, type: number}
  - {key: source, label: Source, type: sources}
rows:
  - ['2024', '12.5', [river-post]]
  - ['2025', '11', ['treaty-text, p. 3']]
"""

PAGE = """\
---
title: About
summary: Who writes this, and how.
---
We are a small desk. Write to <desk@example.org>.
"""

FILES: dict[str, str] = {
    "content/site.yaml": SITE_YAML,
    "content/topics/water/index.md": TOPIC,
    "content/topics/water/10-what-was-signed.md": SECTION_ONE,
    "content/topics/water/20-how-much.md": SECTION_TWO,
    "content/timeline/treaty-signed.md": EVENT_ONE,
    "content/timeline/before.yaml": EVENTS,
    "content/claims/water.yaml": CLAIMS,
    "content/sources/press.yaml": SOURCES,
    "content/people/mayors.yaml": PEOPLE,
    "content/organisations/bodies.yaml": ORGANISATIONS,
    "content/glossary/measures.yaml": TERMS,
    "content/questions.yaml": QUESTIONS,
    "content/data/water-levels.yaml": DATASET,
    "content/pages/about.md": PAGE,
}

# What the small site does not have: every other block, and claims and questions with all that they can carry.
MORE: dict[str, str] = {
    "content/site.yaml": SITE_YAML + "embeds: [chart, claim, event, timeline]\ncite: [mla, apa]\ncards: [home]\n",
    "content/topics/water/30-blocks.md": """\
---
title: Blocks
summary: Every block stands here.
updated: 2026-01-10
---
### A heading

```chart
data: water-levels
type: range
x: year
y: [level, level]
title: Levels
description: A range.
```

```timeline
topic: water
```

```claims
topic: water
```

```figure
image: river.svg
alt: A river
```

```quote
text: We agree.
speaker: mayor-anand
source: river-post
```

```compare
title: Two counts
items: [{heading: One, text: One., sources: [river-post]}, {heading: Two, text: Two., sources: [town-herald]}]
```
""",
    "content/topics/sand/index.md": """\
---
title: Sand
question: Who may dig?
standfirst: Nobody knows.
order: 20
accent: ochre
published: 2025-12-01
updated: 2025-12-01
as_of: 2025-12-01
key_figures: [{value: '5', label: pits, sources: [river-post], topic: water}]
changes: [{date: 2025-12-01, kind: major, note: First., sections: [digging]}]
---
""",
    "content/topics/sand/10-digging.md": "---\ntitle: Digging\nsummary: It is done.\n---\nSee [[equal-shares]].\n",
    "content/claims/sand.yaml": """\
- {id: old, text: Old., status: superseded, superseded_by: new, as_of: 2025, topic: sand, sources: [river-post]}
- id: new
  text: New.
  status: disputed
  as_of: 2025
  topic: sand
  sources: [river-post]
  versions: [{text: A., sources: [river-post]}, {text: B., sources: [town-herald]}]
  outcome: {result: unknown, text: Open., as_of: 2026, sources: [river-post], claims: [old], events: [treaty-signed]}
""",
    "content/questions.yaml": """\
- {id: open, question: What?, asked: 2026-01-01, topic: sand, resolve_by: meeting, sources: [river-post]}
- {id: done, question: Who?, asked: 2026-01-01, topic: sand, answer: new}
""",
    "content/timeline/coming.yaml": """\
- {id: meeting, date: 2030, title: Meeting, summary: Set., topics: [sand], importance: 3, state: scheduled,
   people: [mayor-anand], sources: [river-post]}
""",
    "content/data/water-levels.yaml": DATASET + "annotations: [{at: '2025', text: Dry}]\n",
    "content/pages/method.md": "---\ntitle: Method\naliases: [how-we-work]\nsummary: How we work.\n---\n"
    "A [[cubic-metre]].[@river-post]\n",
}


def write_site(folder: Path, **changes: str | bytes | None) -> Path:
    """The folder, with the small site in it.

    changes: other or further files, as `write_site(folder, **{"content/pages/about.md": "…"})`;
    None leaves a file out, bytes are written as they are, text with line feeds as it stands.
    """
    for path, content in (FILES | changes).items():
        if content is None:
            continue
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return folder
