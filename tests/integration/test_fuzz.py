"""The fuzzer, for as long as an ordinary run of the tests has time: `python3 run.py fuzz --minutes N` goes on."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests import fuzz

WITH_ATHERIS = pytest.mark.skipif(find_spec("atheris") is None, reason="Atheris has no wheel for this Python or system")
# About three seconds each.
RUNS = {
    "front": 3_000, "listed": 5_000, "event": 2_500, "table": 30_000, "prose": 1_500, "block": 3_500, "date": 30_000,
    "timelinejs": 10_000, "post": 1_000,
}  # fmt: skip


@WITH_ATHERIS
@pytest.mark.parametrize("target", fuzz.TARGETS)
def test_nothing_that_is_read_breaks_its_reader(target: str, tmp_path: Path) -> None:
    """With one seed, so that two runs of the same commit see the same inputs."""
    done = fuzz.run(target, tmp_path, f"-runs={RUNS[target]}", seed=1)
    assert done.finding == ""
    assert done.inputs >= RUNS[target]
    assert done.branches > 50, "our code is watched"
    assert done.kept > 5


@pytest.mark.parametrize("target", fuzz.TARGETS)
def test_what_it_begins_with_is_sound(target: str) -> None:
    held = fuzz.seeds(target)
    assert held
    for data in held:
        fuzz.TARGETS[target](data)


@WITH_ATHERIS
def test_a_fault_that_is_there_is_found_and_told_with_its_input(tmp_path: Path) -> None:
    done = fuzz.run(fuzz.trap.__name__, tmp_path, "-runs=300000", seed=1)
    assert "a reference behind front matter" in done.finding
    found = Path(done.finding.rpartition("The input: ")[2]).read_bytes()
    with pytest.raises(fuzz.Finding):
        fuzz.trap(found)
