"""Social cards: the words on the picture that others show where a page is shared."""

from collections.abc import Callable, Iterator
from typing import Any

from site_builder.core import layouts
from site_builder.core.dates import words
from site_builder.core.jobs import Job
from site_builder.core.lettering import script
from site_builder.core.model import Claim, Dataset, Event, Organisation, Page, Person, Source, Term, Topic
from site_builder.core.problems import Problem, warning
from site_builder.core.slugs import address
from site_builder.weave.citations import day
from site_builder.weave.frame import CARD, PARTS, About, Plan
from site_builder.weave.graph import Site
from site_builder.weave.index import Index
from site_builder.weave.ledger import SOURCE_KINDS, STATUSES
from site_builder.weave.timeline import topic_mark

NAME = "card"
FONTS = "static/cards/"
# What the fonts of the theme can write.
SCRIPTS = {"", "LATIN", "CYRILLIC", "GREEK", "DEVANAGARI", "ARABIC"}
OWN = {f"{FONTS}{name}.ttf" for name in ("newsreader", "noto-serif", "noto-serif-devanagari", "noto-naskh-arabic")}


def outputs(index: Index) -> Iterator[tuple[str, str]]:
    """Every card, each with the id of what it stands for, "" for the whole site."""
    wanted = index.wanted("cards")
    if "home" in wanted:
        yield CARD, ""
    for kind in sorted({*wanted} - {"home"}):
        yield from ((address(kind, identifier) + CARD, identifier) for identifier in index.ids(kind))


def card(plan: Plan, identifier: str) -> Job:
    """The card of a thing, or of the whole site."""
    site = plan.site
    if not identifier:
        home = site.config.home
        return plan.job(CARD, NAME, layouts.CardView(site.config.tagline, home.question, ""), About(home.question))
    face = site.face(identifier)
    assert face is not None
    view, topic = SAYS[face.kind](site, identifier)
    about = About(view.title, accent=topic_mark(site, topic).accent if topic else "", id=identifier)
    return plan.job(address(face.kind, identifier) + CARD, NAME, view, about)


def _topic(site: Site, identifier: str) -> tuple[layouts.CardView, str]:
    topic = site.get(identifier, Topic)
    return layouts.CardView(topic.title, topic.question, f"Updated {day(topic.updated)[0].text}"), identifier


def _event(site: Site, identifier: str) -> tuple[layouts.CardView, str]:
    event = site.get(identifier, Event)
    state = "" if event.state == "happened" else f" ({event.state})"
    topic = event.topics[0]
    return layouts.CardView(words(event.date) + state, event.title, topic_mark(site, topic).title), topic


def _claim(site: Site, identifier: str) -> tuple[layouts.CardView, str]:
    claim = site.get(identifier, Claim)
    status = f"{STATUSES[claim.status][0]}, as of {words(claim.as_of)}"
    return layouts.CardView(status, claim.text, topic_mark(site, claim.topic).title), claim.topic


def _source(site: Site, identifier: str) -> tuple[layouts.CardView, str]:
    source = site.get(identifier, Source)
    kicker = f"{SOURCE_KINDS[source.kind][0]}: {source.publisher}"
    return layouts.CardView(kicker, source.title, words(source.published) if source.published else ""), ""


def _plain(kind: type[Any], kicker: str, title: str, note: str = "") -> Callable[..., tuple[layouts.CardView, str]]:
    """How a kind is told by keys of its own; a note that is no key stands as it is."""

    def told(site: Site, identifier: str) -> tuple[layouts.CardView, str]:
        thing = site.get(identifier, kind)
        return layouts.CardView(getattr(thing, kicker, ""), getattr(thing, title), note), ""

    return told


SAYS: dict[str, Callable[[Site, str], tuple[layouts.CardView, str]]] = {
    "topic": _topic,
    "event": _event,
    "claim": _claim,
    "source": _source,
    "person": _plain(Person, "role", "name"),
    "organisation": _plain(Organisation, "type", "name"),
    "term": _plain(Term, "expansion", "term", PARTS["glossary"]),
    "dataset": _plain(Dataset, "unit", "title", PARTS["data"]),
    "page": _plain(Page, "", "title"),
}


def check(site: Site, identifier: str) -> Iterator[Problem]:
    """Whether the fonts can write the title of a thing."""
    face = site.face(identifier) if identifier else None
    title = face.title if face else site.config.home.question
    strange = sorted({script(letter) for letter in title} - SCRIPTS)
    if strange and not any(is_font(path) and path not in OWN for path in site.assets()):
        place = site.at(identifier, "title") if face else site.config_document.at("home")
        message = f"no font of the social cards has letters that are {strange[0].capitalize()}, as in “{title}”"
        yield warning(place, "no-font", message, f"put a font (.ttf or .otf) that has them into {FONTS}")


def is_font(path: str) -> bool:
    """Whether a file is one of the cards' fonts."""
    return path.startswith(FONTS) and path.endswith((".ttf", ".otf"))
