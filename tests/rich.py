"""A rich small site: one of everything that an editor can write, with templates and static files of its own."""

from collections.abc import Mapping

from tests.sites import FILES, MORE

Site = Mapping[str, bytes]

# What the other small sites do not have: a table in a CSV file, texts of people and terms, things that are not
# public yet, templates and static files of its own.
OWN = {
    "content/topics/water/40-rain.md": """\
---
title: Rain
summary: It rains less.
review_by: 2026-02-01
---
[[rainfall|Rain]] fell where [[mayor-anand]] lives; see the [text](#claims).[@town-herald]

```chart
data: rainfall
type: line
x: year
y: [fall]
title: Rain
description: Less rain.
where: {place: [upper]}
```
""",
    "content/data/rainfall.yaml": """\
title: Rainfall
description: How much rain fell.
unit: millimetres
file: rainfall.csv
columns:
  - {key: year, label: Year, type: date}
  - {key: place, label: Place, type: text}
  - {key: fall, label: Fall, type: number}
  - {key: source, label: Source, type: sources}
""",
    "content/data/rainfall.csv": "year,place,fall,source\n2023,upper,900,river-post\n2024,upper,1800,town-herald\n"
    "2024,lower,700,river-post\n",
    "content/data/other.csv": "year,place,fall,source\n2022,upper,5,treaty-text\n",
    "content/people/ada-clerk.md": """\
---
name: Ada Clerk
aliases: [clerk, /staff/ada.html]
role: Clerk
description: She keeps the books.
sources: [river-post]
---
She wrote to [[mayor-anand]] about the [[cubic-metre]].[@treaty-text]
""",
    "content/glossary/treaty.md": """\
---
term: treaty
expansion: from tractare
definition: A contract between towns.
sources: [river-post]
---
Signed at [[treaty-signed]] by [[ada-clerk]].
""",
    "content/glossary/later.md": """\
---
term: weir
definition: A low dam.
publish: 2026-02-01
sources: [river-post]
---
It holds [[cubic-metre|water]] back.
""",
    "content/topics/sand/20-draft.md": "---\ntitle: Pits\nsummary: Many.\ndraft: true\n---\nOf [[river-council]].\n",
    "content/timeline/soon.yaml": """\
- {id: gauge-opens, date: 2026-02-01, title: Gauge opens, summary: It opens., topics: [water, sand], importance: 3,
   state: scheduled, people: [river-council], sources: [town-herald]}
- {id: gauge-closes, date: 2026-02-03, title: Gauge closes, summary: It closes., topics: [sand], importance: 2,
   state: cancelled, sources: [river-post]}
""",
    "templates/page.html": '{% extends "base.html" %}\n{% import "own.html" as own with context %}\n'
    '{% import "macros.html" as m with context %}\n{% block main %}<h1>{{ view.title }}</h1>{{ own.mark() }}\n'
    '{{ m.prose(view.prose) }}{% include "parts/note.html" %}{% endblock %}\n',
    "templates/own.html": "{% macro mark() %}<i>own</i>{% endmacro %}\n",
    "templates/parts/note.html": "<p>A note under {{ frame.title }}: {{ frame.tagline }}.</p>\n",
    "templates/unused.html": "Nobody reads this.\n",
    "static/river.svg": "<svg/>\n",
    "static/own/own.css": "p { color: teal }\n",
    "static/favicon.svg": "<svg><title>Own</title></svg>\n",
}
RICH: Site = {path: text.encode() for path, text in (FILES | MORE | OWN).items()}
