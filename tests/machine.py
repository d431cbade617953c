"""What this machine has for the tests, and how it comes by more: Debian's packages, and programs from npm."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

# A folder for each program from npm: its package.json says the version, package-lock.json the hashes of all.
NPM = Path(__file__).parent / "npm"


def under_ci() -> bool:
    """Whether a test that cannot run is a failure."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def may_apt() -> bool:
    """Whether Debian's packages can be installed here: by root, where there is apt."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> bool:
    """Whether Debian's packages were installed."""
    install = ("apt-get", "install", "-y", "--no-install-recommends", *packages)
    return may_apt() and succeeds("apt-get", "update") and succeeds(*install)


def npm_installed(name: str) -> Path | None:
    """The folder of modules of the program `name`, None where what is there is not what the lock says."""
    modules, stamp = NPM / name / "node_modules", lock_digest(name)
    installed = modules / ".lock-digest"
    return modules if installed.is_file() and installed.read_text("utf-8") == stamp else None


def npm_install(name: str) -> bool:
    """Whether the program `name` was installed beside its lock. npm itself compares every hash."""
    npm = shutil.which("npm")
    if not npm or not succeeds(npm, "ci", folder=NPM / name):
        return False
    (NPM / name / "node_modules" / ".lock-digest").write_text(lock_digest(name), "utf-8")
    return True


def lock_digest(name: str) -> str:
    """What changes when a version in the lock of `name` does."""
    return hashlib.sha256((NPM / name / "package-lock.json").read_bytes()).hexdigest()


def succeeds(*command: str, folder: Path | None = None) -> bool:
    """Whether the command ends with 0. What it says is shown only when it fails in CI."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError:
        return False
    if done.returncode != 0 and under_ci():
        sys.stderr.write((done.stdout + done.stderr).decode("utf-8", "replace")[-2000:])
    return done.returncode == 0
