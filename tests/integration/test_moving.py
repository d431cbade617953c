"""Moving in: folders of Jekyll, Hugo and Pelican become pages of a site that builds, and stay as they were."""

import os
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_builder.content.parse import parse
from site_builder.core.documents import File
from site_builder.core.model import Page
from site_builder.doors.cli import commands
from site_builder.doors.rehearsing import literal
from site_builder.engine.build import build
from site_builder.engine.result import Request
from site_builder.pages.posts import Unreadable, day, plain, read
from site_builder.pages.rewriting import rewrite
from site_builder.pages.spans import Way
from site_builder.weave.frame import PAGES
from tests.hostile import WORDS
from tests.sites import write_site

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000"
    "000049454e44ae426082"
)
JEKYLL: dict[str, str | bytes] = {
    "_config.yml": "title: A blog\n",
    "index.html": "---\nlayout: home\n---\n",
    "about.md": """\
---
layout: page
title: About
permalink: /about/
---

We write. See [the flood]({% link _posts/2024-04-25-The-Flood.md %}).
""",
    "_posts/2024-04-25-The-Flood.md": """\
---
layout: post
title:  "The **great** flood &amp; what <em>followed</em>"
date:   2024-04-25 10:00:00 +0200
categories: water news
tags: [flood, rain]
author: jane
---
# The great flood & what followed

The river rose by two metres on 24 April, as everybody saw.
{: .lead}

<!-- nobody should read this -->

![The bridge under water]({{ site.baseurl }}/assets/Bridge 1.png){: width="400" }

Figures
-------

- rain
  - in *March*
  - in April
- wind

More at https://example.org/flood, said [[somebody]] and [@others].

{% highlight ruby linenos %}
puts "{{ not run }}"
{% endhighlight %}

{% include share.html url=page.url %}

### Figures

> [!WARNING]
> The bridge is closed.

See also [the other post]({% post_url 2024-05-02-drought %}), [a file](/files/report.pdf) and [nothing](#nothing).
""",
    "_posts/2024-05-02-drought.markdown": "---\ntitle: Drought\ndescription: It was dry\n---\nDry.\r\n",
    "_drafts/next.md": "---\ntitle: Next\n---\nNot yet.\n",
    "_includes/share.md": "{{ include.url }}",
    "assets/Bridge 1.png": PIXEL,
    "README.md": "How to build this.\n",
}
HUGO: dict[str, str | bytes] = {
    "hugo.toml": "title = 'A site'\n",
    "content/_index.md": "---\ntitle: Home\n---\nA list.\n",
    "content/post/River Bank.md": """\
+++
title = "The river bank"
date = 2024-04-25T10:00:00+02:00
draft = false
summary = "On the *bank*."
aliases = ["/old/bank/", "/older/bank.html"]
tags = ["river"]
[params]
  weight = 3
+++

{{< toc >}}

## First

Text with a shortcode {{< youtube abc123 >}} and [a link]({{< ref "dam.md" >}}).

{{< highlight go "linenos=true" >}}
fmt.Println("{{ .Title }}")
{{< /highlight >}}

1) one
2) two

Text ~~gone~~.[^1]

[^1]: A note.
""",
    "content/post/dam.md": """\
{"title": "The dam", "date": "25/12/2023", "slug": "the-dam", "description": "Of stone."}

#dams are #great

##### Deep

See [bank](River%20Bank.md) and [bundle](/post/bundle/#x).
""",
    "content/post/bundle/index.md": "---\ntitle: Bundle\n---\n\n![](photo.png)\n\nIn a bundle.\n",
    "content/post/bundle/photo.png": PIXEL,
    "content/बाढ़.md": "---\ntitle: बाढ़ का पानी\ndate: 2024-06-01\n---\n\nनदी में पानी बढ़ गया। पुल बंद है।\n",
    "static/logo.svg": "<svg onload='alert(1)'/>",
    "content/logo.md": "---\ntitle: Logo\n---\n![Our logo](/logo.svg)\n\nIt stays out.\n",
}
PELICAN: dict[str, str | bytes] = {
    "pelicanconf.py": "SITENAME = 'x'\n",
    "content/2024/rain.md": """\
Title: Rain, *and more*
Date: 2024-04-25 10:20
Modified: 2024-05-01
Category: weather
Tags: rain, wind
Slug: rain
Authors: Jane, John
Summary: It rained
    for days.

It rained. See [wind]({filename}../wind.md) and [old wind](|filename|/wind.md).

![Drops]({static}/images/drops.jpg)

#Heading of Pelican

<center><b style="color: red">Much</b> rain<br/>fell</center>
""",
    "content/wind.md": "\ufeffTitle: Ветер\nDate: April 25, 2024\nStatus: published\n\nВетер дул.\n",
    "content/images/drops.jpg": b"\xff\xd8\xff\xe0jpeg",
    "content/pages/utf16.md": "Title: x\n\nx".encode("utf-16"),
}
WHOLE = {"jekyll": JEKYLL, "hugo": HUGO, "pelican": PELICAN}


def put(folder: Path, files: dict[str, str | bytes]) -> Path:
    for path, held in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(held if isinstance(held, bytes) else held.encode())
    return folder


def bring(site: Path, folder: Path, *more: str) -> Result:
    return CliRunner().invoke(commands, ["import", "markdown", str(folder), "--site", str(site), *more])


def pages(site: Path) -> dict[str, tuple[Page, str]]:
    """The pages of a site by id, with their texts; those of the small site itself are left out."""
    found = {}
    for file in sorted((site / "content/pages").glob("*.md")):
        text = file.read_text("utf-8")
        (document,) = parse(File(f"content/pages/{file.name}", text)).documents
        assert isinstance(document.meta, Page)
        if file.name != "about.md" or "[[" in text:
            found[document.meta.id] = document.meta, text.split("\n---\n", 1)[1]
    return found


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): (file.read_bytes(), file.stat().st_mtime_ns) for file in files}


def errors(site: Path) -> list[str]:
    problems = build(Request(site, None)).problems
    return [f"{problem.place}: {problem.message}" for problem in problems if problem.severity == "error"]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site", **{"content/pages/about.md": None})


@pytest.mark.parametrize("whose", WHOLE)
def test_a_whole_folder_becomes_pages_that_build_and_stays_as_it_was(whose: str, site: Path, tmp_path: Path) -> None:
    folder = put(tmp_path / "theirs", WHOLE[whose])
    before = snapshot(folder)
    done = bring(site, folder)
    assert done.exit_code == 0, done.output
    assert snapshot(folder) == before
    assert errors(site) == []
    assert len(pages(site)) == {"jekyll": 4, "hugo": 5, "pelican": 2}[whose]
    assert not list((site / ".cache").glob("import-*"))


def test_jekyll_comes_as_it_is_read_there(site: Path, tmp_path: Path) -> None:
    done = bring(site, put(tmp_path / "theirs", JEKYLL))
    found = pages(site)
    meta, text = found["the-flood"]
    assert meta.title == "The great flood & what followed"
    assert meta.summary == "The river rose by two metres on 24 April, as everybody saw."
    assert (meta.publish, meta.draft) == ("2024-04-25", False)
    assert meta.aliases == ("/water/news/2024/04/25/The-Flood.html",)
    assert "nobody should read" not in text
    assert "The great flood" not in text, "the title is no heading as well"
    assert "image: 'imported/assets/bridge-1.png'\nalt: 'The bridge under water'" in text
    assert (site / "static/imported/assets/bridge-1.png").read_bytes() == PIXEL
    assert "### Figures" in text
    assert "- rain\n    - in *March*\n    - in April\n- wind" in text
    assert "More at <https://example.org/flood>, said \\[[somebody]] and \\[@others]." in text
    assert '```ruby\nputs "{{ not run }}"\n```' in text
    assert "`{% include share.html url=page.url %}`" in text
    assert "> **Warning**\n> The bridge is closed." in text
    assert "[[drought|the other post]], a file and nothing." in text
    assert "[[the-flood|the flood]]" in found["about"][1]
    assert found["drought"][0].summary == "It was dry"
    assert found["next"][0].draft
    told = done.stderr
    assert "_posts/2024-04-25-The-Flood.md:32: template code is shown as it stands" in told
    assert "a link leads nowhere here, and only its words are left: /files/report.pdf" in told
    assert "pages have no key for author, categories, layout, tags" in told
    assert "Left out: README.md, _includes/share.md: it is no page of theirs" in told


def test_hugo_comes_as_it_is_read_there(site: Path, tmp_path: Path) -> None:
    done = bring(site, put(tmp_path / "theirs", HUGO))
    found = pages(site)
    meta, text = found["river-bank"]
    assert (meta.title, meta.summary, meta.publish) == ("The river bank", "On the bank.", "2024-04-25")
    assert set(meta.aliases) == {"/old/bank/", "/older/bank.html", "/post/river-bank/"}
    assert "### First" in text
    assert "[[the-dam|a link]]" in text
    assert '```go\nfmt.Println("{{ .Title }}")\n```' in text
    assert "1. one\n2. two" in text
    assert "<del>gone</del>.[^1]" in text
    meta, text = found["the-dam"]
    assert (meta.publish, meta.summary) == ("2023-12-25", "Of stone.")
    assert "\\#dams are #great" in text
    assert "### Deep" in text
    assert "[[river-bank|bank]] and [[bundle|bundle]]" in text
    assert "alt: 'Picture photo.png'" in found["bundle"][1]
    assert found["2024-06-01"][0].title == "बाढ़ का पानी"
    assert "*Our logo*" in found["logo"][1]
    assert "a picture did not come along: /logo.svg" in done.stderr, "what may run in a browser is no picture"
    assert "the link /post/bundle/#x leads to the page as a whole now" in done.stderr
    assert "content/_index.md: it heads a list of theirs" in done.stderr


def test_pelican_comes_as_it_is_read_there(site: Path, tmp_path: Path) -> None:
    done = bring(site, put(tmp_path / "theirs", PELICAN))
    found = pages(site)
    meta, text = found["rain"]
    assert (meta.title, meta.summary, meta.publish) == ("Rain, and more", "It rained for days.", "2024-04-25")
    assert meta.aliases == ("/rain.html",)
    assert "[[wind|wind]] and [[wind|old wind]]" in text
    assert "image: 'imported/content/images/drops.jpg'" in text
    assert "### Heading of Pelican" in text
    assert "<b>Much</b> rain<br>fell" in text
    assert found["wind"][0].publish == "2024-04-25"
    assert found["wind"][0].title == "Ветер"
    assert "content/pages/utf16.md:1: the byte 0xff is not UTF-8 text" in done.stderr


def test_what_came_once_does_not_come_again(site: Path, tmp_path: Path) -> None:
    folder = put(tmp_path / "theirs", JEKYLL)
    assert bring(site, folder).exit_code == 0
    before = snapshot(site / "content")
    again = bring(site, folder)
    assert (again.exit_code, "the site has it already" in again.stderr) == (1, True)
    assert snapshot(site / "content") == before
    put(folder, {"_posts/2024-06-01-new.md": "---\ntitle: New\n---\nNew.\n"})
    assert "Wrote 1 page " in bring(site, folder).output


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("---\ntitle: [open\n---\nx", "x.md:2: its front matter is no YAML"),
        ("---\ntitle: x\n", "x.md:1: its front matter begins with --- and never ends"),
        ("+++\ntitle = x\n+++\nx", "x.md:2: its front matter is no TOML"),
        ('{"title": }\nx', "x.md:1: its front matter is no JSON"),
        ("---\n- one\n---\nx", "x.md:1: its front matter is no mapping"),
        ("---\na: &a [x, x]\nb: *a\n---\nx", "x.md:1: its front matter refers to a part of itself"),
        ("---\na: !!python/object/apply:os.system [x]\n---\n", "x.md: it has no text"),
        ("---\ntitle: x\n---\n\n \n", "x.md: it has no text"),
        (b"---\ntitle: x\n---\n\xff", "x.md:4: the byte 0xff is not UTF-8 text"),
        ("\n".join(["---", *(f"k{number}: {{" for number in range(3_000)), "---", "x"]), "x.md:"),
    ],
    ids=range(10),
)
def test_a_file_that_cannot_be_read_stays_out_and_the_others_come(
    text: str | bytes, words: str, site: Path, tmp_path: Path
) -> None:
    done = bring(site, put(tmp_path / "theirs", {"x.md": text, "sound.md": "Sound.\n"}))
    assert done.exit_code == 0, done.output
    assert words in done.stderr
    assert list(pages(site)) == ["sound"]


def test_a_folder_without_a_page_is_refused(site: Path, tmp_path: Path) -> None:
    empty = put(tmp_path / "theirs", {"x.rst": "x"})
    assert "there is no Markdown in it" in bring(site, empty).stderr
    put(empty, {"x.md": "---\n"})
    refused = bring(site, empty)
    assert (refused.exit_code, "no file of it makes a page" in refused.stderr) == (1, True)


def test_a_site_with_an_error_is_mended_first(site: Path, tmp_path: Path) -> None:
    put(site, {"content/pages/bad.md": "---\n"})
    refused = bring(site, put(tmp_path / "theirs", {"x.md": "x"}))
    assert (refused.exit_code, "the site has an error itself, in content/pages/bad.md" in refused.stderr) == (1, True)
    assert not (site / "content/pages/x.md").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own on Windows")
def test_no_link_is_followed_out_of_the_folder(site: Path, tmp_path: Path) -> None:
    put(tmp_path / "secret", {"key.md": "The key.", "map.png": PIXEL})
    folder = put(
        tmp_path / "theirs", {"x.md": "![A map](map.png) ![Another](../secret/map.png) ![One](/etc/passwd)\n\nWords."}
    )
    (folder / "key.md").symlink_to(tmp_path / "secret/key.md")
    (folder / "map.png").symlink_to(tmp_path / "secret/map.png")
    (folder / "all").symlink_to(tmp_path / "secret", target_is_directory=True)
    done = bring(site, folder)
    assert list(pages(site)) == ["x"]
    assert not (site / "static/imported").exists()
    assert "key.md, map.png: it is a link, or no file" in done.stderr


def test_what_readers_cannot_find_yet_is_linked_to_from_nowhere(site: Path, tmp_path: Path) -> None:
    files = {"x.md": "See [one](a.md), [two](b.md) and [three](c.md).", "c.md": "Out."}
    late = {"a.md": "---\ntitle: A\ndraft: true\n---\nA.", "b.md": "---\ntitle: B\ndate: 2999-01-01\n---\nB."}
    done = bring(site, put(tmp_path / "theirs", {**files, **late}))
    assert pages(site)["x"][1].strip() == "See one, two and [[c|three]]."
    assert "only its words are left: a.md" in done.stderr


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("# T\n\n## Main\n\nText.", "### Main {#main-here}"),
        ("> ## Note\n> Words.", "> **Note**\n> Words."),
        ("- # One\n- two", "- **One**\n- two"),
        ("Of type `x`{boolean} or {% raw %}{{a}}{% endraw %}.", "Of type `x`\\{boolean} or `{{a}}`."),
        (
            "[<email>][] and [the <b onclick='x'>b</b>][b]\n\n[b]: https://example.org",
            "[&lt;email>][] and [the <b>b</b>][b]",
        ),
        ("By [@jane](https://example.org/jane).", "By [&#64;jane](https://example.org/jane)."),
        ("[![Build](https://ci.example.org/x_(y).svg)](https://ci.example.org)", "[Build](https://ci.example.org)"),
        ("[![](https://ci.example.org/x.svg)](https://ci.example.org) x", "<https://ci.example.org> x"),
        ("**Jane** <<jane@example.org>> (she)", "**Jane** &lt;<jane@example.org>> (she)"),
        (
            "<pre><code class=x>\n<b>a</b> &lt; https://example.org\n</code></pre>",
            "```text\na < https://example.org\n```",
        ),
        ("A list[int] of <string[][]>.", "A list[int] of &lt;string[][]>."),
    ],
)
def test_what_real_folders_hold_comes_as_it_was_meant(theirs: str, ours: str, site: Path, tmp_path: Path) -> None:
    """Found in a thousand files of documentation that happened to lie on one computer."""
    done = bring(site, put(tmp_path / "theirs", {"x.md": theirs}))
    assert done.exit_code == 0, done.output
    assert ours in pages(site)["x"][1]
    assert "is shown as it was written" not in done.stderr


def test_a_name_that_two_files_share_means_neither(site: Path, tmp_path: Path) -> None:
    folder = {"a/x.md": "One.", "b/x.md": "Two, see [one](../a/x.md) and [this](x.md).", "c.md": "See [x](x.md)."}
    bring(site, put(tmp_path / "theirs", dict(folder)))
    texts = {text.strip() for _, text in pages(site).values()}
    assert texts == {"One.", "Two, see [[x|one]] and [[x-2|this]].", "See x."}


def test_former_addresses_that_are_taken_are_told(site: Path, tmp_path: Path) -> None:
    done = bring(site, put(tmp_path / "theirs", {"x.md": "---\ntitle: X\naliases: [/topics/water/]\n---\nX.\n"}))
    assert done.exit_code == 0, done.output
    assert "its former addresses are another page's here" in done.stderr
    assert pages(site)["x"][0].aliases == ()


def test_addresses_of_the_site_itself_are_no_ids(site: Path, tmp_path: Path) -> None:
    names = {"search.md": "One.", "Search.markdown": "Two.", "con.md": "Three.", "river-post.md": "Four."}
    bring(site, put(tmp_path / "theirs", dict(names)))
    assert {"search-2", "search-3", "river-post-2"} < set(pages(site))
    assert len(pages(site)) == len(names)
    assert errors(site) == []


def test_a_full_disk_leaves_nothing_behind(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put(tmp_path / "theirs", JEKYLL)
    before = set(snapshot(site))
    monkeypatch.setattr("shutil.copyfileobj", lambda *_: (_ for _ in ()).throw(OSError(28, os.strerror(28), "bridge")))
    refused = bring(site, folder)
    assert (refused.exit_code, "No space left" in refused.stderr) == (1, True)
    assert {path for path in snapshot(site) if not path.startswith(".cache")} == before


# Any text.

NASTY = [
    "# A heading",
    "## Two",
    "Under\n=====",
    "Under\n---",
    "#tag",
    "######",
    "####### seven",
    "- a\n  - b\n\n    c\n- d",
    "1) x",
    "* a\n\t* b",
    "> quote\n> > deeper",
    "> [!NOTE] x",
    "```\nopen",
    "```chart\nx: [",
    "~~~timeline\nx\n~~~",
    "````\n```\n````",
    "    code [[x]]",
    "`open",
    "[[x]] [[y|z]] [@z] [@a; @b, p. 4]",
    "[a](b.md) [c](../../d) [e](#f) [g](javascript:alert(1))",
    "[a][b]\n\n[b]: c.md",
    "[b]: https://example.org",
    "![x](y.png) ![](z) ![q][r]",
    "<div>\n\n<p>open",
    "<b>x <i>y</b>",
    "<script>alert(1)</script>",
    "<script>open",
    "<!-- open",
    "a <!-- b --> c",
    "<!--more-->",
    "<?php x ?>",
    "<!DOCTYPE x>",
    "{% include x %}",
    "{{ x",
    "{% raw %}{{ y }}{% endraw %}",
    '{{< ref "x" >}}',
    "{{% notice %}}",
    "{: .x}",
    "{% highlight %}",
    "| a | b |\n|---|---|\n| [[x]] | `|` |",
    "[^1]: note",
    "x[^1] y[^nope]",
    "Term\n: def",
    "\\[[x]] \\`",
    "&lt;b&gt; &#0; &nope;",
    "http://example.org/a_(b) www.x.org",
    "<https://example.org>",
    "***bold***",
    "\u202eturned",
    "a\x00b\x0cc\u2028d",
    "नदी का पानी",
    "]]>",
    "--",
    "---",
    "...",
    "+++",
    "$$x$$",
    "\t",
    "  ",
    "x" * 300,
    "[" * 50,
    "*" * 60,
    "`" * 7,
    "<" * 30,
    "{{" * 20,
    "![" * 20,
]
TEXT = st.lists(st.sampled_from([*NASTY, *WORDS]) | st.text(max_size=30), max_size=8).map("\n\n".join)
FRONT = st.sampled_from(
    [
        "",
        "---\ntitle: T\n---\n",
        "---\ntitle: '<b>x'\ndate: 13/13/2024\nslug: ../../x\n---\n",
        "Title: x\nDate: y\n\n",
        "+++\ntitle = 'x'\naliases = ['/../x', '//y', '/con/']\n+++\n",
        '{"title": "]]", "summary": "[[x]]"}\n',
        "---\ndraft: true\n---\n",
    ]
)


@given(files=st.lists(st.tuples(FRONT, TEXT), min_size=1, max_size=4))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_folder_comes_over_or_is_told_and_the_site_builds(files: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = write_site(Path(folder) / "site", **{"content/pages/about.md": None})
        texts = {
            f"{number}.md": (front + text).encode("utf-8", "replace") for number, (front, text) in enumerate(files)
        }
        done = bring(site, put(Path(folder) / "theirs", dict(texts)))
        assert done.exit_code in {0, 1}, done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)
        assert errors(site) == []
        for number in range(len(files)):
            assert done.exit_code or f"{number}.md" in done.stderr or len(pages(site)) >= 1


def test_a_thousand_posts_are_not_all_named_on_every_page(site: Path, tmp_path: Path) -> None:
    put(site, {"content/pages/who.md": "---\ntitle: Who we are\nsummary: The desk.\n---\nWe.\n"})
    bring(site, put(tmp_path / "theirs", {f"post-{number}.md": f"Post {number}." for number in range(60)}))
    assert build(Request(site, tmp_path / "out")).ok
    for path in ("topics/water/index.html", "post-7/index.html"):
        text = (tmp_path / "out" / path).read_text("utf-8")
        assert text.count("Who we are") >= 1
        assert 10 < text.count('href="../post-') + text.count('href="../../post-') <= 2 * PAGES


@given(text=TEXT)
def test_a_part_that_is_shown_as_it_was_written_is_code(text: str) -> None:
    lines = text.split("\n")
    shown = literal(text, {0, len(lines) - 1})
    assert not lines[0].strip() or "```" in shown
    assert all(line in shown.split("\n") for line in lines if line.strip())


@given(text=TEXT, title=st.sampled_from(["", "A heading"]))
def test_remarks_name_lines_of_the_text(text: str, title: str) -> None:
    found = rewrite(text, 5, Way(lambda _: "", lambda _: ""), title)
    assert all(5 <= remark.line < 6 + text.count("\n") for remark in found.remarks)


@given(text=st.text(max_size=200))
def test_any_front_matter_is_read_or_told(text: str) -> None:
    for head in ("---\n", "+++\n", "{", "title: x\n"):
        try:
            line = read(head + text).line
        except Unreadable as fault:
            line = max(1, fault.line)
        assert 1 <= line <= 2 + (head + text).count("\n")


@pytest.mark.parametrize(
    ("written", "expected", "is_sure"),
    [
        ("2024-04-25", "2024-04-25", True),
        ("2024-04-25T10:00:00Z", "2024-04-25", True),
        ("2024/4/5 10:00", "2024-04-05", True),
        ("04/25/2024", "2024-04-25", True),
        ("25/04/2024", "2024-04-25", True),
        ("04/05/2024", "2024-04-05", False),
        ("05/05/2024", "2024-05-05", True),
        ("25.04.2024", "2024-04-25", True),
        ("April 25, 2024", "2024-04-25", True),
        ("Apr 25th 2024", "2024-04-25", True),
        ("25 April 2024", "2024-04-25", True),
        ("Thu, 25 Apr 2024 10:00:00 +0200", "2024-04-25", True),
        ("30.02.2024", "", False),
        ("13/13/2024", "", False),
        ("yesterday", "", False),
        ("20240425", "", False),
    ],
)
def test_days_are_read_as_they_are_written(written: str, expected: str, is_sure: bool) -> None:
    found = day(written)
    assert (found.day, not found.remark) == (expected, is_sure)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("**Bold** and *italic* and `code`", "Bold and italic and code"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
        ("<em>x</em> &amp; y", "x & y"),
        ("[label](https://example.org) ![alt](x.png)", "label alt"),
        ("{{ page.title }} and {% x %}", "and"),
        ("  two\n lines\u200b ", "two lines"),
        ("नदी का *पानी*", "नदी का पानी"),
    ],
)
def test_titles_are_plain(written: str, expected: str) -> None:
    assert plain(written) == expected
