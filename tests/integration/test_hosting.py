"""What docs/hosting.md says is tried: nginx hands the site out, and the commands for other hosts build it."""

import os
import re
import shlex
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import NamedTuple

import pytest

from site_builder.engine.build import build
from site_builder.engine.result import Request
from tests import nginx
from tests.machine import under_ci
from tests.sites import write_site

GUIDE = (Path(__file__).resolve().parents[2] / "docs/hosting.md").read_text("utf-8")
AROUND = """\
daemon off; pid {folder}/pid; error_log stderr; worker_processes 1; user {user};
events {{}}
http {{
    access_log off; include /etc/nginx/mime.types;
    client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
    uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
    {server}
}}
"""


def fence(language: str) -> str:
    """The one block of a language in the guide."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
    return str(found)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port at which nginx serves a site with the guide's lines."""
    program = nginx.find()
    if not program:
        (pytest.fail if under_ci() else pytest.skip)(f"no nginx; {nginx.CURE}")
    folder = tmp_path_factory.mktemp("nginx")
    assert build(Request(write_site(folder), folder / "dist")).ok
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = fence("nginx").replace("listen 80;", f"listen 127.0.0.1:{port};")
    server = server.replace("root /srv/explainer;", f"root {folder}/dist;")
    user = "root" if os.geteuid() == 0 else "nobody"
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, server=server, user=user), "utf-8")
    process = subprocess.Popen([program, "-p", str(folder), "-c", "nginx.conf"])
    try:
        while process.poll() is None:
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait()


class Answer(NamedTuple):
    """What nginx said."""

    status: int
    headers: HTTPMessage
    body: bytes


def ask(port: int, path: str) -> Answer:
    """nginx's answer to a browser."""
    with closing(HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/topics/water/", "text/html; charset=utf-8"),
        ("/feed.xml", "text/xml; charset=utf-8"),
        ("/feed.json", "application/json; charset=utf-8"),
        ("/timeline/events.ics", "text/calendar; charset=utf-8"),
        ("/llms.txt", "text/plain; charset=utf-8"),
        ("/static/js/site.js", "application/javascript; charset=utf-8"),
    ],
)
def test_nginx_says_what_each_file_is(port: int, path: str, kind: str) -> None:
    answer = ask(port, path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_nginx_sends_an_address_without_its_slash_on(port: int) -> None:
    answer = ask(port, "/topics/water")
    assert (answer.status, answer.headers["Location"]) == (301, "/topics/water/")


def test_nginx_answers_with_our_page_what_is_not_there(port: int) -> None:
    answer = ask(port, "/topics/wine/")
    assert (answer.status, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert ask(port, "/404.html").body == answer.body


def test_nginx_compresses_pages_and_data(port: int) -> None:
    for path in ("/topics/water/", "/claims.json", "/static/css/site.css"):
        assert ask(port, path).headers["Content-Encoding"] == "gzip", path


def test_the_command_for_netlify_builds_the_site_at_its_address(tmp_path: Path) -> None:
    settings = tomllib.loads(fence("toml"))["build"]
    install, command, search = settings["command"].split(" && ")
    assert install == "pip install -r requirements.txt"
    assert search == "site-builder search"
    ours = command.replace("site-builder", shlex.join([sys.executable, "-m", "site_builder"]), 1)
    around = os.environ | {"URL": "https://rivers.example.org", "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    subprocess.run(["sh", "-c", ours], cwd=write_site(tmp_path), env=around, check=True, capture_output=True)
    page = (tmp_path / settings["publish"] / "topics/water/index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://rivers.example.org/topics/water/">' in page
