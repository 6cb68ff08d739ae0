"""What goes wrong in one run, and when: all of it follows from the run's seed, so that a run can be done again."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum

ANSWERS = 24  # how many answers each candidate of a run gives
CANDIDATES = 2
MOST_FAULTS = 3


class Fault(StrEnum):
    """One thing that happens to the room while candidates write."""

    KILL_WEB = "kill_web"
    KILL_WORKER = "kill_worker"
    KILL_DATABASE = "kill_database"
    LOCK_DATABASE = "lock_database"
    DISK_FULL = "disk_full"
    CLOCK_JUMP = "clock_jump"
    RELOAD = "reload"
    WIPE_TERMINAL = "wipe_terminal"
    OTHER_TERMINAL = "other_terminal"


# SQLite lives and dies with the web process. The processes of a server database belong to another user, and nobody may
# take the disk away from them.
ON_SQLITE = tuple(fault for fault in Fault if fault is not Fault.KILL_DATABASE)
ON_POSTGRES = tuple(fault for fault in Fault if fault is not Fault.DISK_FULL)


@dataclass(frozen=True)
class Network:
    """How often, of a hundred deliveries, the line does this to one; and the most that one waits, in seconds."""

    lost_requests: int
    lost_replies: int
    repeated: int
    reordered: int
    slowest: float


@dataclass(frozen=True)
class Happening:
    """A fault, and how many answers of all candidates must have been acknowledged before it."""

    fault: Fault
    after: int
    pause: float
    """Seconds between the last of these acknowledgements and the fault: it meets answers on their way."""
    lasts: float
    """Seconds that it lasts, where it lasts."""
    candidate: int
    """Whose terminal it happens to, where it happens to one."""
    jump: int
    """Seconds by which the server's wall clock jumps, where it does."""


@dataclass(frozen=True)
class Plan:
    """All that goes wrong in the run of one seed."""

    seed: int
    network: Network
    happenings: tuple[Happening, ...]
    slowest_disk: float = 0.0
    """The most seconds that a terminal's disk takes for one answer: it may be slower than the server, or quicker."""

    def __str__(self) -> str:
        return ", ".join(happening.fault.value for happening in self.happenings)


def kills(count: int, *, seed: int) -> Plan:
    """Return a plan in which the web process is killed so often, at seeded moments, and the line is good."""
    chance = random.Random(seed)
    places = sorted(chance.sample(range(1, CANDIDATES * ANSWERS - 6), k=count))
    calm = Network(lost_requests=0, lost_replies=0, repeated=0, reordered=0, slowest=0.01)
    return Plan(seed, calm, tuple(_happening(Fault.KILL_WEB, after, chance) for after in places))


def slow_disks(*, seed: int, slowest: float) -> Plan:
    """Return a plan in which pages are closed all the time, on terminals with slow disks and behind a bad line."""
    chance = random.Random(seed)
    places = sorted(chance.sample(range(1, CANDIDATES * ANSWERS - 6), k=12))
    bad = Network(lost_requests=50, lost_replies=20, repeated=5, reordered=5, slowest=0.02)
    happenings = tuple(_happening(Fault.RELOAD, after, chance) for after in places)
    return Plan(seed, bad, happenings, slowest_disk=slowest)


def plan_of(seed: int, *, database: str) -> Plan:
    """Return the plan of a seed; successive seeds go through the faults in turn, so that few runs meet every kind."""
    chance = random.Random(seed)
    known = ON_POSTGRES if database == "postgresql" else ON_SQLITE
    first = known[seed % len(known)]
    further = chance.choices(known, k=chance.randint(0, MOST_FAULTS - 1))
    places = sorted(chance.sample(range(2, CANDIDATES * ANSWERS - 6), k=1 + len(further)))
    happenings = [
        _happening(fault, after, chance) for fault, after in zip([first, *further], places, strict=True)
    ]
    network = _network(chance)
    return Plan(seed, network, tuple(happenings), slowest_disk=chance.choice((0.0, 0.02, 0.4)))


def _network(chance: random.Random) -> Network:
    often = chance.choice((0, 5, 20))
    return Network(
        lost_requests=chance.randint(0, often),
        lost_replies=chance.randint(0, often),
        repeated=chance.randint(0, often),
        reordered=chance.randint(0, often),
        slowest=chance.choice((0.0, 0.01, 0.05)),
    )


def _happening(fault: Fault, after: int, chance: random.Random) -> Happening:
    return Happening(
        fault=fault,
        after=after,
        pause=chance.uniform(0, 0.1),
        lasts=chance.uniform(0.1, 0.8),
        candidate=chance.randrange(CANDIDATES),
        jump=chance.choice((-86_400, -3_600, -30, 30)),
    )
