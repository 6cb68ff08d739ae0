"""Whatever goes wrong while candidates write: no acknowledged answer is lost, and the invariants of section 7 hold.

Twenty of the seeded runs of `make faults`, and the proof that they notice a build that is broken on purpose.
"""

from collections.abc import Iterator

import pytest

from tests.faults.plan import kills, plan_of, slow_disks
from tests.faults.room import Room, open_room
from tests.faults.runs import run

pytestmark = [pytest.mark.faults, pytest.mark.slow]
SEEDS = range(1, 11)  # on each database
KILLS, SEED = 10, 20260601


@pytest.fixture(scope="module")
def sqlite_room() -> Iterator[Room]:
    with open_room("sqlite") as room:
        yield room


@pytest.fixture(scope="module")
def postgres_room() -> Iterator[Room]:
    with open_room("postgresql") as room:
        yield room


@pytest.mark.invariant(1, 4, 6, 7, 8, 9)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_invariant_holds_on_sqlite(sqlite_room: Room, seed: int) -> None:
    assert run(sqlite_room, plan_of(seed, database="sqlite")).violations == []


@pytest.mark.invariant(1, 4, 6, 7, 8, 9)
@pytest.mark.postgres
@pytest.mark.parametrize("seed", SEEDS)
def test_every_invariant_holds_on_postgres(postgres_room: Room, seed: int) -> None:
    assert run(postgres_room, plan_of(seed, database="postgresql")).violations == []


def test_ten_kills_of_the_web_process_lose_no_acknowledged_answer_on_sqlite(sqlite_room: Room) -> None:
    outcome = run(sqlite_room, kills(KILLS, seed=SEED))
    assert outcome.violations == []
    assert outcome.acknowledged > KILLS


@pytest.mark.postgres
def test_ten_kills_of_the_web_process_lose_no_acknowledged_answer_on_postgres(postgres_room: Room) -> None:
    outcome = run(postgres_room, kills(KILLS, seed=SEED))
    assert outcome.violations == []
    assert outcome.acknowledged > KILLS


@pytest.mark.parametrize(("slowest", "often"), [(0.4, "server"), (0.0, "disk")])
def test_a_disk_slower_than_the_server_and_one_that_is_quicker_lose_nothing(
    sqlite_room: Room, slowest: float, often: str
) -> None:
    outcome = run(sqlite_room, slow_disks(seed=SEED, slowest=slowest))
    assert outcome.violations == []
    assert outcome.first[often] > 0  # how often depends on how busy this machine is


def test_a_server_that_replies_before_the_commit_is_caught() -> None:
    with open_room("sqlite", settings={"BROKEN_BUILD": "reply_before_commit"}) as room:
        found = run(room, kills(1, seed=SEED)).violations
    assert any("is lost" in words for words in found)


def test_a_terminal_that_empties_its_queue_before_the_acknowledgement_is_caught(sqlite_room: Room) -> None:
    # A line that loses every second request: a server that is killed may happen to have answered all by then.
    found = run(sqlite_room, slow_disks(seed=SEED, slowest=0.0), forgets_early=True).violations
    assert any("is lost" in words for words in found)


def test_a_terminal_that_says_on_this_computer_before_it_is_true_is_caught(sqlite_room: Room) -> None:
    found = run(sqlite_room, slow_disks(seed=SEED, slowest=0.4), says_early=True).violations
    assert any("said to be on this computer, and lost" in words for words in found)
