"""What breaks under a running preview, on purpose: each time it lives, says so, and recovers by itself."""

import http.client
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from site_builder.doors import desk as desks
from site_builder.doors.desk import Desk
from site_builder.doors.notices import Scope
from site_builder.doors.serving import Stand
from site_builder.engine import disk, scan
from site_builder.engine.build import build
from site_builder.engine.result import Request, Result
from tests.previewing import ROOT, Served, free_port, is_clean, output, pause, saying, serving, shows, tree, until
from tests.sites import PAGE, write_site

ABOUT = "content/pages/about.md"
SECTION = "content/topics/water/10-what-was-signed.md"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="this breaks what only Linux has")
ALONE = pytest.mark.skipif(os.cpu_count() == 1, reason="one processor makes no use of others' help")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(write_site(tmp_path / "site")) as served:
        yield served
        assert served.process.poll() is None, served.words


@pytest.fixture
def aside(tmp_path: Path) -> Path:
    folder = tmp_path / "aside"
    folder.mkdir()
    return folder


def broken_template(site: Path) -> None:
    (site / "templates").mkdir()
    (site / "templates/page.html").write_text("{% block main %}{{ view.titel }}{% endbloc %}", "utf-8")


def template_that_fails(site: Path) -> None:
    (site / "templates").mkdir()
    (site / "templates/page.html").write_text("{{ view.titel }}", "utf-8")


def broken_front_matter(site: Path) -> None:
    (site / ABOUT).write_text(PAGE.replace("title: About", "title: [About"), "utf-8")


def broken_yaml(site: Path) -> None:
    (site / "content/sources/press.yaml").write_text("- id: {\n", "utf-8")


def folder_away(site: Path) -> None:
    shutil.rmtree(site / "content/sources")


def everything_away(site: Path) -> None:
    shutil.rmtree(site / "content")


def not_text(site: Path) -> None:
    (site / ABOUT).write_bytes(b"---\ntitle: \xff\xfe\n---\n")


def link_to_nowhere(site: Path) -> None:
    (site / ABOUT).unlink()
    (site / ABOUT).symlink_to("nowhere.md")


def link_in_a_circle(site: Path) -> None:
    (site / ABOUT).unlink()
    (site / ABOUT).symlink_to("about.md")


def pipe_in_place_of_a_file(site: Path) -> None:
    (site / ABOUT).unlink()
    os.mkfifo(site / ABOUT)


def folder_in_place_of_a_file(site: Path) -> None:
    (site / SECTION).unlink()
    (site / SECTION).mkdir()


def too_large(site: Path) -> None:
    with (site / ABOUT).open("wb") as file:
        file.truncate(30_000_000)


BREAKS: tuple[Callable[[Path], None], ...] = (
    broken_template,
    template_that_fails,
    broken_front_matter,
    broken_yaml,
    folder_away,
    everything_away,
    not_text,
    link_to_nowhere,
    link_in_a_circle,
    pipe_in_place_of_a_file,
    folder_in_place_of_a_file,
    too_large,
)


@pytest.fixture(scope="module")
def broken_again_and_again(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One preview that lives through every break."""
    with serving(write_site(tmp_path_factory.mktemp("site"))) as served:
        yield served
        assert served.process.poll() is None, served.words


@pytest.mark.parametrize("harm", BREAKS, ids=lambda harm: harm.__name__)
def test_break_is_told_on_the_last_good_page_and_mended(
    broken_again_and_again: Served, tmp_path: Path, aside: Path, harm: Callable[[Path], None]
) -> None:
    served = broken_again_and_again
    shutil.copytree(served.site, tmp_path / "good", ignore=shutil.ignore_patterns(".cache"))
    good, kept = tree(output(served)), "The browser keeps the last good page"
    already = served.words.count(kept)
    harm(served.site)
    served.has(kept, times=already + 1)
    answer, text = served.get("/about/")
    assert answer.status == 200
    assert '"severity": "error"' in text
    assert tree(output(served)) == good
    for folder in ("content", "templates"):
        shutil.rmtree(served.site / folder, ignore_errors=True)
    shutil.copytree(tmp_path / "good/content", served.site / "content")
    until(lambda: '"severity": "error"' not in served.get("/about/")[1], lambda: served.words)
    served.save(ABOUT, saying(f"Alive after {harm.__name__}."))
    shows(served, "/about/", f"Alive after {harm.__name__}.")
    is_clean(served, aside)


@LINUX
def test_pipe_that_takes_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    """Between a look and the reading: a program that waited for somebody to write into it could not even be ended."""
    os.mkfifo(tmp_path / "pipe")
    with ThreadPoolExecutor(1) as aside:
        reading = aside.submit(disk.read, str(tmp_path / "pipe"))
        try:
            assert reading.result(10) == b""
        finally:
            os.close(os.open(tmp_path / "pipe", os.O_RDWR))  # lets go of whoever waits


def test_file_that_is_saved_while_a_build_reads_is_read_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is told of it: the build begins again with what was saved."""
    site = write_site(tmp_path / "site")
    desk = Desk(Request(site, tmp_path / "out"), Stand(tmp_path / "out", Scope(site)))
    desks.begin(desk)

    def disturbed(request: Request, **given: Any) -> Result:  # noqa: ANN401 - whatever a build takes
        monkeypatch.setattr(desks, "build", build)
        (site / ABOUT).write_text(saying("Saved meanwhile."), "utf-8")
        raise disk.Moved(f"{ABOUT} was changed while it was read; build again")

    monkeypatch.setattr(desks, "build", disturbed)
    (site / ABOUT).write_text(saying("Saved before."), "utf-8")
    outcome = desks.follow_hints(desk, {ABOUT})
    assert outcome is not None
    assert outcome.fault == ""
    assert "Saved meanwhile." in (tmp_path / "out/about/index.html").read_text("utf-8")
    assert desk.listing is not None
    assert desk.listing.packed == scan.look(str(site)).packed  # it knows what it has built


@LINUX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_file_that_may_not_be_read_is_told(served: Served) -> None:
    (served.site / ABOUT).chmod(0)
    served.has("error[unreadable]")
    (served.site / ABOUT).chmod(0o644)
    served.save(ABOUT, saying("Alive."))
    shows(served, "/about/", "Alive.")


@LINUX
def test_full_disk_is_told_and_forgotten_when_there_is_room(served: Served, aside: Path) -> None:
    """As far as a program can tell: from now on the system refuses what it writes beyond the first few bytes."""
    process = served.process.pid
    _, most = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (64, most))
    served.save(ABOUT, saying("Alive."))
    served.has("The site could not be built")
    answer, text = served.get("/about/")
    assert (answer.status, "Alive." in text) == (200, False)
    assert "could not be built" in text
    resource.prlimit(process, resource.RLIMIT_FSIZE, (most, most))
    shows(served, "/about/", "Alive.")  # without another save
    until(lambda: "could not be built" not in served.get("/about/")[1], lambda: served.words)
    is_clean(served, aside)


@LINUX
def test_program_that_may_open_no_more_files_lives_on(served: Served) -> None:
    process = served.process.pid
    few, most = resource.prlimit(process, resource.RLIMIT_NOFILE)
    resource.prlimit(process, resource.RLIMIT_NOFILE, (3, most))  # which are in use from the first moment
    served.save(ABOUT, saying("Alive."))
    served.has("The browser keeps the last good page")
    resource.prlimit(process, resource.RLIMIT_NOFILE, (few, most))
    shows(served, "/about/", "Alive.")


def test_another_branch_is_shown_and_so_is_the_first_one_again(served: Served, aside: Path) -> None:
    def git(*words: str) -> None:
        name = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
        subprocess.run(["git", *name, *words], cwd=served.site, check=True, capture_output=True)

    git("init", "--quiet", "--initial-branch=main")
    git("add", "content")
    git("commit", "--quiet", "--message=One")
    git("checkout", "--quiet", "-b", "other")
    for number in range(30):
        served.save(f"content/pages/page-{number}.md", saying(f"Page {number}."))
    served.save(ABOUT, saying("On the other branch."))
    git("add", "content")
    git("commit", "--quiet", "--message=Other")
    shows(served, "/about/", "On the other branch.")
    for branch, there in (("main", False), ("other", True), ("main", False)):
        git("checkout", "--quiet", branch)
        until(
            lambda there=there: (served.get("/page-29/")[0].status == 200) is there,  # type: ignore[misc]
            lambda: served.words,
        )
        is_clean(served, aside)


def test_what_editors_write_beside_and_over_a_file_is_no_problem(served: Served, aside: Path) -> None:
    """Vim's swap, backup and probe files, Emacs's locks, and a file that is taken away before it is written anew."""
    pages = served.site / "content/pages"
    (pages / ".#about.md").symlink_to("somebody@machine.1:1")
    (pages / ".about.md.swp").write_bytes(b"b0VIM 9.0\0\xff")
    (pages / "about.md~").write_text("before", "utf-8")
    for number in range(5):
        (pages / "4913").touch()
        (pages / "4913").unlink()
        (pages / "about.md").rename(pages / "about.md~")
        served.save(ABOUT, saying(f"Word {number}."))
        (pages / "about.md~").unlink()
        shows(served, "/about/", f"Word {number}.")
    is_clean(served, aside)
    assert "4913" not in served.get("/about/")[1]


@LINUX
def test_burst_of_thirty_saved_files_is_one_build(served: Served) -> None:
    """The program is stopped while they are saved, so that a busy machine cannot part them."""
    served.process.send_signal(signal.SIGSTOP)
    for number in range(30):
        served.save(f"content/pages/page-{number}.md", saying(f"Page {number}."))
    served.process.send_signal(signal.SIGCONT)
    shows(served, "/page-29/", "Page 29.")
    served.save(ABOUT, saying("The end."))
    shows(served, "/about/", "The end.")
    served.has("Built anew in", times=2)
    assert served.words.count("Built anew in") == 2


def large(folder: Path, pages: int) -> Path:
    """A site that is worth more than one process."""
    changes = {f"content/pages/page-{number}.md": saying(f"Page {number}. " * 40) for number in range(pages)}
    return write_site(folder, **changes)


def children_of(process: int, word: str) -> list[int]:
    """The processes below one that were started with a word."""
    children: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            children += map(int, (task / "children").read_text("utf-8").split())
        return [child for child in children if word in Path(f"/proc/{child}/cmdline").read_text("utf-8")]
    return []


@ALONE
@LINUX
def test_worker_that_is_killed_does_not_end_the_preview(tmp_path: Path, aside: Path) -> None:
    with serving(large(tmp_path / "site", 1000)) as served:  # so that the build lasts
        (served.site / "templates").mkdir()
        base = (ROOT / "templates/base.html").read_text("utf-8")
        served.save("templates/base.html", base.replace("<head>", "<head><!-- mine -->"))
        mine, word = served.process.pid, "spawn_main"
        until(lambda: bool(children_of(mine, word)), lambda: f"no process came to help: {served.words}")
        # While one is still being started, Python's own pool stumbles over the death of the other, and says so.
        for _ in range(10):
            pause()
        for worker in children_of(mine, word):
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        shows(served, "/page-150/", "<!-- mine -->")
        served.has("this build went on without such help")
        is_clean(served, aside)


@ALONE
@LINUX
def test_ctrl_c_ends_a_large_first_build_without_a_traceback(tmp_path: Path) -> None:
    """In a terminal Ctrl-C reaches every process of the group, the workers too."""
    command = [sys.executable, "-m", "site_builder", "serve", "--site", str(large(tmp_path / "site", 400))]
    process = subprocess.Popen(
        [*command, "--port", str(free_port())],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    until(lambda: len(children_of(process.pid, "serve")) > 1, lambda: "no process came to help")
    os.killpg(process.pid, signal.SIGINT)
    words, _ = process.communicate(timeout=60)
    assert process.returncode in {0, 130}
    assert "Traceback" not in words, words
    assert "The preview has ended." in words


def test_terminal_says_only_what_is_new_or_gone(served: Served) -> None:
    served.save(ABOUT, saying("See [[one-thing]]."))
    served.has('"one-thing"')
    served.save(ABOUT, saying("\nMore above.\n\nSee [[one-thing]] and [[another]]."))
    served.has('nothing here is called "another"')
    served.says(r"Problems: 1 new, 0 mended, \d+ in all\.")
    served.save(ABOUT, saying("See [[another]]."))
    served.has("mended: content/pages/about.md:10:5: error[unknown-id]")
    served.save(ABOUT, saying("Well."))
    served.has("mended: content/pages/about.md:7:5: error[unknown-id]")
    assert served.words.count('nothing here is called "one-thing"') == 1
    assert served.words.count('nothing here is called "another"') == 1


# Strangers.


def say(port: int, raw: bytes) -> tuple[int, bytes, dict[str, str]]:
    """What a raw request is answered: status, body and headers."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(raw)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        body = b"" if answer.status == 101 else answer.read()
        return answer.status, body, dict(answer.getheaders())


HOSTILE = {
    "foreign host": b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "foreign host that begins like ours": b"GET / HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n",
    "address in the network": b"GET / HTTP/1.1\r\nHost: 192.168.0.7\r\n\r\n",
    "host in the address": b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
    "foreign origin": b"GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n",
    "no origin at all": b"GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n\r\n",
    "other scheme": b"GET / HTTP/1.1\r\nHost: localhost:1\r\nOrigin: https://localhost:1\r\n\r\n",
    "other port": b"GET / HTTP/1.1\r\nHost: localhost:1\r\nOrigin: http://localhost:2\r\n\r\n",
}
UPGRADE = (
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A preview for strangers, at which they may try whatever they like."""
    with serving(write_site(tmp_path_factory.mktemp("site"))) as served:
        yield served


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("path", [b"/", b"/livereload", b"/.preview/preview.js", b"/nothing"])
def test_hostile_host_or_origin_gets_nothing(still: Served, raw: bytes, path: bytes) -> None:
    asked = raw.replace(b"GET / ", b"GET " + path + b" ")
    if path == b"/livereload":
        asked = asked.replace(b"\r\n\r\n", b"\r\n" + UPGRADE + b"\r\n")
    status, body, _ = say(still.port, asked)
    assert status in {400, 403}
    assert body == b""


def test_our_own_origin_is_answered(still: Served) -> None:
    own = f"localhost:{still.port}".encode()
    status, body, headers = say(
        still.port, b"GET / HTTP/1.1\r\nHost: " + own + b"\r\nOrigin: http://" + own + b"\r\n\r\n"
    )
    assert status == 200
    assert b"Two Rivers" in body
    assert "Access-Control-Allow-Origin" not in headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "path", ["/forcereload", "/forcereload?path=/", "/livereload/", "/.preview/", "/.preview/x.js"]
)
def test_nobody_can_ask_for_a_reload_or_look_behind(still: Served, path: str) -> None:
    assert still.get(path)[0].status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"])
def test_nothing_can_be_written(still: Served, method: str) -> None:
    assert still.get("/", method=method)[0].status == 405


@pytest.mark.parametrize(
    "raw",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",  # somebody tries https
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nab",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 9000 + b"\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
    ids=["tls", "half", "too long", "cut off", "many headers", "long address"],
)
def test_nonsense_does_no_harm(still: Served, raw: bytes) -> None:
    with socket.create_connection(("127.0.0.1", still.port), timeout=60) as connection, suppress(ConnectionError):
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(65536)
    assert still.get("/")[0].status == 200


def frame(text: bytes) -> bytes:
    """A short text as a browser would send it through a socket."""
    mask = b"\0\0\0\0"
    return bytes([0x81, 0x80 | len(text)]) + mask + text


@pytest.mark.parametrize(
    "said",
    [b"", b"no JSON", b"[]", b"1", b"{}", b'{"command": 1}', b'{"command": "hello"', b'{"command": "reload"}', b"\xff"],
)
def test_nonsense_in_the_socket_does_no_harm(still: Served, said: bytes) -> None:
    asked = b"GET /livereload HTTP/1.1\r\nHost: localhost\r\n" + UPGRADE + b"\r\n"
    assert say(still.port, asked + frame(said))[0] == 101
    assert still.get("/")[0].status == 200


@LINUX
def test_browsers_that_vanish_leave_nothing_behind(served: Served) -> None:
    """Their sockets are cut off, as when a machine falls asleep: builds go on, and nothing stays open."""
    shows(served, "/about/", "small desk")
    asked = b"GET /livereload HTTP/1.1\r\nHost: localhost\r\n" + UPGRADE + b"\r\n"
    before = len(os.listdir(f"/proc/{served.process.pid}/fd"))
    for number in range(20):
        connection = socket.create_connection(("127.0.0.1", served.port), timeout=20)
        connection.sendall(asked + frame(b'{"command": "hello"}') + frame(b'{"command": "info", "url": "x"}'))
        assert connection.recv(65536).startswith(b"HTTP/1.1 101")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.close()
        served.save(ABOUT, saying(f"Word {number}."))
    shows(served, "/about/", "Word 19.")
    until(
        lambda: len(os.listdir(f"/proc/{served.process.pid}/fd")) <= before + 1,
        lambda: f"{os.listdir(f'/proc/{served.process.pid}/fd')}",
    )


def test_port_that_another_program_has_on_the_other_loopback_is_not_taken(tmp_path: Path) -> None:
    """Else "localhost" would lead the browser to that program."""
    try:
        other = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6")
    port = other.getsockname()[1]
    with other, serving(write_site(tmp_path / "site"), port=port) as served:
        assert served.port > port


def test_preview_for_others_answers_numbers_and_its_own_names_alone(tmp_path: Path) -> None:
    with serving(write_site(tmp_path / "site"), "--host", "0.0.0.0") as served:  # noqa: S104 - that is the case
        for name in ("localhost", "127.0.0.1", socket.gethostname()):
            assert served.get("/", Host=f"{name}:{served.port}")[0].status == 200
        for name in ("evil.example", "127.0.0.1.evil.example", "1.2.3"):
            assert served.get("/", Host=name)[0].status == 403
