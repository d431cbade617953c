"""The site as a page meets it: whatever a page asks is noted, so that it is known what the page depends on."""

from collections.abc import Callable
from typing import Any, TypeVar

from site_builder.core.documents import Body, Document
from site_builder.core.model import Dataset, Meta, SiteConfig, Table
from site_builder.core.problems import Place, Problem, error
from site_builder.core.slugs import address
from site_builder.core.views import Card
from site_builder.weave.facts import Facts
from site_builder.weave.faults import Library
from site_builder.weave.index import Index

M = TypeVar("M", bound=Meta)
V = TypeVar("V")


class Site:
    """Everything that is published. It lives on this floor only.

    asked: every question that was put to it since the set was last changed for another; the answers to these, and
    nothing else, make a page what it is.
    """

    def __init__(self, index: Index, library: Library) -> None:
        self.index, self.library = index, library
        self.asked: set[str] = set()
        self._remembered: dict[tuple[Callable[..., object], str], Any] = {}

    # ---- What is asked for, and noted ----

    @property
    def config(self) -> SiteConfig:
        """What site.yaml says."""
        self.asked.add("site")
        assert self.index.config is not None
        meta = self._document(self.index.config).meta
        assert isinstance(meta, SiteConfig)
        return meta

    @property
    def config_document(self) -> Document:
        """site.yaml with its places."""
        self.asked |= {"site", "site-text"}
        assert self.index.config is not None
        return self._document(self.index.config)

    def get(self, identifier: str, kind: type[M]) -> M:
        """The thing of a kind that an id names; the id was checked before."""
        self.asked.add(f"meta {identifier}")
        meta = self._document(self.index.public[identifier]).meta
        assert isinstance(meta, kind), f"{identifier} is not a {kind.__name__}"
        return meta

    def every(self, kind: type[M]) -> tuple[M, ...]:
        """Everything of a kind, in order."""
        return tuple(self.get(identifier, kind) for identifier in self.ids(kind.__name__.lower()))

    def ids(self, kind: str) -> tuple[str, ...]:
        """The ids of a kind, in order."""
        self.asked.add(f"all {kind}")
        return self.index.ids(kind)

    def face(self, identifier: str) -> Facts | None:
        """Title, summary, kind and the like of a thing; None where nothing public is called so."""
        self.asked.add(f"face {identifier}")
        return self.index.public.get(identifier)

    def body(self, identifier: str) -> Body | None:
        """The text of a thing."""
        self.asked.add(f"body {identifier}")
        one = self.index.public[identifier]
        return self.library.body(one.path) if one.body else None

    def is_examined(self, identifier: str) -> bool:
        """Whether the text of a thing holds what only the whole site can check."""
        self.asked.add(f"body {identifier}")
        return self.index.public[identifier].examined

    def at(self, identifier: str, key: str = "") -> Place:
        """Where a key of a thing stands, or the thing itself."""
        self.asked.add(f"text {identifier}")
        document = self._document(self.index.public[identifier])
        return document.at(key) if key else document.place

    def sections(self, topic: str) -> tuple[str, ...]:
        """The ids of a topic's sections, in order."""
        self.asked.add(f"sections {topic}")
        return self.index.sections_by_topic.get(topic, ())

    def beside(self, identifier: str) -> tuple[str | None, str | None]:
        """The ids before and after one of its kind."""
        self.asked.add(f"beside {identifier}")
        found = self.index.beside(identifier)
        assert found is not None, f"what stands beside {identifier} is not watched"
        return found

    def speakers(self, identifier: str) -> tuple[Facts, ...]:
        """Who speaks of a thing, in the order of the files."""
        self.asked.add(f"speakers {identifier}")
        return tuple(self.index.speakers(identifier))

    def naming(self, identifier: str, kind: str, field: str) -> tuple[str, ...]:
        """The ids of a kind that name a thing in a field, in the order of that kind."""
        found = [
            one.id
            for one in self.speakers(identifier)
            if one.kind == kind and any((name, where) == (identifier, field) for name, _, where in one.names)
        ]
        self.asked |= {f"face {one}" for one in found}
        return tuple(sorted(found, key=self.index.positions.__getitem__))

    def named_by(self, identifier: str) -> tuple[str, ...]:
        """The ids that a thing refers to."""
        self.asked |= {f"meta {identifier}", f"body {identifier}"}
        return self.index.public[identifier].targets

    def is_future(self, event: str) -> bool:
        """Whether an event lies wholly after today."""
        self.asked.add(f"future {event}")
        return self.index.is_future(event)

    def latest(self) -> tuple[str, ...]:
        """The ids of the last turning points, newest first."""
        self.asked.add("latest")
        return self.index.latest()

    def minutes(self, topic: str) -> int:
        """How long it takes to read a topic."""
        self.asked.add(f"minutes {topic}")
        return self.index.minutes(topic)

    def hidden(self, identifier: str) -> str:
        """Why a thing is shown in a preview only: "draft", the day it appears, or "" for a public one."""
        self.asked.add(f"hidden {identifier}")
        return self.index.hidden.get(identifier, "")

    def table(self, path: str) -> Table | None:
        """The cells of a CSV file."""
        self.asked.add(f"table {path}")
        found = self.index.tables.get(path)
        meta = self._document(found).meta if found else None
        assert meta is None or isinstance(meta, Table)
        return meta

    def tables(self) -> tuple[str, ...]:
        """The paths of all CSV files."""
        self.asked.add("tables")
        return tuple(self.index.tables)

    def has_asset(self, path: str) -> bool:
        """Whether there is a static file, such as "static/images/map.svg"."""
        self.asked.add(f"asset {path}")
        return path in self.index.terms.assets

    def assets(self) -> tuple[str, ...]:
        """The paths of all static files."""
        self.asked.add("assets")
        return tuple(sorted(self.index.terms.assets))

    @property
    def lost(self) -> frozenset[str]:
        """Ids of things whose own files are at fault."""
        self.asked.add("lost")
        return self.index.terms.lost

    def _document(self, one: Facts) -> Document:
        return self.library.documents(one.path)[one.number]

    # ---- What is made of the answers ----

    def remember(self, make: Callable[["Site", str], V], about: str) -> V:
        """What `make` gives for an id, made once; whoever is given it has asked what it was made of."""
        held: tuple[V, set[str]] | None = self._remembered.get((make, about))
        if held is None:
            outer, self.asked = self.asked, set()
            try:
                held = self._remembered[make, about] = make(self, about), self.asked
            finally:
                self.asked = outer
        self.asked |= held[1]
        return held[0]

    def card(self, identifier: str) -> Card:
        """The public face of a thing."""
        one = self.face(identifier)
        assert one is not None
        detail = one.kind.capitalize()
        if one.kind == "section":
            topic = self.face(identifier.partition("/")[0])
            detail = f"Section of {topic.title if topic else ''}"
        elif one.kind in {"person", "organisation"}:
            detail = one.detail[:1].upper() + one.detail[1:] if one.kind == "organisation" else one.detail
        return Card(identifier, one.kind, detail, one.title, one.summary, address(one.kind, identifier))

    def mentions(self, identifier: str, *kinds: str) -> tuple[Card, ...]:
        """The pages that speak of a thing, each once, in the order of the site. kinds: only these, or all."""
        found = [one for one in self.speakers(identifier) if not kinds or one.kind in kinds]
        return tuple(self.card(one.id) if one.kind != "site" else self._home() for one in found)

    def _home(self) -> Card:
        return Card("home", "site", "Home page", self.config.home.question, self.config.description, "")

    def path_of_table(self, dataset: Dataset) -> str:
        """The path of the CSV file that a dataset names."""
        one = self.face(dataset.id)
        assert one is not None
        return f"{one.path.rpartition('/')[0]}/{dataset.file}"


def missing_config() -> Problem:
    """The problem of a site without site.yaml."""
    hint = "write it; docs/content-model.md lists what it needs"
    return error(Place("content/site.yaml"), "no-site", "there is no content/site.yaml", hint)
