"""The frame that every page has, and the words that the site uses for its own parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, get_args

from site_builder.core.jobs import Frame, Job
from site_builder.core.model import Accent, Topic
from site_builder.core.parts import Theme
from site_builder.core.problems import Problem, did_you_mean, error, warning
from site_builder.weave.graph import Site
from site_builder.weave.index import NEED_LIBRARIES

# So many pages are named in the footer and beside a page, by their order; of a site with more, search has the others.
PAGES = 20
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
CARD = "card.png"
FONT = "static/fonts/newsreader-display.woff2"
ACCENTS = get_args(Accent)


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
    """What the page functions share: the site and its base address."""

    site: Site
    base_url: str
    base_path: str

    def job(self, url: str, layout: str, view: Any, about: About) -> Job:  # noqa: ANN401 - a layout's own view
        """A page at an address. Its output is the address, with index.html where that is a folder."""
        config = self.site.config
        navigation, footer = self.site.remember(_parts, "")
        style, font, logo = self.site.remember(_look, "")
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
            navigation=tuple((label, f"{part}/", url.startswith(f"{part}/")) for part, label in navigation),
            footer=(*footer, *self._cited(url, layout)),
            breadcrumbs=(("Home", ""), *about.trail) if url else (),
            alternates=_alternates(url, layout),
            card=CARD if (about.kind or layout) in self.site.index.wanted("cards") else "",
            accent=about.accent,
            style=style,
            font=font,
            logo=logo,
            hidden=self.site.hidden(about.id) if about.id else "",
        )
        output = f"{url}index.html" if not url or url.endswith("/") else url
        return Job(output, layout, view, frame)

    def _cited(self, url: str, layout: str) -> tuple[tuple[str, str], ...]:
        """The link to how a page is cited; topics have their own."""
        wanted = self.site.index.wanted("cite")
        return (("How to cite", f"{url if layout == 'topic' else ''}cite/"),) if wanted else ()


def _alternates(url: str, layout: str) -> tuple[tuple[str, str, str], ...]:
    """What stands beside a page for machines: where it has no feed of its own, the site's."""
    folder, title = (url, "Changes of this topic") if layout == "topic" else ("", "All topics")
    folder, title = ("changes/", "All changes") if layout == "changes" else (folder, title)
    feeds = (
        ("application/atom+xml", title, f"{folder}feed.xml"),
        ("application/feed+json", title, f"{folder}feed.json"),
    )
    if layout == "chronology":
        calendar = url.removesuffix("newest/") + "events.ics"
        return ("text/calendar", "Calendar of these events", calendar), *feeds
    if layout == "embed":
        return (("application/json+oembed", "oEmbed", f"{url}oembed.json"),)
    if layout == "topic":
        return (*feeds, ("text/markdown", "Plain text", f"{url}index.html.md"))
    return feeds if folder or not url else feeds[:1]


def _parts(site: Site, _about: str) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """What stands in the navigation, as (part, label), and in the footer, as (label, url)."""
    pages = {identifier: one.title for identifier in site.ids("page") if (one := site.face(identifier))}
    wanted = site.config.navigation or tuple(PARTS)[:5]
    navigation = tuple((part, PARTS.get(part) or pages[part]) for part in wanted if part in PARTS or part in pages)
    footer = tuple((label, f"{part}/") for part, label in PARTS.items())
    footer += tuple((title, f"{identifier}/") for identifier, title in islice(pages.items(), PAGES))
    return navigation, (*footer, ("Atom feed", "feed.xml"), ("Calendar", "timeline/events.ics"))


def _look(site: Site, _about: str) -> tuple[str, str, str]:
    """CSS, font and logo of the site's own, as `Frame` has them."""
    theme = site.config.theme or Theme()
    rules = [
        f"--hue-{name}: {hue};"
        for name in ACCENTS
        if theme.accents and (hue := getattr(theme.accents, name)) is not None
    ]
    font = FONT
    if fonts := theme.fonts:
        own = {"display": fonts.headings, "text": fonts.text, "ui": fonts.interface}
        if fonts.headings_file:
            font, own["display"] = f"static/{fonts.headings_file}", f'"Headings", {fonts.headings or "serif"}'
        elif fonts.headings:
            font = ""
        rules += [f"--{token}: {names};" for token, names in own.items() if names]
    style = f":root {{ {' '.join(rules)} }}" if rules else ""
    return style, font, f"static/{theme.logo}" if theme.logo else ""


def crumb(part: str) -> tuple[str, str]:
    """A breadcrumb to one of the site's own parts."""
    return PARTS[part], f"{part}/"


def check_home(site: Site) -> Iterator[Problem]:
    """What is wrong with the navigation, and with the site's own history of changes."""
    pages = site.ids("page")
    for part in site.config.navigation:
        if part not in PARTS and part not in pages and part not in site.lost:
            hint = did_you_mean(part, {*PARTS, *pages}) or "the site's parts: " + ", ".join(PARTS)
            place = site.config_document.at("navigation")
            yield error(place, "unknown-part", f'the navigation knows no part "{part}"', hint)
    yield from _check_look(site)
    yield from _check_extras(site)
    if any(change.sections for change in site.config.changes):
        hint = "write the change into the topic's own history"
        place = site.config_document.at("changes")
        yield error(place, "unknown-section", "the site as a whole has no sections", hint)


def _check_look(site: Site) -> Iterator[Problem]:
    """Files that the theme's keys name and that are not there."""
    theme, place = site.config.theme or Theme(), site.config_document.at("theme")
    font = theme.fonts.headings_file if theme.fonts else ""
    if font and not font.endswith(".woff2"):
        hint = "convert it; `pyftsubset` of fonttools does, and leaves out letters that you do not need"
        yield error(place, "wrong-font", f'a font ends in .woff2, found "{font}"', hint)
    for path in filter(None, (font, theme.logo)):
        if not site.has_asset(f"static/{path}"):
            hint = did_you_mean(f"static/{path}", site.assets()) or "it is a path below static/"
            yield error(place, "no-asset", f'there is no file "static/{path}"', hint)


def _check_extras(site: Site) -> Iterator[Problem]:
    """What the site asks for and cannot have here: the rest is built all the same."""
    for key in sorted(NEED_LIBRARIES - site.index.terms.able):
        if getattr(site.config, key):
            message = f"`{key}` is left out: its libraries are not installed"
            hint = f'pip install "site-builder[{key}]"'
            yield warning(site.config_document.at(key), "no-extra", message, hint)


def check_topics(site: Site) -> Iterator[Problem]:
    """Topics that readers could not tell apart, for as long as there are accents enough for all."""
    if len(site.ids("topic")) > len(get_args(Accent)):
        return
    topics_by_accent: dict[str, str] = {}
    for identifier in site.ids("topic"):
        topic = site.face(identifier)
        accent = topic.detail if topic else ""
        if accent in topics_by_accent:
            message = f'the topic {topics_by_accent[accent]} has the accent "{accent}" already'
            hint = "the timeline's filter tells topics apart by their accents"
            yield warning(site.at(identifier, "accent"), "shared-accent", message, hint)
        topics_by_accent[accent] = identifier


def check_topic(site: Site, identifier: str) -> Iterator[Problem]:
    """What is wrong with the sections that a topic's history of changes names."""
    known = {section.partition("/")[2] for section in site.sections(identifier)}
    for change in site.get(identifier, Topic).changes:
        for section in change.sections:
            if section not in known and f"{identifier}/{section}" not in site.lost:
                message = f'the topic {identifier} has no section "{section}"'
                hint = did_you_mean(section, known)
                yield error(site.at(identifier, "changes"), "unknown-section", message, hint)
