"""The house stays as it was drawn: floors, purity, and the size of rooms."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "site_builder"
FLOORS = ("core", "content", "weave", "pages", "engine", "doors")
# In each folder a room imports from floors below, or from rooms above it in this list.
ROOMS = {
    "core": "problems limits checks slugs dates timelinejs digest chart lettering fields parts model blocks documents "
    "views layouts exports jobs",
    "content": "text extras nodes frontmatter versions schema directives references survey footnotes bounds inline "
    "gates converter cleaning straight longway markup tables parse sentences figures notes",
    "weave": "facts index faults graph ledger checks citations timeline claims datasets prose frame front embeds "
    "records exports aliases cards cite plan",
    "pages": "plot charts plain shapes formats jsonld styles cited picture render foreign sheets slides arrivals posts "
    "spans rewriting trees book onefile epub",
    "engine": "scan seal state store program result unchanged disk placing exchanging workshop reading making "
    "checking build",
    "doors": "fault reasons report reference scaffold external watching notices searching serving desk preview options "
    "wiring starting authoring editions timelines landing rehearsing moving importing upgrading hosts branches "
    "deploying cli",
}
# What would let a stage read something that is not in its key. `traceback` reads only the exception it is given.
IMPURE = {
    "os", "io.open", "pathlib", "random", "time", "datetime", "locale", "glob", "shutil", "subprocess", "socket",
    "tempfile", "secrets", "uuid", "urllib.request", "threading", "multiprocessing", "asyncio",
}  # fmt: skip
PURE_FLOORS = ("core", "content", "weave", "pages")


def modules(*floors: str) -> list[Path]:
    return sorted(file for floor in floors for file in (ROOT / floor).glob("*.py") if file.name != "__init__.py")


def imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def rank(dotted: str) -> tuple[int, int] | None:
    """Floor and place in its folder of a room such as site_builder.core.dates; None for what is not ours."""
    parts = dotted.split(".")
    if parts[0] != "site_builder" or len(parts) < 3 or parts[1] not in FLOORS:
        return None
    rooms = ROOMS[parts[1]].split()
    return (FLOORS.index(parts[1]), rooms.index(parts[2])) if parts[2] in rooms else None


@pytest.mark.parametrize("file", modules(*FLOORS), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_room_imports_only_from_below(file: Path) -> None:
    own = rank(f"site_builder.{file.parent.name}.{file.stem}")
    assert own is not None, f"{file.stem} is not in the list of rooms: put it where it belongs"
    above = {name for name in imports(file) if (other := rank(name)) is not None and other >= own}
    assert above == set()


@pytest.mark.parametrize("file", modules(*PURE_FLOORS), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_pure_stage_reads_nothing_but_its_argument(file: Path) -> None:
    assert imports(file) & IMPURE == set()
    calls = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
    names = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
    assert names & {"open", "input", "hash", "id", "print", "eval", "exec"} == set()


@pytest.mark.parametrize("file", modules(*PURE_FLOORS), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_stage_walks_over_a_set(file: Path) -> None:
    """The order of a set depends on the hash seed: a `for` over one would make bytes differ between runs."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        walked = node.iter if isinstance(node, ast.For | ast.comprehension) else None
        assert not isinstance(walked, ast.Set | ast.SetComp), f"{file.name}:{getattr(node, 'lineno', '?')}"


@pytest.mark.parametrize("file", modules(*FLOORS), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_room_has_at_most_400_lines(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= 400


@pytest.mark.parametrize("file", modules(*FLOORS), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_function_has_at_most_40_lines_of_body(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert lines <= 40, f"{file.name}: {node.name} has {lines} lines"


@pytest.mark.parametrize("file", modules(*FLOORS), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_everything_public_says_what_it_gives(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    for node in [tree, *tree.body]:
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            name = getattr(node, "name", "the module")
            assert name.startswith("_") or ast.get_docstring(node), f"{file.name}: {name} has no docstring"
