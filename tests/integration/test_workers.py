"""One worker or four, processes of its own or an executor that was given: the same site, byte for byte."""

import pickle
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from site_builder.engine import seal, workshop
from site_builder.engine.store import Store
from site_builder.engine.workshop import Workshop
from tests.edits import SOUND
from tests.proof import LAST_SECOND, Desk
from tests.rich import RICH

REPOSITORY = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every build sends its work away, in many small batches."""
    monkeypatch.setattr(workshop, "SMALLEST_BATCH", 1)
    monkeypatch.setattr(workshop, "CHUNK", 3)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LAST_SECOND))


class Later(Future[Any]):
    """A result that is made only when somebody asks for it, in this process; what goes in and out is pickled."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__()
        self.work = work

    def result(self, timeout: float | None = None) -> Any:  # noqa: ANN401 - whatever the work gives
        if not self.done():
            self.set_result(self.work())
        return super().result(timeout)


class Crowd(Executor):
    """Workers that take up their work in any order. taken: how many batches there were."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.taken = chance, 0
        self.waiting: list[Later] = []

    def submit(self, work: Callable[..., object], /, *given: object, **named: object) -> Future[Any]:
        sent = pickle.dumps((work, given, named))

        def here() -> object:
            work, given, named = pickle.loads(sent)  # noqa: S301 - our own bytes
            return pickle.loads(pickle.dumps(work(*given, **named)))  # noqa: S301 - our own bytes

        self.taken += 1
        self.waiting.append(Later(here))
        for one in self.chance.sample(self.waiting, len(self.waiting) // 2):
            one.result()
        return self.waiting[-1]


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    """Four workers, started afresh once: what pytest's own threads hold must not be forked."""
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as made:
        yield made


def prove(desk: Desk, seed: int) -> None:
    """Some edits, each proved."""
    chance = random.Random(seed)
    desk.prove()
    for _ in range(4):
        desk.edit(*chance.sample(SOUND, 2))
        desk.prove()
    desk.put(RICH)
    desk.prove()


def test_any_executor_of_another_process_will_do(tmp_path: Path, processes: Executor) -> None:
    prove(Desk(tmp_path, executor=processes), 1)


@pytest.mark.parametrize("seed", [1, 2])
def test_workers_may_end_in_any_order(tmp_path: Path, seed: int) -> None:
    crowd = Crowd(random.Random(seed))
    prove(Desk(tmp_path, executor=crowd), seed)
    assert crowd.taken > 10


@pytest.mark.parametrize("jobs", [1, 4])
def test_one_and_four_workers_make_one_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: Executor, jobs: int
) -> None:
    asked: list[int] = []

    def pool(workers: int) -> Executor:
        asked.append(workers)
        return processes

    monkeypatch.setattr(workshop, "pool", pool)
    monkeypatch.setattr(ProcessPoolExecutor, "shutdown", lambda *_given, **_named: None)
    prove(Desk(tmp_path, jobs=jobs), 3)
    assert set(asked) == ({4} if jobs == 4 else set())


def test_four_processes_of_its_own_make_the_same_site(tmp_path: Path) -> None:
    desk = Desk(tmp_path, jobs=4)
    desk.prove()


FORKED = """
import random, sys
from pathlib import Path
from site_builder.engine import workshop
from tests.integration.test_workers import prove
from tests.proof import Desk

workshop.SMALLEST_BATCH, workshop.CHUNK = 1, 3
own, made = workshop.pool, []
workshop.pool = lambda workers, begin=None: made.append(begin) or own(workers, begin)
prove(Desk(Path(sys.argv[1]), jobs=4, drafts=sys.argv[2] == "drafts"), 5)
print(sum(begin is not None for begin in made))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux alone")
@pytest.mark.parametrize("shown", ["public", "drafts"])
def test_workers_that_were_forked_plan_the_same_site(tmp_path: Path, shown: str) -> None:
    # A process of its own: one that has threads, as pytest's have, forks none.
    command = [sys.executable, "-c", FORKED, str(tmp_path), shown]
    ran = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) > 3


def shout(word: str) -> bytes:
    """A task that another process can import."""
    return word.upper().encode()


@pytest.mark.parametrize("seed", range(4))
def test_results_come_in_the_order_of_their_items_whoever_made_them(seed: int) -> None:
    store, chance = Store(None), random.Random(seed)
    for number in chance.sample(range(50), 20):
        store.put(f"k{number}", seal.seal(f"k{number}", f"KNOWN {number}".encode(), seal.secret()))
    expected = [bytes(store.get(f"k{number}") or b"") or f"WORD {number}".encode() for number in range(50)]
    crew = Workshop(store, 4, Crowd(chance))
    assert list(crew.map(shout, ((f"k{number}", f"word {number}") for number in range(50)), 50)) == expected
