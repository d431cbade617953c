"""Aliases: where readers are sent on from, and what cannot be a former address."""

import pytest

from site_builder.core.exports import RedirectView
from site_builder.core.fields import FieldError, read_former
from site_builder.core.jobs import Job
from site_builder.weave.aliases import lost
from tests.weaving import LEAST, checked, documents, planned, view_of, woven

SIGNED = """\
- id: signed
  date: 2025-12-05
  title: Treaty signed
  summary: It was signed.
  topics: [water]
  importance: 2
  sources: [post]
"""
TOPIC = "content/topics/water/index.md"


def with_aliases(text: str, aliases: str) -> str:
    begin = text[: text.index("title:")].rpartition("\n")[2]
    return text.replace(f"{begin}title:", f"{begin}aliases: {aliases}\n{begin}title:", 1)


def redirects(jobs: list[Job]) -> dict[str, str]:
    return {job.output: job.view.today for job in jobs if isinstance(job.view, RedirectView)}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("old-name", "old-name"),
        (" old-name ", "old-name"),
        ("/old-name", "/old-name/"),
        ("old/page", "/old/page/"),
        ("/Old/Page/", "/Old/Page/"),
        ("/old/page.html", "/old/page.html"),
        ("page.html", "/page.html"),
        ("/old/page/index.html", "/old/page/"),
        ("/post.php", "/post.php/"),
        ("/2025/05/my post/", "/2025/05/my post/"),
        ("/2025/my%20post/", "/2025/my post/"),
        ("/मोदी/पुतिन/", "/मोदी/पुतिन/"),
        ("/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F", "/статья/"),
        ("/مقالة/", "/مقالة/"),
        ("/cafe\u0301/", "/caf\u00e9/"),
    ],
)
def test_a_former_id_or_address_is_read(written: str, read: str) -> None:
    assert read_former(written) == read
    assert read_former(read) == read


@pytest.mark.parametrize(
    "written",
    [
        "", "/", "//", "/index.html", "Old Name", "/../up/", "/a/../b/", "/.git/", "/a//b/", "/a?p=12", "/a#b", "/a:b/",
        "https://example.org/old/", "/a\\b/", "/a\nb/", "/%00/", "/100%25/", "/%FF/", "/end./", "/" + "ж" * 121,
    ],
)  # fmt: skip
def test_what_cannot_be_an_address_is_refused(written: str) -> None:
    with pytest.raises(FieldError) as refused:
        read_former(written)
    assert refused.value.hint


def test_readers_of_a_former_id_and_of_former_addresses_are_sent_on() -> None:
    jobs = planned({"content/timeline/signed.yaml": with_aliases(SIGNED, "[treaty, /2025/treaty.html, /भेंट/]")})
    today = "timeline/signed/"
    assert redirects(jobs) == {
        "timeline/treaty/index.html": today,
        "2025/treaty.html": today,
        "भेंट/index.html": today,
    }
    view = view_of(jobs, "2025/treaty.html", RedirectView)
    assert (view.former, view.canonical) == ("2025/treaty.html", "https://example.org/rivers/timeline/signed/")


def test_a_topic_that_was_called_otherwise_sends_on_from_its_timeline_too() -> None:
    assert redirects(planned({TOPIC: with_aliases(LEAST[TOPIC], "[river]")})) == {
        "topics/river/index.html": "topics/water/",
        "timeline/topics/river/index.html": "timeline/topics/water/",
    }


def test_what_is_not_public_has_no_former_address() -> None:
    files = {"content/timeline/signed.yaml": with_aliases(SIGNED, "[treaty]") + "  draft: true\n"}
    assert redirects(planned(files)) == {}
    assert list(redirects(planned(files, drafts=True))) == ["timeline/treaty/index.html"]


def test_the_sitemap_leads_to_no_former_address() -> None:
    jobs = planned({"content/timeline/signed.yaml": with_aliases(SIGNED, "[treaty]")})
    pages = [url for url, _ in next(job.view.pages for job in jobs if job.output == "sitemap.xml")]
    assert "https://example.org/rivers/timeline/signed/" in pages
    assert "https://example.org/rivers/timeline/treaty/" not in pages


@pytest.mark.parametrize(
    ("alias", "told"),
    [
        ("signed", "timeline/signed/ is an address"),  # its own
        ("/topics/water/", "topics/water/ is an address"),
        ("/Topics/Water/", "topics/water/ is an address"),  # the same on many disks
        ("/claims/", "claims/ is an address"),
        ("newest", "timeline/newest/ is an address"),
        ("/sitemap.xml", "/sitemap.xml/"),
        ("/static/map.svg", "static/map.svg"),
        ("/timeline/other.html", "as an alias of"),
        ("/timeline/other.html/below/", "timeline/other.html"),
        ("/topics/water/index.html/x.html", "topics/water/ is"),
    ],
)
def test_an_address_that_something_has_is_no_former_one(alias: str, told: str) -> None:
    files = {
        "content/timeline/signed.yaml": with_aliases(SIGNED, f"[{alias}]"),
        "content/timeline/another.yaml": with_aliases(
            SIGNED.replace("id: signed", "id: former"), "[/timeline/other.html]"
        ),
    }
    found = checked(files, frozenset({"static/map.svg"}))
    assert [problem.code for problem in found] == ["taken-alias"]
    assert told in found[0].message
    assert found[0].place.path == "content/timeline/signed.yaml"
    line = files["content/timeline/signed.yaml"].splitlines()[found[0].place.line - 1]
    assert "aliases" in line


def test_who_names_a_former_id_is_told_the_new_one() -> None:
    files = {
        "content/timeline/signed.yaml": with_aliases(SIGNED, "[treaty]"),
        "content/topics/water/10-text.md": "---\ntitle: Text\nsummary: It is.\n---\nOf [[treaty]].\n",
    }
    (problem,) = checked(files)
    assert (problem.code, problem.hint) == (
        "unknown-id",
        'it is called "signed" now (content/timeline/signed.yaml)',
    )


def of_lost(before: set[str], now: set[str], *, draft: bool = False) -> list[tuple[str, str, str]]:
    text = SIGNED + ("  draft: true\n" if draft else "")
    index = woven({"content/timeline/signed.yaml": text}).site.index
    return [(problem.place.path, problem.code, problem.hint) for problem in lost(index, before, now)]


def test_a_lost_address_is_told_where_its_new_one_is() -> None:
    assert of_lost({"timeline/treaty/index.html"}, {"timeline/signed/index.html"}) == [
        (
            "content/timeline/signed.yaml",
            "lost-address",
            'if "signed" is its new id, add `aliases: [treaty]` to content/timeline/signed.yaml',
        )
    ]


def test_a_lost_address_without_a_likely_heir_is_told_all_the_same() -> None:
    (told,) = of_lost(
        {"people/nobody/index.html", "claims/index.html"}, {"timeline/signed/index.html", "claims/index.html"}
    )
    assert told[:2] == ("content", "lost-address")
    assert of_lost({"about/index.html"}, set())[0][1] == "lost-address"


def test_no_address_is_lost_that_an_alias_keeps_or_a_draft_had_or_that_was_no_page() -> None:
    assert of_lost({"timeline/treaty/index.html"}, {"timeline/treaty/index.html"}) == []
    assert of_lost({"timeline/signed/index.html"}, set(), draft=True) == []
    assert of_lost({"data/levels/levels.csv", "timeline/topics/river/index.html", "feed.xml"}, set()) == []


def test_a_thing_that_is_of_another_kind_now_has_lost_its_address() -> None:
    assert of_lost({"people/signed/index.html"}, {"timeline/signed/index.html"})[0][1] == "lost-address"


def test_documents_without_aliases_have_none() -> None:
    assert all(getattr(one.meta, "aliases", ()) == () for one in documents({}))
