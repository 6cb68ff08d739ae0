"""One run: candidates write, what the seed's plan says happens to them, and at the end everything is checked."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults.plan import CANDIDATES, Fault, Happening, Plan
from tests.faults.room import Room, can_fill_disks
from tests.faults.terminal import Disk, Line, Terminal

PATIENCE = 600.0
LOOKS_AFTER = 0.25  # seconds between two looks of the invigilator
TERMINALS = 4  # one candidate moves three times at most


@dataclass
class Outcome:
    """What a run came to: what did not hold, and how much was acknowledged."""

    plan: Plan
    acknowledged: int = 0
    first: dict[str, int] = field(default_factory=lambda: {"server": 0, "disk": 0})
    """How many answers were at the server before they were on the terminal's disk, and the other way round."""
    violations: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Return whether every invariant held."""
        return not self.violations


def run(room: Room, plan: Plan, **broken: bool) -> Outcome:
    """Do a run in a room that is up, and leave it up; `broken` names how its terminals are broken on purpose."""
    terminals = _terminals(room, plan, broken)
    threads = [threading.Thread(target=terminal.sit, daemon=True) for terminal in terminals]
    for thread in threads:
        thread.start()
    outcome = Outcome(plan)
    try:
        for happening in plan.happenings:
            _wait_for_answers(room, terminals, happening)
            HAPPEN[happening.fault](room, happening, terminals[happening.candidate])
    finally:
        room.set_clock(0)
        terminals[0].line.is_calm.set()
        _look_after(room, threads)
    _kill_at_work(room, plan)
    _check(room, terminals, outcome)
    return outcome


def _terminals(room: Room, plan: Plan, broken: dict[str, bool]) -> list[Terminal]:
    calm = threading.Event()
    return [
        Terminal(
            **candidate,
            line=Line(room.url, plan.network, random.Random(plan.seed * 1000 + place), calm),
            disk=Disk(plan.slowest_disk, random.Random(plan.seed * 1000 + 500 + place)),
            agree=lambda attempt: room.inspector.ask("agree", attempt=attempt),
            **broken,
        )
        for place, candidate in enumerate(
            room.inspector.ask("candidates", count=CANDIDATES, sessions=TERMINALS)
        )
    ]


def _wait_for_answers(room: Room, terminals: list[Terminal], happening: Happening) -> None:
    end = time.monotonic() + PATIENCE
    looked = time.monotonic()
    while sum(len(terminal.shown) for terminal in terminals) < happening.after and time.monotonic() < end:
        if all(terminal.is_done for terminal in terminals):
            return
        if time.monotonic() > looked + LOOKS_AFTER:
            _mind_the_clock(room)
            looked = time.monotonic()
        time.sleep(0.005)
    time.sleep(happening.pause)


def _look_after(room: Room, threads: list[threading.Thread]) -> None:
    """Be the invigilator until all have handed in."""
    end = time.monotonic() + PATIENCE
    while any(thread.is_alive() for thread in threads) and time.monotonic() < end:
        _mind_the_clock(room)
        for thread in threads:
            thread.join(LOOKS_AFTER)


def _kill_at_work(room: Room, plan: Plan) -> None:
    """Where the plan kills the worker, kill it once more just when there is something to mark."""
    for happening in plan.happenings:
        if happening.fault is Fault.KILL_WORKER:
            time.sleep(happening.pause)
            room.kill_worker()


def _mind_the_clock(room: Room) -> None:
    """Set a clock right that the platform doubts, and say so: until then it neither starts nor saves anything."""
    if room.inspector.ask("doubts_clock"):
        room.set_clock(0)
        room.inspector.ask("confirm_clock")


def _check(room: Room, terminals: list[Terminal], outcome: Outcome) -> None:
    for place, terminal in enumerate(terminals):
        shown = [[epoch, event] for (epoch, _seq), event in terminal.shown.items()]
        found = [*terminal.surprises, *room.inspector.ask("check", attempt=terminal.attempt, shown=shown)]
        outcome.violations += [f"candidate {place}: {words}" for words in found]
        outcome.acknowledged += len(shown)
        for name, count in terminal.first.items():
            outcome.first[name] += count
    outcome.violations += room.inspector.ask("marks", attempts=[terminal.attempt for terminal in terminals])


def _kill_web(room: Room, happening: Happening, terminal: Terminal) -> None:
    room.kill_web()


def _kill_worker(room: Room, happening: Happening, terminal: Terminal) -> None:
    room.kill_worker()


def _kill_database(room: Room, happening: Happening, terminal: Terminal) -> None:
    room.kill_database()


def _lock_database(room: Room, happening: Happening, terminal: Terminal) -> None:
    with room.locked_database():
        time.sleep(happening.lasts)


def _fill_disk(room: Room, happening: Happening, terminal: Terminal) -> None:
    if can_fill_disks():
        with room.full_disk():
            time.sleep(happening.lasts)


def _jump(room: Room, happening: Happening, terminal: Terminal) -> None:
    room.set_clock(happening.jump)


def _order(order: str) -> Callable[[Room, Happening, Terminal], None]:
    def give(room: Room, happening: Happening, terminal: Terminal) -> None:
        terminal.orders.append(order)

    return give


HAPPEN: dict[Fault, Callable[[Room, Happening, Terminal], None]] = {
    Fault.KILL_WEB: _kill_web,
    Fault.KILL_WORKER: _kill_worker,
    Fault.KILL_DATABASE: _kill_database,
    Fault.LOCK_DATABASE: _lock_database,
    Fault.DISK_FULL: _fill_disk,
    Fault.CLOCK_JUMP: _jump,
    Fault.RELOAD: _order("reload"),
    Fault.WIPE_TERMINAL: _order("wipe"),
    Fault.OTHER_TERMINAL: _order("move"),
}
