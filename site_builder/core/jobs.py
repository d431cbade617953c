"""Jobs and outputs: what the plan asks for, and the bytes that come of it."""

from dataclasses import dataclass
from typing import Any

View = Any


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page has. url: its own address; canonical: the same with the base URL.

    root: what stands before a root-relative address instead of a relative way; only the 404 page has one, because
    it is shown at any depth. navigation: (label, url, is the current part); footer: likewise.
    breadcrumbs: (label, url), home first. alternates: what says the same to machines, as (media type, title, url).
    card: the file beside the page that is its picture where it is shared, or ""; accent: of the page's topic, or "".
    style: CSS of the site's own, "" where it looks as the theme has it; font: of titles, and logo: paths from the
    site's root, "" for none.
    hidden: why the page is shown in a preview only: "draft", the day it appears, or "" for a public page.
    """

    site_title: str
    tagline: str
    language: str
    publisher: str
    licence_name: str
    licence_url: str
    as_of_note: str
    title: str
    description: str
    kind: str
    url: str
    canonical: str
    root: str
    navigation: tuple[tuple[str, str, bool], ...]
    footer: tuple[tuple[str, str], ...]
    breadcrumbs: tuple[tuple[str, str], ...]
    alternates: tuple[tuple[str, str, str], ...]
    card: str
    accent: str
    style: str
    font: str
    logo: str
    hidden: str


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that one output needs beside its templates, and nothing else."""

    output: str
    layout: str
    view: View
    frame: Frame


@dataclass(frozen=True, slots=True)
class Output:
    """A file to publish: POSIX path below the output folder."""

    path: str
    data: bytes
