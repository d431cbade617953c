#!/usr/bin/env python3
"""Sets up this clone and runs it. Needs nothing but Python 3.11 or newer.

python3 run.py serve          build the site, serve it, build again at every change
python3 run.py build          build the site once
python3 run.py check          list every problem of the content, write nothing
python3 run.py new KIND ID    write a first file for a section, an event, a person ...
python3 run.py why PATH       tell why the last build made a page anew, or did not
python3 run.py search         make the index that readers search, from the built site
python3 run.py export FORM    write the whole explainer into one file, html or epub
python3 run.py import FORM    bring content of other programs in: markdown or timelinejs
python3 run.py deploy         publish the built site on a branch; --check only looks at it
python3 run.py clean          remove what was built and what is remembered
python3 run.py schema         show the JSON Schemas that complete and check in an editor
python3 run.py test [ARGS]    run the tests; ARGS go to pytest
python3 run.py lint           run ruff and mypy
python3 run.py docs [COMMAND] the documentation as a site: build, serve or check
python3 run.py bench [ARGS]   measure builds against those of other tools
python3 run.py fuzz           look for inputs that break what reads them; --minutes N
python3 run.py straight       compare the fast way through Markdown with the reference; --count N, --seed N
python3 run.py lighthouse     measure three pages of the site with Lighthouse, as a phone
python3 run.py contact-sheet FOLDER   every kind of page as pictures: three widths, light, dark and print
python3 run.py pictures       take the pictures of docs/editors.md anew, of a real preview

What follows a command goes to it: python3 run.py build --help
"""

# This file parses on Python 3.6, so that an old Python gives a sentence and not a SyntaxError. It installs
# the dependencies but not the project: no build backend is fetched, the clone may be moved, and there is no
# .pth file to name a folder that Python cannot read under LC_ALL=C (docs/decisions/0001-one-command.md).
import hashlib
import os
import shutil
import subprocess
import sys
from typing import Dict, List, NoReturn, Tuple

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
WINDOWS = os.name == "nt"
IN_VENV = os.path.join(VENV, "Scripts", "python.exe") if WINDOWS else os.path.join(VENV, "bin", "python")
SITE = ("serve", "build", "check", "new", "schema", "why", "search", "export", "import", "upgrade", "deploy", "clean")
TOOLS = {"bench": "benchmarks.bench", "docs": "docs.site"}
LOOKS = {
    "fuzz": "tests.fuzz",
    "straight": "tests.straightness",
    "lighthouse": "tests.browser.lighthouse",
    "contact-sheet": "tests.browser.contact_sheet",
    "pictures": "tests.browser.pictures",
}
LINT = ("ruff format --check --output-format concise .", "ruff check .", "mypy")


def main(words: List[str]) -> int:
    """The exit code of the command that `words` name."""
    command, rest = (words or [""])[0], words[1:]
    if command not in (*SITE, *LOOKS, *TOOLS, "test", "lint"):
        print(__doc__)
        return 0 if command in ("-h", "--help") else 2
    os.chdir(ROOT)
    if command in SITE:
        return become([ready("constraints.txt"), "-m", "site_builder", command, *rest])
    if command in TOOLS:
        return become([ready("constraints.txt"), "-m", TOOLS[command], *rest])
    python = ready("constraints.txt", "constraints-dev.txt")
    if command == "lint":
        return max([subprocess.call([python, "-m", *tool.split()], env=environment()) for tool in LINT])
    for tool in ("tests.chromium", "tests.nu", "tests.nginx") if command == "test" else ("tests.chromium",):
        if subprocess.call([python, "-m", tool], env=environment()) != 0:
            return 1
    if command in LOOKS:
        return become([python, "-m", LOOKS[command], *rest])
    return become([python, "-m", "pytest", *(rest or ["-n", "auto", "--dist", "loadfile"])])


def ready(*lists: str) -> str:
    """The virtual environment's Python, with everything in `lists` installed.

    A stamp for each list keeps its digest. When it agrees nothing is started and nothing is fetched.
    """
    for name in lists:
        stamp = os.path.join(VENV, name + ".installed")
        with open(name, "rb") as pins:
            digest = hashlib.sha256(pins.read()).hexdigest()
        if not os.path.exists(IN_VENV) or read(stamp) != digest:
            say("Setting up: installing {} into .venv, once ...".format(name))
            install(name, find_python())
            with open(stamp, "w") as text:
                text.write(digest)
    return IN_VENV


def find_python() -> str:
    """Real path of a Python that is new enough: this one, else the newest on PATH; empty without one."""
    # The real path: a system upgrade then breaks the link in .venv, which is noticed, and does not run the
    # next Python on this one's packages. Each is started to ask: a pyenv shim exists without its Python.
    ask = "import os, sys; print(os.path.realpath(sys.executable)); sys.exit(sys.version_info < (3, 11))"
    others = [["python3.{}".format(minor)] for minor in range(19, 10, -1)]
    for python in [[sys.executable], *others, ["py", "-3"]]:
        code, path = answer([*python, "-c", ask])
        if code == 0:
            return path
    return ""


def install(name: str, base: str) -> None:
    """Installs what the list `name` pins, and makes .venv first where there is none."""
    uv = shutil.which("uv")
    if not os.path.exists(IN_VENV):
        makers = [[base, "-m", "venv", "--clear", "--without-pip", VENV]] if base else []
        makers += [[uv, "venv", "--clear", "--python", base or ">=3.11", VENV]] if uv else []
        if not any(answer(maker)[0] == 0 for maker in makers):
            this = "{}.{}".format(*sys.version_info)
            if not base:
                stop("Python 3.11 or newer is needed, and this is {}. Install one, or uv.".format(this))
            stop("No virtual environment could be made. On Debian or Ubuntu: apt install python3-venv")
    # `pip --python` before ensurepip: five seconds faster, and Debian leaves ensurepip out.
    pips = [[IN_VENV, "-m", "pip", "install"], [base, "-m", "pip", "--python", IN_VENV, "install"]]
    pips += [[uv, "pip", "install", "--python", IN_VENV]] if uv else []
    pip = next((each for each in pips if answer([*each, "--help"])[0] == 0), None)
    if not pip and answer([IN_VENV, "-m", "ensurepip"])[0] != 0:
        stop("Neither pip nor ensurepip nor uv is here. On Debian or Ubuntu: apt install python3-venv")
    quietly = ["--quiet", "--no-compile", "--no-deps", "--require-hashes", "-r", name]
    code, words = answer((pip or pips[0]) + quietly)
    if code:
        tail = "\n  ".join(words.splitlines()[-8:])
        stop("Installing {} failed; is this machine online? The last lines of pip:\n  {}".format(name, tail))


def environment() -> Dict[str, str]:
    """The variables for every program started here: UTF-8 everywhere, nothing that asks or leads astray."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    return dict(kept, PYTHONUTF8="1", PIP_USER="0", PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1")


def answer(command: List[str]) -> Tuple[int, str]:
    """Exit code and last words of a command; 127 when it cannot be started."""
    silent, caught, joined = subprocess.DEVNULL, subprocess.PIPE, subprocess.STDOUT
    try:
        child = subprocess.Popen(command, env=environment(), stdin=silent, stdout=caught, stderr=joined)
    except OSError as error:
        return 127, str(error)
    words = child.communicate()[0].decode("utf-8", "replace").strip()
    return child.returncode, words


def become(command: List[str]) -> int:
    """Runs the command in place of this program, so that Ctrl-C and signals reach it alone."""
    if not WINDOWS:
        os.execve(command[0], command, environment())
    return subprocess.call(command, env=environment())


def read(file: str) -> str:
    """The text of a file; empty when there is none."""
    if not os.path.exists(file):
        return ""
    with open(file) as text:
        return text.read()


def say(words: str) -> None:
    # To stderr, which can show any letter under any locale.
    sys.stderr.write(words + "\n")


def stop(words: str) -> NoReturn:
    say("run.py: " + words)
    sys.exit(1)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
