"""`check --external`: asked of a real server on this machine, politely, and with every answer that servers give."""

import asyncio
import json
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.doors import cli, external
from site_builder.doors.external import Answer, Manners
from tests.beside import beside
from tests.sites import PAGE, SITE_YAML, SOURCES, write_site

MANNERS = Manners(pause=0.0, timeout=1.0, private=True)
ROBOTS = "User-agent: site-builder\nDisallow: /closed\n\nUser-agent: *\nDisallow: /\n"


class Server(ThreadingHTTPServer):
    """A server that remembers what it was asked, and how many questions it had at once."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str]] = []
        self.agents: set[str] = set()
        self.under_way = self.most = 0
        self.robots = (200, ROBOTS)
        self.guard = threading.Lock()
        self.ended = threading.Event()

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"

    def times(self, path: str) -> int:
        return Counter(asked for _, asked in self.asked)[path]


class Handler(BaseHTTPRequestHandler):
    """Answers with the status that stands in the path."""

    server: Server

    def do_HEAD(self) -> None:
        self.count()

    def do_GET(self) -> None:
        self.count()

    def count(self) -> None:
        with self.server.guard:
            self.server.asked.append((self.command, self.path))
            self.server.agents.add(self.headers["User-Agent"])
            self.server.under_way += 1
            self.server.most = max(self.server.most, self.server.under_way)
        self.counted = True
        try:
            self.answer()
        finally:
            self.uncount()

    def uncount(self) -> None:
        """Before the answer is out: who has it may ask the next thing at once."""
        with self.server.guard:
            self.server.under_way -= self.counted
            self.counted = False

    def answer(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/robots.txt":
            self.reply(self.server.robots[0], self.server.robots[1].encode())
        elif path == "/slow":
            self.server.ended.wait(20)
        elif path == "/garbage":
            self.wfile.write(b"this is not HTTP\r\n\r\n")
        elif path == "/endless":
            self.reply(200, b"x" * 5_000_000)
        elif path.startswith("/to/"):
            _, _, status, target = path.split("/", 3)
            self.reply(int(status), b"", location=target if ":" in target else f"/{target}")
        elif path == "/loop":
            self.reply(302, b"", location="/loop")
        elif path == "/no-head" and self.command == "HEAD":
            self.reply(405, b"")
        elif path == "/head-lies" and self.command == "HEAD":
            self.reply(404, b"")
        else:
            found = re.fullmatch(r"/(\d{3}).*", path)
            self.reply(int(found[1]) if found else 200, b"a page")

    def reply(self, status: int, body: bytes, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        self.uncount()
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.ended.set()
    made.shutdown()
    made.server_close()


def silent(_words: str) -> None:
    """For tests that do not look at the progress."""


def ask(server: Server, *paths: str, manners: Manners = MANNERS) -> list[Answer]:
    addresses = [server.address(path) for path in paths]
    answers = beside(external.ask, addresses, manners, silent)
    return [answers[address] for address in dict.fromkeys(address.partition("#")[0] for address in addresses)]


# ---- What servers answer ----


@pytest.mark.parametrize(
    ("path", "outcome", "words"),
    [
        ("/200", "good", ""),
        ("/204", "good", ""),
        ("/to/302/200", "good", ""),
        ("/to/302/to/301/200", "good", ""),
        ("/to/302/404", "dead", "the server says 404"),
        ("/404", "dead", "the server says 404"),
        ("/410", "dead", "the server says 410"),
        ("/500", "dead", "the server says 500"),
        ("/403", "shy", "403"),
        ("/429", "shy", "429"),
        ("/503", "shy", "503"),
        ("/closed/page", "shy", "403"),
        ("/no-head", "good", ""),
        ("/head-lies", "good", ""),
        ("/endless", "good", ""),
        ("/loop", "dead", "it is redirected in a circle, or too often"),
        ("/to/302/file:///etc/passwd", "dead", "it leads to something that is no web page"),
        ("/slow", "dead", "nothing came for 1 seconds"),
        ("/garbage", "dead", "the connection broke off"),
    ],
)
def test_answer_is_read_for_what_it_is(server: Server, path: str, outcome: str, words: str) -> None:
    assert ask(server, path) == [Answer(outcome, words)]  # type: ignore[arg-type]


def test_page_that_has_moved_for_good_is_told_with_its_new_address(server: Server) -> None:
    moved = Answer("moved", server.address("/200"))
    assert ask(server, "/to/301/200", "/to/308/to/301/200") == [moved, moved]


def test_server_that_refuses_the_connection_is_dead() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        answers = beside(external.ask, [address], MANNERS, silent)
    assert answers == {address: Answer("dead", "the server refuses the connection")}


def test_name_that_nobody_has_is_dead() -> None:
    answers = beside(external.ask, ["http://nobody.invalid/"], MANNERS, silent)
    assert answers == {"http://nobody.invalid/": Answer("dead", external.NAMELESS)}


def test_computer_without_a_network_is_not_taken_for_a_dead_web() -> None:
    with pytest.raises(external.Offline):
        beside(external.ask, [f"http://nobody-{number}.invalid/" for number in range(5)], MANNERS, silent)


def test_private_networks_are_asked_only_when_that_is_wanted(server: Server) -> None:
    public = Manners(pause=0.0, timeout=1.0)
    assert ask(server, "/200", manners=public) == [
        Answer("dead", "it lies in a private network, which readers cannot reach")
    ]
    assert server.asked == []


# ---- Manners ----


def test_server_is_asked_one_thing_at_a_time_and_once_for_each_address(server: Server) -> None:
    ask(server, *(f"/200/{number}" for number in range(12)), "/200/1", "/200/2#part")
    assert server.most == 1
    assert {count for path, count in Counter(path for _, path in server.asked).items()} == {1}
    assert server.agents == {external.AGENT}


def test_servers_are_asked_beside_each_other(server: Server) -> None:
    other = Server()
    threading.Thread(target=other.serve_forever, args=(0.02,), daemon=True).start()
    met = threading.Barrier(2, timeout=20)
    answer = Handler.answer

    def wait_for_each_other(handler: Handler) -> None:
        if handler.path == "/200/met":
            met.wait()
        answer(handler)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Handler, "answer", wait_for_each_other)
        wanted = [server.address("/200/met"), other.address("/200/met")]
        answers = beside(external.ask, wanted, Manners(0.0, 20.0, private=True), silent)
    other.shutdown()
    other.server_close()
    assert set(answers.values()) == {Answer("good", "")}


def test_pause_stands_between_two_questions(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        waited.append(seconds)
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", noted)
    ask(server, "/200/1", "/200/2", manners=Manners(pause=60.0, timeout=5.0, private=True))
    assert [seconds > 0 for seconds in waited] == [False, True, True]


def test_rules_of_a_server_are_read_once_and_kept(server: Server) -> None:
    ask(server, "/200/1", "/closed/1", "/closed/2")
    assert server.times("/robots.txt") == 1
    assert server.times("/closed/1") == 0


def test_server_without_rules_allows_all_and_one_that_fails_to_give_them_nothing(server: Server) -> None:
    server.robots = (404, "")
    assert ask(server, "/closed/1") == [Answer("good", "")]
    server.robots = (500, "")
    assert ask(server, "/200") == [Answer("shy", "403")]


def test_server_that_has_enough_is_left_alone(server: Server) -> None:
    assert ask(server, "/429", "/200/1", "/404") == [Answer("shy", "429"), Answer("shy", "403"), Answer("shy", "403")]
    assert server.times("/200/1") == 0


# ---- In a site ----


@pytest.fixture
def site(tmp_path: Path, server: Server) -> Path:
    """The small site, all of whose addresses lead to the server; two are dead, one has moved."""
    good, gone, moved = (server.address(path) for path in ("/200", "/404", "/to/301/200"))
    links = f"\n[Good]({good}) and\n[gone]({gone}) and\n<{moved}>.\n"
    sources = SOURCES.replace("https://example.org/post/treaty", server.address("/410"))
    sources = sources.replace("https://example.com/herald/talks", server.address("/200?a=1&b=2"))
    files = {
        "content/pages/about.md": PAGE + links,
        "content/sources/press.yaml": sources,
        "content/site.yaml": SITE_YAML.replace("https://creativecommons.org/licenses/by/4.0/", server.address("/200")),
        "content/pages/later.md": "---\ntitle: A\nsummary: B.\ndraft: true\n---\n[x]("
        + server.address("/404/d")
        + ")\n",
    }
    return write_site(tmp_path, **files)


def check(site: Path, *words: str) -> tuple[int, list[tuple[str, str]]]:
    """The exit code, and (severity, place) of what is told of addresses."""
    done = beside(CliRunner().invoke, cli.commands, ["check", "--site", str(site), "--format", "json", *words])
    problems = json.loads(done.stdout)["problems"]
    told = [one for one in problems if one["code"] in {"dead-link", "moved-link"}]
    return done.exit_code, [(one["severity"], f"{one['path']}:{one['line']}:{one['column']}") for one in told]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds of pauses between questions would be a long test."""
    monkeypatch.setattr(external.Manners.__init__, "__defaults__", (0.0, 5.0, False))


def test_dead_addresses_are_told_where_they_stand_and_fail_nothing(site: Path) -> None:
    assert check(site, "--external", "--private") == (
        0,
        [
            ("warning", "content/pages/about.md:8:8"),
            ("info", "content/pages/about.md:9:2"),
            ("warning", "content/sources/press.yaml:5:8"),
        ],
    )


def test_nothing_is_asked_unless_it_is_wanted(site: Path, server: Server) -> None:
    assert check(site) == (0, [])
    assert server.asked == []


def test_site_decides_how_loud_a_dead_address_is(site: Path) -> None:
    config = site / "content/site.yaml"
    text = config.read_text("utf-8")
    config.write_text(text + "checks: {dead-link: error, moved-link: off}\n", "utf-8")
    code, told = check(site, "--external", "--private")
    assert (code, [severity for severity, _ in told]) == (1, ["error", "error"])
    config.write_text(
        text + "exceptions: [{check: dead-link, where: river-post, reason: The paper is gone; we have a copy.}]\n",
        "utf-8",
    )
    assert [place for _, place in check(site, "--external", "--private")[1]] == [
        "content/pages/about.md:8:8",
        "content/pages/about.md:9:2",
    ]


def test_answers_are_believed_for_days(site: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    first = check(site, "--external", "--private")
    asked = len(server.asked)
    assert check(site, "--external", "--private") == first
    assert len(server.asked) == asked
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(time.time()) + 3 * external.DAY))
    assert check(site, "--external", "--private") == first
    again = {path for _, path in server.asked[asked:]}
    assert again == {"/robots.txt", "/404", "/410"}  # what was dead may be back; the rest is believed for longer
    asked = len(server.asked)
    assert check(site, "--external", "--private", "--no-cache") == first
    assert len(server.asked) > asked


@pytest.mark.parametrize("text", ["", "[]", '{"http://x/": 5}', '{"http://x/": {"outcome": "odd"}}', "\xff"])
def test_memory_that_is_damaged_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / external.NAME).write_text(text, "latin-1")
    assert external.recall(tmp_path, 5.0) == {}
    external.keep(tmp_path, {"http://y/": Answer("good", "")}, 5.0)
    assert external.recall(tmp_path, 6.0).get("http://y/") in {Answer("good", ""), None}
