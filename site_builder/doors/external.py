"""Addresses on the web: whether what the site links to still answers. Asked for politely, and remembered for days.

What a server answers decides nothing by itself: a refusal (401, 403, 429 and the like) is no sign that a reader would
be refused, so it is counted and not told.
"""

import asyncio
import html
import ipaddress
import json
import os
import re
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.netutil import DefaultLoopResolver
from tornado.simple_httpclient import HTTPTimeoutError, SimpleAsyncHTTPClient

from site_builder import __version__
from site_builder.content.parse import parse
from site_builder.core.documents import Document, File
from site_builder.core.model import SiteConfig
from site_builder.core.problems import Place, Problem
from site_builder.engine import disk
from site_builder.engine.result import Request
from site_builder.engine.store import make_folder
from site_builder.engine.unchanged import clock
from site_builder.weave.checks import Settings, settings

AGENT = f"site-builder/{__version__} (looks whether links still answer)"
NAME = "links.json"
HREF = re.compile(r'href="(https?://[^"]+)"')
# So many redirects are followed, and so many servers are asked at once; one server is never asked twice at once.
REDIRECTS, SERVERS = 5, 8
DAY = 86_400
# Days for which an answer is believed.
FRESH: dict[str, int] = {"good": 14, "moved": 14, "shy": 7, "dead": 1}
REDIRECTING, FOR_GOOD = {301, 302, 303, 307, 308}, {301, 308}
REFUSING = {401, 402, 403, 405, 406, 407, 418, 421, 425, 429, 451, 501, 503, 999}
# Of a page no more than this many bytes are taken; no server is waited for longer than this many seconds.
LARGEST, LONGEST_PAUSE = 1_000_000, 30.0
NAMELESS, MANY = "no server has this name", 5
Outcome = Literal["good", "moved", "shy", "dead"]


class Answer(NamedTuple):
    """What came of asking for an address. words: where it has moved to, or why it is dead."""

    outcome: Outcome
    words: str


@dataclass(frozen=True, slots=True)
class Manners:
    """How servers are asked. pause: seconds between two questions to one server; timeout: seconds for an answer.

    private: whether addresses in private networks are asked too, which no reader could reach.
    """

    pause: float = 1.0
    timeout: float = 20.0
    private: bool = False


class Spot(NamedTuple):
    """An address of the web in the content. about: the id of the thing that holds it."""

    address: str
    place: Place
    about: str


def check(request: Request, manners: Manners, tell: Callable[[str], None]) -> list[Problem]:
    """What is wrong with the addresses in a site's content; what was asked lately is not asked again. Raises Offline.

    Without a site.yaml that can be read nothing is looked at: its own problems come first.
    """
    read = [(file, parse(file).documents) for file in disk.read_all(request.root)[0]]
    config = next((one for _, documents in read for one in documents if isinstance(one.meta, SiteConfig)), None)
    if config is None:
        return []
    found = list(spots(read, drafts=request.drafts))
    known = recall(request.cache, clock()) if request.cache and not request.fresh else {}
    wanted = [spot.address for spot in found if urldefrag(spot.address)[0] not in known]
    answers = ask(wanted, manners, tell)
    if request.cache:
        keep(request.cache, answers, clock())
    return list(told(found, known | answers, settings(config)))


# ---- What is asked for ----


def spots(files: Iterable[tuple[File, tuple[Document, ...]]], *, drafts: bool) -> Iterator[Spot]:
    """Every address of the web in the content, each where it stands. drafts: those of drafts as well."""
    for file, documents in files:
        lines = file.text.split("\n")
        for document in documents:
            if document.meta.draft and not drafts:
                continue
            begin = sum(len(line) + 1 for line in lines[: max(0, document.place.line - 1)])
            for address in dict.fromkeys(_addresses(document)):
                yield Spot(address, _place(file, address, begin) or document.place, document.id)


def _addresses(document: Document) -> Iterator[str]:
    meta = document.meta
    for owner in (meta, *((meta.publisher, meta.licence) if isinstance(meta, SiteConfig) else ())):
        for key in ("url", "archived_url"):
            if address := getattr(owner, key, ""):
                yield address
    for fragment in document.body.fragments if document.body else ():
        for found in HREF.finditer(fragment):
            yield html.unescape(found[1])


def _place(file: File, address: str, begin: int) -> Place | None:
    """Where an address stands, from the begin of its thing on."""
    at = file.text.find(address, begin)
    if at < 0:
        return None
    line = file.text.count("\n", 0, at) + 1
    return Place(file.path, line, at - file.text.rfind("\n", 0, at), len(address))


# ---- What is told ----


def told(found: Iterable[Spot], answers: Mapping[str, Answer], chosen: Settings) -> Iterator[Problem]:
    """What there is to tell of addresses that are dead or have moved, as the site wants checks told."""
    for spot in found:
        answer = answers.get(urldefrag(spot.address)[0])
        code = {"dead": "dead-link", "moved": "moved-link"}.get(answer.outcome) if answer else None
        if answer is None or code is None:
            continue
        level = chosen.levels[code]
        if level == "off" or chosen.is_excused(code, spot.about, spot.place, spot.address):
            continue
        if code == "dead-link":
            message = f"{spot.address} does not answer: {answer.words}"
            hint = "find where it stands now, or a copy of it"
        else:
            message, hint = f"{spot.address} has moved for good", f"write {answer.words}"
        yield Problem(spot.place, level, code, message, hint)


# ---- What is remembered ----


def recall(folder: Path, now: float) -> dict[str, Answer]:
    """The answers of the last days; nothing where they cannot be read. now: seconds since 1970."""
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
        held = json.loads((folder / NAME).read_text("utf-8"))
        return {
            str(address): Answer(one["outcome"], str(one["words"]))
            for address, one in held.items()
            if 0 <= now - float(one["at"]) < FRESH[one["outcome"]] * DAY
        }
    return {}


def keep(folder: Path, answers: Mapping[str, Answer], now: float) -> None:
    """Adds answers to those that are remembered."""
    held: dict[str, Any] = {}
    with suppress(OSError, ValueError):
        found = json.loads((folder / NAME).read_text("utf-8"))
        held = found if isinstance(found, dict) else {}
    held |= {address: {**answer._asdict(), "at": now} for address, answer in answers.items()}
    unfinished = folder / f".{NAME}.{os.getpid()}.tmp"
    with suppress(OSError):
        make_folder(folder)
        unfinished.write_text(json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
        unfinished.replace(folder / NAME)


# ---- How it is asked ----


def ask(addresses: Iterable[str], manners: Manners, tell: Callable[[str], None]) -> dict[str, Answer]:
    """The answer for every address, without its fragment. tell: is told how far it is. Raises Offline."""
    wanted = list(dict.fromkeys(urldefrag(address)[0] for address in addresses))
    return asyncio.run(_ask(wanted, manners, tell)) if wanted else {}


async def _ask(addresses: list[str], manners: Manners, tell: Callable[[str], None]) -> dict[str, Answer]:
    asker = Asker(manners, asyncio.Semaphore(SERVERS))
    by_server: dict[str, list[str]] = {}
    for address in addresses:
        by_server.setdefault(urlsplit(address).netloc.lower(), []).append(address)
    answers: dict[str, Answer] = {}

    async def question(wanted: list[str]) -> None:
        for address in wanted:
            answers[address] = await asker.answer(address)
            tell(f"asking for addresses: {len(answers):,} of {len(addresses):,}")

    try:
        await asyncio.gather(*map(question, by_server.values()))
    finally:
        asker.client.close()
    if len(answers) >= MANY and all(answer.words == NAMELESS for answer in answers.values()):
        raise Offline
    return {address: answers[address] for address in addresses}


class Offline(Exception):
    """No server could be found at all: it is the network that is missing, not the servers."""


class Private(OSError):
    """An address in a private network."""


class PublicResolver(DefaultLoopResolver):
    """Finds no address that readers elsewhere could not reach."""

    async def resolve(
        self, host: str, port: int, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[tuple[int, Any]]:
        """As the library's own does. Raises Private where a name leads into a private network."""
        found = await super().resolve(host, port, family)
        if not all(ipaddress.ip_address(address[0].partition("%")[0]).is_global for _, address in found):
            raise Private
        return found


@dataclass
class _Server:
    """What is known of a server. turn: of whoever asks; robots: its rules; pause: seconds between two questions;
    free_at: when the next may be put; tired: whether it has asked for an end."""

    pause: float
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    robots: RobotFileParser | None = None
    free_at: float = 0.0
    tired: bool = False


class Asker:
    """Asks servers for addresses, each server for one thing at a time and with a pause after it."""

    def __init__(self, manners: Manners, slots: asyncio.Semaphore) -> None:
        self.manners, self.slots = manners, slots
        resolver = DefaultLoopResolver() if manners.private else PublicResolver()
        self.client = SimpleAsyncHTTPClient(
            force_instance=True, resolver=resolver, max_clients=SERVERS, max_body_size=LARGEST
        )
        self.servers: dict[str, _Server] = {}

    async def answer(self, address: str) -> Answer:
        """What came of asking for an address, after all its redirects."""
        has_moved, way = True, address
        for _ in range(REDIRECTS + 1):
            status, words = await self._question(way)
            if status in REDIRECTING and words:
                way, has_moved = urldefrag(urljoin(way, words))[0], has_moved and status in FOR_GOOD
                if urlsplit(way).scheme not in {"http", "https"}:
                    return Answer("dead", "it leads to something that is no web page")
                continue
            if status in REFUSING:
                return Answer("shy", str(status))
            if not status or status >= 300:
                return Answer("dead", words if not status else f"the server says {status}")
            return Answer("moved", way) if has_moved and way != address else Answer("good", "")
        return Answer("dead", "it is redirected in a circle, or too often")

    async def _question(self, way: str) -> tuple[int, str]:
        """A status with the address that it leads to; 0 with the reason where there is no answer."""
        server = self.servers.setdefault(urlsplit(way).netloc.lower(), _Server(self.manners.pause))
        async with server.turn:
            if server.robots is None:
                server.robots = await self._robots(server, way)
            if server.tired or not server.robots.can_fetch(AGENT, way):
                return 403, ""
            status, words = await self._fetch(server, way, "HEAD")
            if status >= 400 and status != 429:  # some servers answer whole questions only
                status, words = await self._fetch(server, way, "GET")
            server.tired = status == 429
            return status, words

    async def _robots(self, server: _Server, way: str) -> RobotFileParser:
        """What a server's robots.txt allows: all where it has none, nothing where the server fails to give it."""
        rules = RobotFileParser()
        body = bytearray()
        status, _ = await self._fetch(server, urljoin(way, "/robots.txt"), "GET", body)
        allowed = body.decode("utf-8", "replace").splitlines() if status == 200 else []
        rules.parse(["User-agent: *", "Disallow: /"] if status >= 500 else allowed)
        server.pause = max(server.pause, min(float(rules.crawl_delay(AGENT) or 0), LONGEST_PAUSE))
        return rules

    async def _fetch(self, server: _Server, way: str, method: str, body: bytearray | None = None) -> tuple[int, str]:
        """As `_question` gives it. body: takes what the server sends."""
        head: list[str] = []
        request = HTTPRequest(
            way,
            method=method,
            user_agent=AGENT,
            follow_redirects=False,
            connect_timeout=self.manners.timeout,
            request_timeout=self.manners.timeout,
            header_callback=head.append,
            streaming_callback=body.extend if body is not None else _ignore,
        )
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(max(0.0, server.free_at - clock()))
        reason = ""
        try:
            async with self.slots:
                await self.client.fetch(request, raise_error=False)
        except (HTTPClientError, OSError, ValueError) as fault:
            reason = _why(fault, self.manners.timeout)
        server.free_at = clock() + server.pause
        return _read(head) or (0, reason or "it sends nothing that a browser could read")


def _ignore(_chunk: bytes) -> None:
    """For what nobody reads."""


def _read(head: list[str]) -> tuple[int, str] | None:
    """Status and location in the first lines of an answer. Whether the rest came too does not matter."""
    status = next((found for line in head if (found := re.match(r"HTTP/[\d.]+ (\d{3})", line))), None)
    if status is None:
        return None
    locations = [line.partition(":")[2].strip() for line in head if line.lower().startswith("location:")]
    return int(status[1]), locations[0] if locations else ""


def _why(fault: Exception, timeout: float) -> str:
    """Why there was no answer, in words."""
    match fault:
        case Private():
            return "it lies in a private network, which readers cannot reach"
        case HTTPTimeoutError():
            return f"nothing came for {timeout:g} seconds"
        case socket.gaierror():
            return NAMELESS
        case ConnectionRefusedError():
            return "the server refuses the connection"
        case ssl.SSLError():
            return "its certificate is not accepted"
        case _:
            return "the connection broke off"
