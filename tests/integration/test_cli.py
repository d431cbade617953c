"""The command as an editor types it: what it says, what it writes, how it ends."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from site_builder.content.text import split
from site_builder.core.problems import Problem
from site_builder.doors import cli, scaffold
from site_builder.engine import build as engine
from tests.sites import EVENT_ONE, PAGE, write_site

ROOT = Path(__file__).resolve().parents[2]
BROKEN = {"content/pages/about.md": PAGE.replace("title: About", "titel: About")}
FUTURE = {"content/timeline/treaty-signed.md": EVENT_ONE.replace("---\ndate", "---\npublish: 2099-01-02\ndate")}


def call(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command, run in `folder` with its output in pipes."""
    # A clock of our own: what appears some day must not change a test.
    command = [sys.executable, "-W", "error", "-m", "site_builder", *words]
    environment = {"SOURCE_DATE_EPOCH": "1800000000", "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, encoding="utf-8"
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site")


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    return write_site(tmp_path / "broken", **BROKEN)


# How it ends.


def test_sound_site_ends_with_code_0(site: Path) -> None:
    done = call(site, "build")
    assert (done.returncode, done.stderr) == (0, "")
    done = call(site, "check")
    assert done.returncode == 0
    assert set(re.findall(r": (\w+)\[", done.stderr)) == {"info"}


def test_problem_ends_with_code_1_and_writes_nothing(broken: Path) -> None:
    done = call(broken, "build")
    assert done.returncode == 1
    assert "content/pages/about.md:2:1: error[unknown-key]" in done.stderr
    assert 'did you mean "title"?' in done.stderr
    assert "nothing was written" in done.stdout
    assert not (broken / "dist").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["biuld"], "Did you mean 'build'?"),
        (["check", "--formt", "json"], "Did you mean '--format'?"),
        (["check", "--format", "jsn"], "'jsn' is not one of 'text', 'json', 'github'"),
        (["build", "--jobs", "0"], "0 is not in the range 1<=x<=256"),
        (["build", "--base-url", "example.org"], "expected an address such as https://example.org"),
        (["build", "--site", "nowhere"], "Directory 'nowhere' does not exist"),
        (["build", "--output", "content/out"], "lies in content/, which the site is made from"),
        (["build", "--output", "content/site.yaml"], "is a file"),
        (["serve", "--port", "99999"], "99999 is not in the range"),
        (["new", "event"], "Missing argument 'ID'"),
        (["build", "extra"], "unexpected extra argument"),
    ],
)
def test_wrong_words_end_with_code_2_and_say_what_is_meant(site: Path, words: list[str], told: str) -> None:
    done = call(site, *words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["build"], ["check"], ["serve"], ["new", "event", "x"]])
def test_folder_without_content_is_told_with_its_name(tmp_path: Path, command: list[str]) -> None:
    done = call(tmp_path, *command)
    assert done.returncode == 2
    assert f"{tmp_path} is not a site: it has no folder content/" in done.stderr


def test_fault_of_ours_ends_with_code_70_and_asks_for_a_report(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken_build(*_: object, **_named: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(engine, "build", broken_build)
    monkeypatch.setattr(sys, "argv", ["site-builder", "check", "--site", str(site)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    told = capsys.readouterr().err
    assert end.value.code == 70
    assert "ZeroDivisionError: a fault of ours" in told
    assert "Please report" in told


def test_folder_with_files_of_others_is_left_alone(site: Path) -> None:
    (site / "dist").mkdir()
    (site / "dist" / "thesis.txt").write_text("mine", "utf-8")
    done = call(site, "build")
    assert done.returncode == 1
    assert "holds files that this program did not write" in done.stderr
    assert [file.name for file in (site / "dist").iterdir()] == ["thesis.txt"]


def test_output_that_cannot_be_made_is_no_fault_of_ours(site: Path) -> None:
    (site / "README").write_text("", "utf-8")
    done = call(site, "build", "--output", "README/dist")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


# What it says.


@pytest.mark.parametrize(
    "words", [["check"], ["build"], ["check", "--format", "github"], ["--help"], ["build", "--help"], ["schema"]]
)
def test_pipe_gets_text_and_nothing_else(site: Path, words: list[str]) -> None:
    done = call(site, *words)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", done.stdout + done.stderr)


def test_json_is_one_object_with_all_problems(broken: Path) -> None:
    done = call(broken, "check", "--format", "json")
    report = json.loads(done.stdout)
    assert (done.returncode, done.stderr, report["ok"]) == (1, "", False)
    assert {
        "path": "content/pages/about.md",
        "line": 2,
        "column": 1,
        "length": 5,
        "severity": "error",
        "code": "unknown-key",
        "message": '"titel" is not a key of a page',
        "hint": 'did you mean "title"?',
    } in report["problems"]


def test_json_of_a_build_says_what_was_written(site: Path) -> None:
    report = json.loads(call(site, "build", "--format", "json").stdout)
    written = [file for file in (site / "dist").rglob("*") if file.is_file() and not file.name.startswith(".")]
    assert report["problems"] == []
    assert report["written"]["files"] == len(written)
    assert report["pages"]["topic"] == 1


def test_github_annotations_name_files_below_the_repository(broken: Path) -> None:
    done = call(broken.parent, "check", "--format", "github", "--site", "broken")
    lines = done.stdout.splitlines()
    assert lines != []
    pattern = r"::(error|warning|notice) file=broken/content/[^,]+(,line=\d+,col=\d+,endColumn=\d+)?,title=[a-z-]+::.+"
    assert [line for line in lines if not re.fullmatch(pattern, line)] == []


def test_summary_counts_pages_and_says_what_appears_when(tmp_path: Path) -> None:
    draft = {"content/pages/later.md": PAGE.replace("---\ntitle", "---\ndraft: true\ntitle")}
    claims = {"content/claims/water.yaml": None}
    home = (write_site(tmp_path / "one") / "content/site.yaml").read_text("utf-8")
    plain = {"content/site.yaml": home.replace("  expected_then_happened: [treaty-expected]\n", "")}
    site = write_site(tmp_path / "site", **draft, **claims, **plain, **FUTURE)
    done = call(site, "build")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^\d+ pages: .*3 sources, .*1 topic", done.stdout)
    assert "content/timeline/treaty-signed.md (event treaty-signed, appears on 2099-01-02)" in done.stdout
    assert "content/pages/later.md (page later, a draft)" in done.stdout
    assert re.search(r"^\d+ files, \d\.\d MB, in dist: \d+ changed, 0 removed\.$", done.stdout, re.MULTILINE)
    assert re.search(r"^No problem found, in \d+\.\d\d s\.$", done.stdout, re.MULTILINE)
    assert not (site / "dist/timeline/treaty-signed").exists()


def test_path_and_line_outside_ascii_are_told_as_they_are(tmp_path: Path) -> None:
    site = write_site(tmp_path / "यात्रा", **{"content/pages/यात्रा.md": "---\ntitel: मोदी\n---\n"})
    done = call(tmp_path, "check", "--site", "यात्रा")
    assert done.returncode == 1
    assert "content/pages/यात्रा.md:2:1: error[unknown-key]" in done.stderr
    assert "  2 | titel: मोदी" in done.stderr
    assert site.is_dir()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are no text")
def test_file_name_that_is_no_text_is_told_and_not_a_fault(site: Path) -> None:
    import os

    with open(os.fsencode(site / "content/pages") + b"/caf\xe9.md", "w", encoding="utf-8") as file:
        file.write(PAGE)
    for form in ("text", "json", "github"):
        done = call(site, "check", "--format", form)
        assert done.returncode == 1, done.stderr
        assert "caf" in done.stdout + done.stderr


def test_terminal_without_our_letters_gets_them_spelled_out(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", **{"content/pages/about.md": "---\ntitel: मोदी\n---\n"})
    command = [sys.executable, "-m", "site_builder", "check", "--site", str(site)]
    environment = {"PYTHONIOENCODING": "latin-1", "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    assert rb"titel: \u092e" in done.stderr


def test_help_names_every_kind() -> None:
    told = call(ROOT, "new", "--help").stdout
    assert [kind for kind in scaffold.FOLDER_BY_KIND if not re.search(rf"\b{kind}\b", told)] == []


@pytest.mark.parametrize("words", [[], ["build"], ["check"], ["serve"], ["new"], ["schema"]])
def test_help_fits_eighty_columns(words: list[str]) -> None:
    told = call(ROOT, *words, "-h")
    assert told.returncode == 0
    assert max(len(line) for line in told.stdout.splitlines()) <= 80


def test_version_answers_without_the_heavy_libraries() -> None:
    code = (
        "import sys; from site_builder.doors import cli\n"
        "sys.argv = ['site-builder', '--version']\n"
        "try: cli.main()\n"
        "except SystemExit: pass\n"
        "heavy = {'pydantic', 'jinja2', 'markdown', 'yaml', 'livereload', 'tornado', 'asyncio'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"site-builder \d+\.\d+\S*\n", done.stdout)


# What it writes.


def test_build_writes_into_dist_unless_told_otherwise(site: Path) -> None:
    assert call(site, "build").returncode == 0
    assert call(site, "build", "--output", "../elsewhere").returncode == 0
    assert (site / "dist/index.html").read_bytes() == (site.parent / "elsewhere/index.html").read_bytes()


def test_check_writes_nothing(site: Path) -> None:
    def there() -> list[Path]:
        return sorted(file for file in site.parent.rglob("*") if ".cache" not in file.parts)

    before = there()
    assert call(site, "check").returncode == 0
    assert there() == before


def test_base_url_is_what_canonical_links_and_the_404_page_use(site: Path) -> None:
    assert call(site, "build", "--base-url", "https://other.example/some/repo").returncode == 0
    topic = (site / "dist/topics/water/index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://other.example/some/repo/topics/water/">' in topic
    assert "example.org/rivers" not in topic
    lost = (site / "dist/404.html").read_text("utf-8")
    assert 'href="/some/repo/static/css/site.css"' in lost
    assert not re.search(r'(?:href|src)="(?!/some/repo/|https?:|#)', lost)


def test_drafts_and_future_things_are_written_when_asked_for(tmp_path: Path) -> None:
    draft = {"content/pages/later.md": PAGE.replace("---\ntitle", "---\ndraft: true\ntitle")}
    site = write_site(tmp_path / "site", **draft, **FUTURE)
    assert call(site, "build", "--future", "--drafts").returncode == 0
    assert (site / "dist/later/index.html").is_file()
    assert (site / "dist/timeline/treaty-signed/index.html").is_file()


def test_two_processes_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    for jobs in ("1", "2"):
        done = call(ROOT, "build", "--jobs", jobs, "--output", str(tmp_path / jobs))
        assert done.returncode == 0, done.stderr
    one, two = (
        {
            file.relative_to(tmp_path / jobs): file.read_bytes()
            for file in (tmp_path / jobs).rglob("*")
            if file.is_file()
        }
        for jobs in ("1", "2")
    )
    assert len(one) > 100
    assert one == two


def test_second_build_changes_no_file(site: Path) -> None:
    call(site, "build")
    assert ": 0 changed, 0 removed." in call(site, "build").stdout


# The schemas.


class EditorsYaml(yaml.SafeLoader):
    """YAML 1.2 as the editors' language server reads it: numbers and truth values, and dates that stay text."""


EditorsYaml.yaml_implicit_resolvers = {}
EditorsYaml.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
EditorsYaml.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
EditorsYaml.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("[-+]?[0-9]+$"), list("-+0123456789"))
EditorsYaml.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]+\.[0-9]+(?:[eE][-+]?[0-9]+)?$"), list("-+0123456789")
)


def things() -> Iterator[tuple[str, str, Any]]:
    """(path, kind, what an editor's YAML reads) of every content file of the repository."""
    from site_builder.content.parse import kind_of

    for file in sorted((ROOT / "content").rglob("*")):
        path = file.relative_to(ROOT).as_posix()
        if file.suffix not in {".md", ".yaml"}:
            continue
        text = file.read_text("utf-8")
        if file.suffix == ".md":
            cut = split(text, path)
            assert not isinstance(cut, Problem)
            text = cut[0]
        yield path, str(kind_of(path)), yaml.load(text, EditorsYaml)  # noqa: S506 - a SafeLoader


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    printed: dict[str, Any] = json.loads(call(ROOT, "schema").stdout)
    return printed


def test_every_kind_has_a_sound_schema(schemas: dict[str, Any]) -> None:
    assert set(schemas) == {*scaffold.FOLDER_BY_KIND, "site"}
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)


def test_schemas_accept_the_repositorys_own_content(schemas: dict[str, Any]) -> None:
    validators = {kind: Draft202012Validator(schema) for kind, schema in schemas.items()}
    faults = [
        f"{path}: {fault.message}" for path, kind, read in things() for fault in validators[kind].iter_errors(read)
    ]
    assert faults == []


def test_schemas_refuse_an_unknown_key_and_a_missing_one(schemas: dict[str, Any]) -> None:
    validators = {kind: Draft202012Validator(schema) for kind, schema in schemas.items()}
    for path, kind, read in things():
        one = read[0] if isinstance(read, list) else read
        assert not validators[kind].is_valid(one | {"titel": "x"}), path
    event = next(read for _, kind, read in things() if kind == "event")
    assert not validators["event"].is_valid({key: value for key, value in event.items() if key != "sources"})
    assert not validators["event"].is_valid(event | {"sources": []})


def test_every_key_of_a_schema_says_what_it_means(schemas: dict[str, Any]) -> None:
    silent = [
        f"{noun}.{key}"
        for schema in schemas.values()
        for noun, described in schema["$defs"].items()
        for key, value in described["properties"].items()
        if not value.get("description")
    ]
    assert silent == []


def test_schemas_are_written_one_file_for_each_kind(tmp_path: Path, schemas: dict[str, Any]) -> None:
    done = call(tmp_path, "schema", "--output", "schemas")
    assert done.returncode == 0
    written = {file.name: json.loads(file.read_text("utf-8")) for file in (tmp_path / "schemas").iterdir()}
    assert written == {f"{kind}.schema.json": schema for kind, schema in schemas.items()}


def test_folder_that_cannot_be_made_is_told_and_is_no_fault_of_ours(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("mine", "utf-8")
    done = call(tmp_path, "schema", "--output", "letter/schemas")
    assert done.returncode == 1
    assert "letter" in done.stderr
    assert "fault in site-builder itself" not in done.stderr


# The editors.


def test_settings_of_vscode_are_written_where_there_are_none(site: Path) -> None:
    assert call(site, "schema", "--vscode").returncode == 0
    wired = json.loads((site / ".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    for path, patterns in wired.items():
        Draft202012Validator.check_schema(json.loads((site / path).read_text("utf-8")))
        assert patterns
    reached = {file for patterns in wired.values() for pattern in patterns for file in site.glob(pattern)}
    assert reached == set((site / "content").rglob("*.yaml"))


def test_settings_that_are_there_stay(site: Path) -> None:
    (site / ".vscode").mkdir()
    file = site / ".vscode/settings.json"
    text = '{\n    "editor.rulers": [100],\n    "yaml.schemas": {"mine.json": "x.yaml"},\n    "नाम": 1\n}\n'
    file.write_text(text, "utf-8")
    for _ in range(2):
        assert call(site, "schema", "--vscode").returncode == 0
    held = json.loads(file.read_text("utf-8"))
    assert list(held) == ["editor.rulers", "yaml.schemas", "नाम"]
    assert held["yaml.schemas"]["mine.json"] == "x.yaml"
    assert held["yaml.schemas"][".vscode/schemas/claim.schema.json"] == ["content/claims/*.yaml"]
    assert file.read_text("utf-8").startswith('{\n    "editor.rulers"')


@pytest.mark.parametrize("text", ['{\n  // my own\n  "a": 1\n}\n', "[]", '{"yaml.schemas": 5}'])
def test_settings_that_cannot_be_kept_are_left_alone(site: Path, text: str) -> None:
    (site / ".vscode").mkdir()
    (site / ".vscode/settings.json").write_text(text, "utf-8")
    done = call(site, "schema", "--vscode")
    assert (done.returncode, (site / ".vscode/settings.json").read_text("utf-8")) == (1, text)
    assert '".vscode/schemas/claim.schema.json": [' in done.stderr


def test_neovim_is_told_of_every_schema_and_nothing_is_written_over(site: Path) -> None:
    for _ in range(2):
        assert call(site, "schema", "--neovim").returncode == 0
    text = (site / ".nvim.lua").read_text("utf-8")
    names = re.findall(r'schemas .. "([^"]+)"', text)
    assert set(names) <= {file.name for file in (site / ".schemas").iterdir()}
    assert set(re.findall(r'"(content/[^"]+)"', text)) >= {"content/site.yaml", "content/sources/*.yaml"}
    (site / ".nvim.lua").write_text("-- mine\n", "utf-8")
    done = call(site, "schema", "--neovim")
    assert (done.returncode, (site / ".nvim.lua").read_text("utf-8")) == (1, "-- mine\n")
    assert 'vim.lsp.config("yamlls"' in done.stderr


def test_schema_knows_the_checks_and_their_levels(schemas: dict[str, Any]) -> None:
    validator = Draft202012Validator(schemas["site"])
    config = next(read for _, kind, read in things() if kind == "site")
    sound = config | {"checks": {"orphan": "off"}, "exceptions": [{"check": "orphan", "where": "x", "reason": "y"}]}
    assert validator.is_valid(sound)
    for wrong in ({"orphn": "off"}, {"orphan": "of"}):
        assert not validator.is_valid(config | {"checks": wrong})
    assert not validator.is_valid(config | {"exceptions": [{"check": "orphn", "where": "x", "reason": "y"}]})
