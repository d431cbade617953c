"""The project as others get it: built, and installed into an environment that has what it asks for and nothing else."""

import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from installer import install
from installer.destinations import SchemeDictionaryDestination
from installer.sources import WheelFile
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
WINDOWS = sys.platform == "win32"


def built(kind: str, folder: Path, tree: Path = ROOT) -> Path:
    """The "wheel" or "sdist" that hatchling makes of a tree, in a folder that is empty before."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    done = subprocess.run(build, cwd=tree, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.iterdir())


def wheel_of(sdist: Path, folder: Path) -> Path:
    """The wheel that is made of an sdist, as pip does where it finds no wheel."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "tree", filter="data")
    return built("wheel", folder / "wheel", next((folder / "tree").iterdir()))


def installed(wheel: Path, folder: Path) -> Path:
    """The command `site-builder` in a new environment. The libraries are this environment's: no registry is asked."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    scheme = sysconfig.get_paths("venv", {"base": str(folder), "platbase": str(folder), "installed_base": str(folder)})
    programs = Path(scheme["scripts"])
    python = programs / ("python.exe" if WINDOWS else "python")
    destination = SchemeDictionaryDestination(scheme, str(python), "win-amd64" if WINDOWS else "posix")
    with WheelFile.open(wheel) as source:
        install(source, destination, {})
    modules = Path(scheme["purelib"])
    for name in {file for wanted in _wanted("site-builder", modules) for file in _files(wanted)}:
        (modules / name.name).symlink_to(name)
    return programs / ("site-builder.exe" if WINDOWS else "site-builder")


def _wanted(name: str, modules: Path) -> Iterator[str]:
    """The libraries that the installed wheel asks for, and those that they ask for."""
    metadata = next(modules.glob(f"{name.replace('-', '_')}-*.dist-info")) / "METADATA"
    lines = metadata.read_text("utf-8").partition("\n\n")[0].splitlines()
    waiting = [line.removeprefix("Requires-Dist: ") for line in lines if line.startswith("Requires-Dist: ")]
    known: set[str] = set()
    while waiting:
        wanted = Requirement(waiting.pop())
        if wanted.name not in known and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
            known.add(wanted.name)
            waiting += distribution(wanted.name).requires or []
            yield wanted.name


def _files(name: str) -> set[Path]:
    """What a library of this environment has put next to others."""
    held = distribution(name)
    tops = {file.parts[0] for file in held.files or () if len(file.parts) > 1 or file.suffix == ".py"}
    return {Path(str(held.locate_file(top))) for top in tops - {"..", "__pycache__"}}
