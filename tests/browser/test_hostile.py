"""Nothing that strangers write runs: in a real browser, with the pages' own security policy taken off."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree
from playwright.sync_api import Browser, Page

from site_builder.content.markup import render
from site_builder.doors.cli import commands
from site_builder.engine.build import build
from site_builder.engine.result import Request
from tests.hostile import WORDS, hostile
from tests.rich import RICH
from tests.unit.test_markup import CLASSICS

WATCH = "window.ran = number => (window.seen ??= []).push(number); window.alert = ran"
# What ran, and what would run if somebody touched it.
DANGER = """() => [
    ...(window.seen ?? []),
    ...[...document.querySelectorAll('*')].flatMap(element => [...element.attributes].filter(each =>
        each.name.startsWith('on') || each.name === 'srcdoc' ||
        /^[\\s\\x00-\\x20]*(javascript|vbscript|data):/i.test(each.value) && /href|src|action/.test(each.name) &&
        !each.value.startsWith('data:image/') && !each.value.startsWith('data:font/'),
    ).map(each => `${element.localName} ${each.name}=${each.value}`)),
    ...[...document.querySelectorAll('img[src=x], iframe[srcdoc]')].map(element => element.outerHTML),
]"""
# A classic that is cut off where a browser would go on reading the page around it.
MORE = (
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /><a id=x><text>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>#x'></svg>",
    "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)></annotation-xml></math>",
    "<math><mtext><h1><a><h6></a></h6><mglyph><svg><mtext><style><a title=\"</style><img src onerror='alert(1)'>\">",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<svg><desc><table><thead><s></s></table></svg><img src=x onerror=alert(1)>",
    "<noembed><img title='</noembed><img src=x onerror=alert(1)>'></noembed>",
    "<noframes><img title='</noframes><img src=x onerror=alert(1)>'></noframes>",
    "<select><template><style><!--</style><a rel='--></style></template></select><img src=x onerror=alert(1)>'>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<audio src=x onerror=alert(1)>",
    "<p id=x tabindex=1 onfocus=alert(1) autofocus>x</p>",
    "<a href=# onclick=alert(1)>x</a>",
    "<dialog open onclose=alert(1)><form method=dialog><button>x</button></form></dialog>",
    "<a href='\u0001javascript:alert(1)'>x</a>",
    "<a href='\u00a0javascript:alert(1)'>x</a>",
    "<img src='x' alt='`><img src=x onerror=alert(1)>'>",
    "<img\u000bsrc=x\u000bonerror=alert(1)>",
    "<\u0000script>alert(1)</script>",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "<a title='x\nonclick=alert(1)' href='https://e.org'>x</a>",
    "[x](https://e.org \"' onclick='alert(1)\")",
    "[x](https://e.org/\"onclick=alert(1)//)",
    "![x](https://e.org/a.png \"\" onerror=alert(1) x=\"\")",
    "<https://e.org/\"onclick=alert(1)>",
    "[a]: https://e.org '\" onclick=alert(1)'\n\n[x][a]",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
    "term\n: <svg onload=alert(1)>",
    "```html\n</code></pre><img src=x onerror=alert(1)>\n```",
    "`</code><img src=x onerror=alert(1)>`",
    "    </code></pre><script>alert(1)</script>",
    "\\<img src=x onerror=alert(1)>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "{: onclick=alert(1) }",
    "*a*{: title='\" onclick=\"alert(1)' }",
    "### a {: id='x\" onclick=\"alert(1)' }",
)  # fmt: skip


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with closing(browser.new_context(bypass_csp=True)) as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        yield page


@pytest.fixture(scope="module", params=range(len(WORDS)))
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a hostile site, built."""
    folder = tmp_path_factory.mktemp("hostile")
    for path, data in RICH.items():
        if not path.startswith(("templates/", "static/")):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    (folder / "static").mkdir()
    (folder / "static/river.svg").write_bytes(RICH["static/river.svg"])
    config = folder / "content/site.yaml"
    config.write_text(
        config.read_text("utf-8") + "embeds: [chart, claim, event, timeline]\ncite: [apa, mla]\n", "utf-8"
    )
    assert hostile(folder, WORDS[request.param]) > 80
    result = build(Request(folder, folder / "dist", future=True))
    assert [problem for problem in result.problems if problem.severity == "error"] == []
    return folder


def test_the_browser_sees_what_runs(page: Page, tmp_path: Path) -> None:
    """What is to be found in the tests below is found here."""
    for number, words in enumerate((CLASSICS[3], CLASSICS[5], MORE[10], *WORDS[:2])):
        file = tmp_path / f"{number}.html"
        file.write_text(f"<!doctype html><p>{words}", "utf-8")
        page.goto(file.as_uri())
        page.wait_for_timeout(50)
        assert page.evaluate(DANGER) != [], words


def test_no_page_runs_what_is_written_into_its_texts(site: Path, page: Page) -> None:
    found = {}
    for file in sorted((site / "dist").rglob("*.html")):
        page.goto(file.as_uri())
        found[file.relative_to(site).as_posix()] = page.evaluate(DANGER)
    assert len(found) > 40
    assert {path: danger for path, danger in found.items() if danger} == {}


def test_no_feed_carries_what_would_run(site: Path, page: Page) -> None:
    items = 0
    for file in (site / "dist").rglob("feed.json"):
        for item in json.loads(file.read_text("utf-8"))["items"]:
            page.set_content(item.get("content_html", ""))
            assert page.evaluate(DANGER) == [], file
            items += 1
    for file in (site / "dist").rglob("*.xml"):
        tree = etree.parse(file)
        for held in tree.iter("{http://www.w3.org/2005/Atom}content"):
            page.set_content(held.text or "")
            assert page.evaluate(DANGER) == [], file
            items += 1
    assert items > 4


def test_structured_data_stays_data(site: Path, page: Page) -> None:
    for file in (site / "dist/topics").rglob("index.html"):
        page.goto(file.as_uri())
        for text in page.locator("script[type='application/ld+json']").all_text_contents():
            assert json.loads(text)


def test_no_edition_runs_what_is_written_into_its_texts(site: Path, page: Page) -> None:
    for form in ("html", "epub", "timelinejs"):
        file = site / f"edition.{form}"
        done = CliRunner().invoke(commands, ["export", form, "--site", str(site), str(file)], catch_exceptions=False)
        assert done.exit_code == 0, done.output
    page.goto((site / "edition.html").as_uri())
    assert page.evaluate(DANGER) == []
    for event in json.loads((site / "edition.timelinejs").read_text("utf-8"))["events"]:
        page.set_content(f"{event['text']['headline']} {event['text']['text']}")
        assert page.evaluate(DANGER) == []


def test_no_text_in_markdown_runs(page: Page, tmp_path: Path) -> None:
    for number, text in enumerate((*CLASSICS, *MORE)):
        rendered = render(text, "content/pages/p.md", 1, "")
        body = "".join(rendered.body.fragments) if rendered.body else ""
        file = tmp_path / f"{number}.html"
        file.write_text(f"<!doctype html><meta charset=utf-8><main>{body}</main><p>", "utf-8")
        page.goto(file.as_uri())
        assert page.evaluate(DANGER) == [], text
