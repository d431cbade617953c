"""The frame that every page has, and the words that the site uses for its own parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from site_builder.core.jobs import Frame, Job
from site_builder.core.problems import Problem, did_you_mean, error, warning
from site_builder.weave.graph import Site

PARTS = {
    "topics": "Topics",
    "timeline": "Timeline",
    "claims": "Claims",
    "questions": "Open questions",
    "sources": "Sources",
    "people": "People",
    "organisations": "Organisations",
    "glossary": "Glossary",
    "data": "Data",
    "changes": "Changes",
}


@dataclass(frozen=True, slots=True)
class About:
    """What a page says of itself. trail: breadcrumbs between home and the page; id: of the thing it shows, or ""."""

    title: str
    description: str = ""
    kind: str = ""
    trail: tuple[tuple[str, str], ...] = ()
    accent: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the page functions share: the site, the base address, and each layout's template digest."""

    site: Site
    base_url: str
    base_path: str
    templates_by_layout: dict[str, str]

    def job(self, url: str, layout: str, view: Any, about: About) -> Job:  # noqa: ANN401 - a layout's own view
        """A page at an address. Its output is the address, with index.html where that is a folder."""
        config = self.site.config
        frame = Frame(
            site_title=config.title,
            tagline=config.tagline,
            language=config.language,
            publisher=config.publisher.name,
            licence_name=config.licence.name,
            licence_url=config.licence.url,
            as_of_note=config.as_of_note,
            title=about.title,
            description=about.description or config.description,
            kind=about.kind or layout,
            url=url,
            canonical=self.base_url + url,
            root=self.base_path if layout == "404" else "",
            navigation=tuple((label, f"{part}/", url.startswith(f"{part}/")) for part, label in self._navigation()),
            footer=self._footer(),
            breadcrumbs=(("Home", ""), *about.trail) if url else (),
            accent=about.accent,
            hidden=self.site.hidden_by_id.get(about.id, ""),
        )
        output = url if url.endswith((".html", ".xml")) else f"{url}index.html"
        return Job(output, layout, view, frame, self.templates_by_layout[layout])

    def _navigation(self) -> tuple[tuple[str, str], ...]:
        pages = {page.id: page.title for page in self.site.pages}
        wanted = self.site.config.navigation or tuple(PARTS)[:5]
        return tuple((part, PARTS.get(part) or pages[part]) for part in wanted if part in PARTS or part in pages)

    def _footer(self) -> tuple[tuple[str, str], ...]:
        parts = tuple((label, f"{part}/") for part, label in PARTS.items())
        return parts + tuple((page.title, f"{page.id}/") for page in self.site.pages)


def crumb(part: str) -> tuple[str, str]:
    """A breadcrumb to one of the site's own parts."""
    return PARTS[part], f"{part}/"


def check(site: Site) -> Iterator[Problem]:
    """What is wrong with the navigation, and with the sections that histories of changes name."""
    config, pages = site.config_document, {page.id for page in site.pages}
    for part in site.config.navigation:
        if part not in PARTS and part not in pages and part not in site.lost:
            hint = did_you_mean(part, {*PARTS, *pages}) or "the site's parts: " + ", ".join(PARTS)
            yield error(config.at("navigation"), "unknown-part", f'the navigation knows no part "{part}"', hint)
    if any(change.sections for change in site.config.changes):
        hint = "write the change into the topic's own history"
        yield error(config.at("changes"), "unknown-section", "the site as a whole has no sections", hint)
    accents: dict[str, str] = {}
    for topic in site.topics:
        if topic.accent in accents:
            place = site.documents_by_id[topic.id].at("accent")
            message = f'the topic {accents[topic.accent]} has the accent "{topic.accent}" already'
            yield warning(place, "shared-accent", message, "the timeline's filter tells topics apart by their accents")
        accents[topic.accent] = topic.id
        known = {section.id.partition("/")[2] for section in site.sections_by_topic[topic.id]}
        for section in (section for change in topic.changes for section in change.sections):
            if section not in known and f"{topic.id}/{section}" not in site.lost:
                place = site.documents_by_id[topic.id].at("changes")
                message = f'the topic {topic.id} has no section "{section}"'
                yield error(place, "unknown-section", message, did_you_mean(section, known))
