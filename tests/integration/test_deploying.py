"""`deploy`: what a host would not take is told, and a branch of a real repository gets the site and loses nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from site_builder.doors import hosts
from site_builder.doors.branches import LIST, Repository
from site_builder.doors.cli import commands
from site_builder.doors.hosts import Lying, address_on_pages, faults, is_nowhere
from tests.sites import SITE_YAML, write_site

EVENT = "content/timeline/treaty-signed.md"
HERE = SITE_YAML.replace("https://example.org/rivers/", "https://rivers-desk.github.io/rivers/")
AS_SOMEBODY = {
    "GIT_AUTHOR_NAME": "An Editor", "GIT_AUTHOR_EMAIL": "editor@example.org",
    "GIT_COMMITTER_NAME": "An Editor", "GIT_COMMITTER_EMAIL": "editor@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _as_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in AS_SOMEBODY.items():
        monkeypatch.setenv(name, value)


def git(folder: Path, *words: str, given: str | None = None) -> str:
    done = subprocess.run(
        ["git", *words], cwd=folder, input=given, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def run(site: Path, *words: str) -> Result:
    return CliRunner().invoke(commands, [words[0], "--site", str(site), *words[1:]], catch_exceptions=False)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A built site whose address is a place on the web."""
    site = write_site(tmp_path / "site", **{"content/site.yaml": HERE})
    assert run(site, "build").exit_code == 0
    return site


@pytest.fixture
def bare(site: Path) -> Path:
    """A bare repository that is the remote of the site's."""
    bare = site.parent / "remote.git"
    git(site.parent, "init", "--quiet", "--bare", str(bare))
    git(site, "init", "--quiet", "--initial-branch", "main")
    (site / ".gitignore").write_text("dist/\n.cache/\n", "utf-8")
    git(site, "add", ".")
    git(site, "commit", "--quiet", "--message", "Begin")
    git(site, "remote", "add", "origin", str(bare))
    return bare


def published(bare: Path, branch: str = "gh-pages") -> dict[str, str]:
    """The files on a branch: the ids of their contents by path."""
    rows = git(bare, "ls-tree", "-r", "-z", branch).split("\0")
    return {row.partition("\t")[2]: row.split()[2] for row in rows if row}


def content(bare: Path, path: str) -> bytes:
    command = ["git", "cat-file", "blob", f"gh-pages:{path}"]
    return subprocess.run(command, cwd=bare, capture_output=True, check=True).stdout


def built(site: Path) -> set[str]:
    return {file.relative_to(site / "dist").as_posix() for file in (site / "dist").rglob("*") if file.is_file()}


def on_branch(bare: Path, files: dict[str, str | None], branch: str = "gh-pages") -> None:
    """Somebody else's commit: what each file holds from now on, None where it goes."""
    work = bare.parent / "somebody"
    if not work.exists():
        git(bare.parent, "clone", "--quiet", str(bare), str(work))
    git(work, "fetch", "--quiet")
    git(work, "checkout", "--quiet", "-B", branch, *([f"origin/{branch}"] if git(bare, "branch") else []))
    for path, text in files.items():
        if text is None:
            (work / path).unlink()
        else:
            (work / path).parent.mkdir(parents=True, exist_ok=True)
            (work / path).write_text(text, "utf-8")
    git(work, "add", "--all", "--force")
    git(work, "commit", "--quiet", "--message", "By hand")
    git(work, "push", "--quiet", "origin", branch)


# What hosts take.


def test_a_site_as_it_was_built_is_ready(site: Path) -> None:
    checked = run(site, "deploy", "--check")
    assert checked.exit_code == 0, checked.output
    assert "ready to publish" in checked.output


def write(folder: Path, path: str, text: str = "x") -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("path", "code", "is_error"),
    [
        ("downloads/.git/config", "git-folder", True),
        (".well-known/security.txt", "hidden-file", False),
        ("downloads/Report.pdf", "name-clash", True),
        ("downloads/Ärger.pdf", "name-clash", True),
        ("about.html", "page-beside-folder", False),
        ("downloads/aux.pdf", "odd-name", True),
        ("downloads/what?.pdf", "odd-name", True),
        ("downloads/two\nlines.pdf", "odd-name", True),
    ],
)
def test_what_a_host_would_mix_up_is_told_with_its_place(site: Path, path: str, code: str, is_error: bool) -> None:
    for each in ("downloads/report.pdf", "downloads/A\u0308rger.pdf", path):
        write(site / "dist", each)
    checked = run(site, "deploy", "--check")
    assert f"{'error' if is_error else 'warning'}[{code}]" in checked.output
    assert checked.exit_code == (1 if is_error else 0), checked.output
    assert "dist/" in checked.output


@pytest.mark.skipif(os.name != "posix", reason="permissions of this kind are POSIX's")
def test_what_a_server_may_not_read_is_told(site: Path) -> None:
    (site / "dist/index.html").chmod(0o600)
    (site / "dist/topics").chmod(0o700)
    checked = run(site, "deploy", "--check")
    assert checked.exit_code == 1
    assert "dist/index.html: error[permission]" in checked.output
    assert "dist/topics: error[permission]" in checked.output


def test_a_link_is_told_wherever_it_leads(site: Path) -> None:
    (site / "dist/inside").symlink_to("index.html")
    write(site.parent, "elsewhere/.hidden")
    (site / "dist/outside").symlink_to(site.parent / "elsewhere", target_is_directory=True)
    checked = run(site, "deploy", "--check")
    assert "dist/inside: error[link]" in checked.output
    assert "dist/outside: error[link]" in checked.output
    assert "dist/outside/" not in checked.output, "it is not followed"


def test_sizes_of_github_are_kept_to() -> None:
    """Of files that lie nowhere: a gigabyte is not written for a test."""
    regular = 0o100644
    large = Lying("video.mp4", is_folder=False, is_link=False, mode=regular, size=hosts.LARGEST_FILE + 1)
    most = Lying("all.bin", is_folder=False, is_link=False, mode=regular, size=hosts.LARGEST_FILE)
    assert [problem.code for problem in faults("dist", [large])] == ["file-too-large"]
    assert list(faults("dist", [most])) == []
    whole = [most._replace(path=f"{number}.bin") for number in range(10)]
    (told,) = faults("dist", whole)
    assert (told.code, told.place.path) == ("site-too-large", "dist")


def test_a_folder_without_a_site_is_refused(tmp_path: Path) -> None:
    site = write_site(tmp_path)
    assert "holds no site" in run(site, "deploy", "--check").output
    write(site, "dist/mine.txt")
    refused = run(site, "deploy", "--check")
    assert refused.exit_code == 1
    assert "did not write" in refused.output


@pytest.mark.parametrize("change", [EVENT, "dist/index.html"])
def test_a_site_that_is_older_than_its_content_is_refused(site: Path, change: str) -> None:
    with (site / change).open("a", encoding="utf-8") as file:
        file.write("\nOne more sentence.\n")
    checked = run(site, "deploy", "--check")
    assert (checked.exit_code, "error[stale-build]" in checked.output) == (1, True)
    run(site, "build")
    assert run(site, "deploy", "--check").exit_code == 0


def test_a_site_whose_content_has_an_error_now_is_refused(site: Path) -> None:
    with (site / EVENT).open("a", encoding="utf-8") as file:
        file.write("\nSee [[nobody-knows]].\n")
    checked = run(site, "deploy", "--check")
    assert (checked.exit_code, "error[stale-build]" in checked.output) == (1, True)
    assert f"{EVENT}:" in checked.output


def test_options_of_the_build_have_to_be_the_same(site: Path) -> None:
    checked = run(site, "deploy", "--check", "--base-url", "https://rivers.fyi/")
    assert "error[stale-build]" in checked.output
    run(site, "build", "--base-url", "https://rivers.fyi/")
    assert run(site, "deploy", "--check", "--base-url", "https://rivers.fyi/").exit_code == 0
    assert "error[stale-build]" in run(site, "deploy", "--check").output


def test_a_search_index_of_before_is_told(site: Path) -> None:
    write(site, "dist/pagefind/pagefind-entry.json", "{}")
    assert "stale-search" not in run(site, "deploy", "--check").output
    (site / EVENT).write_text((site / EVENT).read_text("utf-8") + "\nIt is a cube.\n", "utf-8")
    run(site, "build")
    checked = run(site, "deploy", "--check")
    assert (checked.exit_code, "warning[stale-search]" in checked.output) == (0, True)


@pytest.mark.parametrize("host", ["example.org", "www.example.com", "localhost:8000", "127.0.0.1", "rivers.test"])
def test_an_address_that_is_nowhere_is_refused(site: Path, host: str) -> None:
    run(site, "build", "--base-url", f"https://{host}/")
    checked = run(site, "deploy", "--check", "--base-url", f"https://{host}/")
    assert (checked.exit_code, "error[missing-base-url]" in checked.output) == (1, True)


def test_addresses_on_the_web_are_somewhere() -> None:
    assert not any(map(is_nowhere, ("https://rivers.fyi/", "https://example.github.io/x/", "http://wiki.intranet/")))


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("git@github.com:Rivers-Desk/rivers.git", "https://rivers-desk.github.io/rivers/"),
        ("https://github.com/rivers-desk/rivers", "https://rivers-desk.github.io/rivers/"),
        ("https://somebody@github.com/rivers-desk/rivers.git/", "https://rivers-desk.github.io/rivers/"),
        ("ssh://git@github.com/rivers-desk/rivers-desk.github.io.git", "https://rivers-desk.github.io/"),
        ("https://notgithub.com/rivers-desk/rivers", ""),
        ("https://git.example.org/github.com/rivers", ""),
        ("https://github.com/rivers-desk", ""),
        ("../remote.git", ""),
    ],
)
def test_github_shows_a_repository_where_its_name_says(remote: str, address: str) -> None:
    assert address_on_pages(remote) == address


def test_a_site_that_names_another_address_than_github_has_for_it_is_refused(site: Path, bare: Path) -> None:
    """Nothing is asked of GitHub: what does not fit is told before."""
    git(site, "remote", "set-url", "origin", "git@github.com:rivers-desk/other.git")
    refused = run(site, "deploy")
    assert "error[other-base-url]" in refused.output
    assert "--base-url https://rivers-desk.github.io/other/" in refused.output
    assert git(bare, "branch") == ""


# A branch.


def test_a_branch_gets_the_site_and_nothing_else_changes(site: Path, bare: Path) -> None:
    before = (git(site, "status", "--porcelain"), git(site, "rev-parse", "HEAD"), git(site, "branch"))
    head = git(site, "rev-parse", "HEAD")
    done = run(site, "deploy")
    assert done.exit_code == 0, done.output
    assert set(published(bare)) == {*built(site), LIST}
    for path in ("index.html", "static/css/site.css", ".nojekyll"):
        given = subprocess.run(
            ["git", "cat-file", "blob", f"gh-pages:{path}"], cwd=bare, capture_output=True, check=True
        )
        assert given.stdout == (site / "dist" / path).read_bytes()
    assert (git(site, "status", "--porcelain"), git(site, "rev-parse", "HEAD"), git(site, "branch")) == before
    assert git(bare, "log", "--format=%B", "gh-pages") == f"Publish the site\n\nBuilt from {head}."


def test_the_second_time_only_what_changed_is_new(site: Path, bare: Path) -> None:
    run(site, "deploy")
    assert "nothing to publish" in run(site, "deploy").output
    event = site / EVENT
    event.write_text(event.read_text("utf-8") + "\nIt is a cube.\n", "utf-8")
    (site / "content/pages/about.md").unlink()
    (site / "content/site.yaml").write_text(HERE.replace("Two Rivers", "Two rivers"), "utf-8")
    assert run(site, "build").exit_code == 0
    done = run(site, "deploy")
    assert done.exit_code == 0, done.output
    assert set(published(bare)) == {*built(site), LIST}
    assert "about/index.html" not in published(bare)
    assert git(bare, "rev-list", "--count", "gh-pages") == "2"
    assert "with changes that are in no commit" in git(bare, "log", "-1", "--format=%B", "gh-pages")


def test_what_others_put_on_the_branch_stays(site: Path, bare: Path) -> None:
    on_branch(bare, {"CNAME": "rivers.fyi\n", "README.md": "Of GitHub.\n"})
    assert run(site, "deploy").exit_code == 0
    on_branch(bare, {"old/page.html": "Kept.", "google123.html": "ours"})
    (site / "content/pages/about.md").unlink()
    run(site, "build")
    done = run(site, "deploy")
    assert done.exit_code == 0, done.output
    kept = {"CNAME", "README.md", "old/page.html", "google123.html"}
    assert kept <= set(published(bare))
    assert "CNAME, README.md, google123.html, old/page.html" in done.output
    assert set(published(bare)) == {*built(site), LIST, *kept}
    listed = json.loads(git(bare, "cat-file", "blob", f"gh-pages:{LIST}"))["files"]
    assert not kept & set(listed)


@pytest.mark.parametrize(
    "files",
    [
        {"index.html": "Mended by hand."},
        {"feed.json/x": "where a file has to be"},
        {"feeds/new.txt": "free", "about/index.html": "Mended by hand."},
        {"static/more": "where a folder has to be"},
    ],
    ids=["changed", "a folder for a file", "one of two", "a file for a folder"],
)
def test_what_others_changed_is_not_overwritten(site: Path, bare: Path, files: dict[str, str | None]) -> None:
    run(site, "deploy")
    gone: dict[str, str | None] = {"feed.json": None} if "feed.json/x" in files else {}
    on_branch(bare, gone | files)
    tip = git(bare, "rev-parse", "gh-pages")
    write(site, "static/more/new.txt")
    run(site, "build")
    refused = run(site, "deploy")
    assert refused.exit_code == 1
    assert "would be lost" in refused.output
    assert git(bare, "rev-parse", "gh-pages") == tip


def test_what_we_removed_and_others_changed_stays(site: Path, bare: Path) -> None:
    run(site, "deploy")
    on_branch(bare, {"about/index.html": "Mended by hand."})
    (site / "content/pages/about.md").unlink()
    run(site, "build")
    assert "Kept what others put there: about/index.html" in run(site, "deploy").output
    assert git(bare, "cat-file", "blob", "gh-pages:about/index.html") == "Mended by hand."


def test_a_branch_of_something_else_is_refused(site: Path, bare: Path) -> None:
    on_branch(bare, {"src/main.c": "int main;"}, "code")
    refused = run(site, "deploy", "--branch", "code")
    assert (refused.exit_code, "src/main.c" in refused.output) == (1, True)
    assert set(published(bare, "code")) == {"src/main.c"}


@pytest.mark.parametrize("branch", ["main", "no..name", "-f", ""])
def test_a_branch_that_cannot_be_is_refused(site: Path, bare: Path, branch: str) -> None:
    refused = run(site, "deploy", f"--branch={branch}")
    assert refused.exit_code == 1
    assert "--branch" in refused.output
    assert git(bare, "branch") == ""


def test_whoever_published_meanwhile_is_not_overwritten(
    site: Path, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody publishes after our look at the branch, and before we push."""
    run(site, "deploy")
    commit = Repository.commit

    def late(*words: Any) -> str:  # noqa: ANN401 - what it is given it hands on
        on_branch(bare, {"CNAME": "rivers.fyi\n"})
        return commit(*words)

    write(site, "static/more/new.txt")
    run(site, "build")
    with monkeypatch.context() as patch:
        patch.setattr(Repository, "commit", late)
        refused = run(site, "deploy")
    assert (refused.exit_code, "nothing was published" in refused.output) == (1, True)
    assert git(bare, "log", "-1", "--format=%s", "gh-pages") == "By hand"
    assert run(site, "deploy").exit_code == 0
    assert "CNAME" in published(bare)


def test_whoever_was_quicker_is_not_overwritten(site: Path, bare: Path) -> None:
    """The remote itself says no: a hook there lets somebody else publish between our look and our push."""
    run(site, "deploy")
    on_branch(bare, {"CNAME": "rivers.fyi\n"})
    theirs = git(bare, "rev-parse", "gh-pages")
    git(bare, "update-ref", "refs/heads/gh-pages", git(bare, "rev-parse", f"{theirs}~1"))
    hook = bare / "hooks/pre-receive"
    hook.write_text(f"#!/bin/sh\nunset GIT_QUARANTINE_PATH\ngit update-ref refs/heads/gh-pages {theirs}\n", "utf-8")
    hook.chmod(0o755)
    event = site / EVENT
    event.write_text(event.read_text("utf-8") + "\nIt is a cube.\n", "utf-8")
    run(site, "build")
    refused = run(site, "deploy")
    assert refused.exit_code == 1, refused.output
    assert "nothing was published" in refused.output
    assert git(bare, "rev-parse", "gh-pages") == theirs
    hook.unlink()
    assert run(site, "deploy").exit_code == 0
    assert "CNAME" in published(bare)


def test_a_damaged_list_loses_nothing(site: Path, bare: Path) -> None:
    run(site, "deploy")
    on_branch(bare, {LIST: "{"})
    (site / "content/pages/about.md").unlink()
    run(site, "build")
    refused = run(site, "deploy")
    assert (refused.exit_code, "is damaged" in refused.output) == (1, True)


def test_a_fresh_clone_goes_on_where_another_ended(site: Path, bare: Path) -> None:
    """As a shallow clone, which is what services check out: of the branch nothing is known there."""
    run(site, "deploy")
    git(site, "push", "--quiet", "origin", "main")
    other = site.parent / "other"
    git(site.parent, "clone", "--quiet", "--depth", "1", "--branch", "main", bare.as_uri(), str(other))
    assert run(other, "build").exit_code == 0
    assert "nothing to publish" in run(other, "deploy").output, (
        "no date comes from Git: a shallow clone builds the same"
    )
    (other / "content/pages/about.md").unlink()
    run(other, "build")
    assert run(other, "deploy").exit_code == 0
    assert git(bare, "rev-list", "--count", "gh-pages") == "2"


def test_a_whole_clone_stays_whole(site: Path, bare: Path) -> None:
    for text in ("one", "two"):
        on_branch(bare, {"CNAME": text})
    assert run(site, "deploy").exit_code == 0
    assert git(site, "rev-parse", "--is-shallow-repository") == "false"


def test_odd_names_arrive_as_they_are(site: Path, bare: Path) -> None:
    for name in ("static/“quoted”.txt", "static/मानसून.txt", "static/two  words.txt", "static/-f.txt"):
        write(site, name, name)
    run(site, "build")
    done = run(site, "deploy")
    assert done.exit_code == 0, done.output
    assert {"static/“quoted”.txt", "static/मानसून.txt", "static/two  words.txt", "static/-f.txt"} <= set(published(bare))


def test_line_ends_arrive_as_they_are(site: Path, bare: Path) -> None:
    write(site, ".gitattributes", "* text eol=crlf\n")
    git(site, "config", "core.autocrlf", "true")
    (site / "static").mkdir()
    (site / "static/two.txt").write_bytes(b"one\r\ntwo\n")
    run(site, "build")
    run(site, "deploy")
    for path in ("index.html", "static/two.txt"):
        assert content(bare, path) == (site / "dist" / path).read_bytes()


@pytest.mark.parametrize("remote", ["nowhere", "../no-such.git"])
def test_a_remote_that_is_not_there_is_told(site: Path, bare: Path, remote: str) -> None:
    refused = run(site, "deploy", "--remote", remote)
    assert refused.exit_code == 1
    assert "git ls-remote ended with code" in refused.output
    assert git(bare, "branch") == ""


def test_without_a_repository_or_git_the_cure_is_told(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(site.parent))
    assert "is in no repository of Git" in run(site, "deploy").output
    monkeypatch.setenv("PATH", str(site))
    assert "there is no Git on this computer" in run(site, "deploy").output


def test_an_error_stops_it_before_anything_is_asked(site: Path, bare: Path) -> None:
    (site / "dist/inside").symlink_to("index.html")
    refused = run(site, "deploy")
    assert (refused.exit_code, "Nothing was published" in refused.output) == (1, True)
    assert git(bare, "branch") == ""


def test_permissions_are_no_matter_for_a_branch(site: Path, bare: Path) -> None:
    (site / "dist/index.html").chmod(0o600)
    (site / "dist/feed.json").chmod(0o755)
    run(site, "build")
    assert run(site, "deploy").exit_code == 0
    modes = {row.split()[0] for row in git(bare, "ls-tree", "-r", "gh-pages").splitlines()}
    assert modes == {"100644"}


def test_the_site_may_lie_below_its_repository(tmp_path: Path) -> None:
    """As this project's own clone calls it: in a process of its own, from the folder above."""
    site = write_site(tmp_path / "repository/site", **{"content/site.yaml": HERE})
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    git(tmp_path / "repository", "init", "--quiet", "--initial-branch", "main")
    git(tmp_path / "repository", "remote", "add", "origin", str(tmp_path / "remote.git"))
    for words in (["build"], ["deploy"]):
        command = [sys.executable, "-m", "site_builder", *words, "--site", "site"]
        done = subprocess.run(
            command, cwd=site.parent, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert git(tmp_path / "remote.git", "log", "-1", "--format=%b", "gh-pages") == "Its sources are in no commit."
