"""Programs and what they cost: seconds and processor time of a run, memory and processor time of a process tree."""

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
SAMPLES_APART = 0.015  # seconds between two looks at the memory
KILLED = "not ended within {:.0f} s"


@dataclass(frozen=True, slots=True)
class Command:
    """A program to run. log: the file that takes what it says."""

    words: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    log: Path

    def last_words(self) -> str:
        """The last line that it said, shortened."""
        lines = self.log.read_text("utf-8", "replace").strip().splitlines() or ["no output"]
        return lines[-1].strip()[:120]


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that is over. error: what was wrong with it, "" if nothing."""

    wall: float
    cpu: float
    error: str


@contextmanager
def started(command: Command) -> Iterator["subprocess.Popen[bytes]"]:
    """The program while it runs; it and its children are gone afterwards."""
    with command.log.open("wb") as log:
        child = subprocess.Popen(
            command.words,
            cwd=command.folder,
            env=command.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield child
        finally:
            kill(child)
            child.wait()


def run(command: Command, seconds: float) -> Ended:
    """Runs a program to its end, for that many seconds at most."""
    began = time.perf_counter()
    with started(command) as child:
        clock = threading.Timer(seconds, kill, [child])
        clock.start()
        # wait4 and not wait(): it tells the processor time, of the children that were waited for too.
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        clock.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
    return Ended(wall, usage.ru_utime + usage.ru_stime, _error(command, child.returncode, wall, seconds))


def peak(command: Command, seconds: float) -> tuple[float, str]:
    """The most memory that a program and its children hold together, in MiB, and what was wrong, "" if nothing.

    Shared pages count once (PSS). Looking costs time, so nothing is timed here.
    """
    began, most = time.perf_counter(), 0.0
    with started(command) as child:
        while child.poll() is None:
            if time.perf_counter() - began > seconds:
                return most, KILLED.format(seconds)
            most = max(most, sum(proportional(process) for process in tree(child.pid)))
            time.sleep(SAMPLES_APART)
    return most, _error(command, child.returncode, 0, seconds)


def _error(command: Command, code: int, wall: float, seconds: float) -> str:
    if code < 0 and wall > seconds:
        return KILLED.format(seconds)
    return f"exit {code}: {command.last_words()}" if code else ""


def kill(child: "subprocess.Popen[bytes]") -> None:
    """Ends a program and its children; those that ended before are no matter."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def tree(process: int) -> list[int]:
    """A process and all below it; those that end meanwhile are left out."""
    found, waiting = [], [process]
    while waiting:
        found.append(waiting.pop())
        for thread in _names(PROC / str(found[-1]) / "task"):
            waiting += map(int, _read(PROC / str(found[-1]) / "task" / thread / "children").split())
    return found


def proportional(process: int) -> float:
    """Memory of a process in MiB, its shared pages divided among those that share them; 0 when it is gone."""
    found = re.search(r"^Pss: +(\d+)", _read(PROC / str(process) / "smaps_rollup"), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def processor_seconds(process: int) -> float:
    """Processor time that a process and all below it have used so far."""
    total = 0
    for each in tree(process):
        fields = _read(PROC / str(each) / "stat").rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12]) if fields else 0
    return total / os.sysconf("SC_CLK_TCK")


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError:  # the process has ended
        return ""
