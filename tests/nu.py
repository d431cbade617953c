"""The Nu checker that judges every page's HTML: found on this machine, else installed where that can be done.

`python3 run.py test` runs this file before pytest; plain pytest only looks.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.machine import apt_install, npm_install, npm_installed, succeeds, under_ci

CURE = "install Java and npm (Debian: apt install default-jre-headless npm), then: python3 run.py test"
# Left in .venv after an install that came to nothing, so that the next run does not wait for it again.
TRIED = Path(sys.prefix) / "nu.tried"


@dataclass(frozen=True)
class Message:
    """What the checker says of a place. weight: "error", "warning" or "info"; excerpt: the HTML around."""

    weight: str
    file: Path
    line: int
    text: str
    excerpt: str


def main() -> int:
    """Exit code 1 where pages must be checked and cannot be."""
    if find() or (may_install() and install() and find()):
        return 0
    if under_ci():
        print(f"No Nu checker, and under CI=true the pages must be checked: {CURE}", file=sys.stderr)
        return 1
    print(f"\n*** NO NU CHECKER: NO PAGE'S HTML IS VALIDATED. For that, {CURE}. ***\n", file=sys.stderr)
    return 0


def find() -> Path | None:
    """The checker's jar, None where it or a Java that starts is missing."""
    modules = npm_installed("nu")
    return modules / "vnu-jar/build/dist/vnu.jar" if modules and succeeds("java", "-version") else None


def may_install() -> bool:
    """Whether to try: once, but always in CI."""
    return under_ci() or not TRIED.exists()


def install() -> bool:
    """Whether Java and the jar are there now."""
    print("Setting up: installing the Nu checker for the tests ...", file=sys.stderr)
    TRIED.touch()
    java = succeeds("java", "-version") or apt_install("default-jre-headless")
    npm = shutil.which("npm") is not None or apt_install("npm")
    return java and npm and npm_install("nu")


def check(jar: Path, files: Iterable[Path]) -> list[Message]:
    """What the checker says of HTML files, all in one start of Java: 560 pages take nine seconds."""
    # Deeply nested pages overflow Java's usual stack.
    command = ["java", "-Xss4m", "-jar", str(jar), "--format", "json", "--stdout", *map(str, files)]
    done = subprocess.run(command, capture_output=True, check=False)
    return [
        Message(
            each.get("subType", each["type"]),
            Path(each.get("url", "").removeprefix("file:")),
            each.get("lastLine", 0),
            each["message"],
            each.get("extract", ""),
        )
        for each in json.loads(done.stdout)["messages"]
    ]


if __name__ == "__main__":
    sys.exit(main())
