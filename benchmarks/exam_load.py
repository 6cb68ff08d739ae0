"""`make bench-exam`: a room of candidates at one bell, steady saving beside sign-ins, and everybody handing in at once.

The load generator runs on the same cores as the platform. Each database is measured with the number of candidates that
the examination protocol promises; every answer that was acknowledged is looked for in the database at the end. Targets
are those of section 7 of the protocol; the exit status is 1 when one is missed or an answer is lost.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import statistics
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.floor import FLOOR
from scripts.system_parts import postgres_folder
from tests.faults.room import Room, open_room
from tests.production.visitor import Trainee
from tests.support.process_tree import family

TOKEN = "a" * 32
PROMISED = {"sqlite": 60, "postgresql": 300}
BELL = 3.0  # seconds over which terminals spread their start, and their hand-in
SECONDS_PER_ANSWER = 12.0  # 60 seats are about five saves a second
BEAT = 15.0
SIGN_INS = 60  # in one minute, beside the saving
SINGLE = 200  # saves and floors taking turns, for the ratio
START_P95, STARTED_BY, SAVE_P95, SAVE_RATIO = 1.0, 5.0, 0.2, 2.5


class Line:
    """One kept connection of one terminal."""

    def __init__(self, url: str, session: str = "") -> None:
        self.address = urlsplit(url)
        self.headers = {"Content-Type": "application/json", "X-CSRFToken": TOKEN}
        self.headers["Cookie"] = f"sessionid={session}; csrftoken={TOKEN}"
        self.connection = self._connect()

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.address.hostname or "", self.address.port, timeout=60)

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        """Return status and body of the answer; a connection that the server closed meanwhile is opened again."""
        text = None if body is None else json.dumps(body)
        for _attempt in range(2):
            try:
                self.connection.request(method, path, body=text, headers=self.headers)
                answer = self.connection.getresponse()
                return answer.status, answer.read()
            except (http.client.HTTPException, ConnectionError):
                self.connection.close()
                self.connection = self._connect()
        return 0, b""


@dataclass
class Took:
    """How long answers to one kind of request took, in seconds, and how many were no success."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0

    def measure(self, send: Callable[[], tuple[int, bytes]]) -> bytes:
        """Send and note; return the body."""
        start = time.perf_counter()
        status, body = send()
        self.seconds.append(time.perf_counter() - start)
        self.failed += status != 200
        return body

    @property
    def p95(self) -> float:
        """Return what 95 of 100 stay below."""
        return statistics.quantiles(self.seconds, n=20)[-1] if len(self.seconds) > 1 else 0.0

    def __str__(self) -> str:
        if not self.seconds:
            return "none"
        middle, worst = statistics.median(self.seconds), max(self.seconds)
        figures = f"{middle * 1000:8.0f} {self.p95 * 1000:8.0f} {worst * 1000:8.0f}"
        return f"{len(self.seconds):6} {figures} {self.failed:7}"


@dataclass
class Candidate:
    """A terminal with its own line; `shown` is what was acknowledged."""

    attempt: str
    line: Line
    chance: random.Random
    epoch: int = 0
    seq: int = 0
    page: str = ""
    items: list[str] = field(default_factory=list)
    shown: list[list[Any]] = field(default_factory=list)

    def post(self, path: str, body: Any) -> tuple[int, bytes]:
        """Send to this candidate's attempt."""
        return self.line.ask("POST", f"/api/v1/exams/attempts/{self.attempt}/{path}", body)

    def wait(self) -> None:
        """Be seen before the bell, as the waiting room asks every four seconds."""
        self.line.ask("GET", "/api/v1/exams/clock")

    def start(self, took: Took) -> None:
        """Take lease and paper."""
        paper = json.loads(took.measure(lambda: self.post("lease", {})) or b"{}")
        self.epoch, self.page = paper.get("epoch", 0), paper.get("page", "")
        self.items = [row["uuid"] for row in paper.get("items", []) if row["kind"] == "true_false"]

    def save(self, took: Took) -> None:
        """Save one answer."""
        self.seq += 1
        event = {
            "seq": self.seq,
            "item": self.chance.choice(self.items),
            "response": self.chance.choice((True, False)),
            "monotonic_ms": self.seq,
        }
        batch = {"epoch": self.epoch, "page": self.page, "events": [event]}
        body = took.measure(lambda: self.post("events", batch))
        if json.loads(body or b"{}").get("acknowledged", {}).get(str(self.epoch)) == self.seq:
            self.shown.append([self.epoch, event])

    def beat(self, took: Took) -> None:
        """Report a sign of life."""
        path = f"/api/v1/exams/attempts/{self.attempt}/clock?epoch={self.epoch}&unsynced=0"
        took.measure(lambda: self.line.ask("GET", path))

    def hand_in(self, took: Took) -> None:
        """End the attempt."""
        took.measure(lambda: self.post("hand-in", {"final_seq": self.seq, "epoch": self.epoch}))


@dataclass
class Measured:
    """Everything measured on one database."""

    database: str
    candidates: int
    started_within: float = 0.0
    starts: Took = field(default_factory=Took)
    saves: Took = field(default_factory=Took)
    beats: Took = field(default_factory=Took)
    sign_ins: Took = field(default_factory=Took)
    hand_ins: Took = field(default_factory=Took)
    ratio: float = 0.0
    cpu_per_save: float = 0.0
    cpu_of_floor: float = 0.0
    acknowledged: int = 0
    violations: list[str] = field(default_factory=list)

    def missed(self) -> list[str]:
        """Return in words which targets are missed."""
        kinds = (self.starts, self.saves, self.beats, self.sign_ins, self.hand_ins)
        found = [
            (self.starts.p95 >= START_P95, f"start p95 is {self.starts.p95:.2f} s, not under {START_P95} s"),
            (
                self.started_within > STARTED_BY,
                f"the last started {self.started_within:.1f} s after the bell",
            ),
            (self.saves.p95 >= SAVE_P95, f"save p95 is {self.saves.p95:.3f} s, not under {SAVE_P95} s"),
            (self.ratio > SAVE_RATIO, f"a save costs {self.ratio:.2f} x the floor, not at most {SAVE_RATIO}"),
            (any(kind.failed for kind in kinds), "some requests failed"),
            (bool(self.violations), f"{len(self.violations)} invariants broken: {self.violations[:3]}"),
        ]
        return [words for is_missed, words in found if is_missed]


def main() -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exam_load", description=__doc__)
    parser.add_argument("--database", choices=tuple(PROMISED), help="only on this one")
    parser.add_argument(
        "--candidates", type=int, help="how many; promised are 60 on SQLite, 300 on PostgreSQL"
    )
    parser.add_argument("--seconds", type=float, default=60.0, help="how long everybody saves")
    arguments = parser.parse_args()
    names = [arguments.database] if arguments.database else list(PROMISED)
    if postgres_folder() is None:
        names = [name for name in names if name != "postgresql"]
    results = []
    for name in names:
        found = measure(name, arguments.candidates or PROMISED[name], arguments.seconds)
        results.append(found)
        report(found)
    return 1 if any(found.missed() for found in results) else 0


def measure(database: str, count: int, seconds: float) -> Measured:
    """Measure one room on one database."""
    workers = 2 if database == "postgresql" else 1
    found = Measured(database, count)
    settings = {"DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    application = "benchmarks.wsgi:application"
    with open_room(
        database, application=application, workers=workers, settings=settings, with_pages=True
    ) as room:
        candidates = _admit(room, count + 1)
        single, candidates = candidates[0], candidates[1:]
        _start(candidates, found)
        _steady(room, candidates, found, seconds)
        together(candidates, lambda candidate: candidate.hand_in(found.hand_ins), spread=BELL)
        # All are marked, and once, before anything is measured alone.
        attempts = [candidate.attempt for candidate in candidates]
        found.violations += room.inspector.ask("marks", attempts=attempts)
        _ratio(room, single, found)
        _check(room, candidates, found)
    return found


def _admit(room: Room, count: int) -> list[Candidate]:
    rows = room.inspector.ask("candidates", count=count, sessions=1)
    return [
        Candidate(row["attempt"], Line(room.url, row["sessions"][0]), random.Random(place))
        for place, row in enumerate(rows)
    ]


def _start(candidates: list[Candidate], found: Measured) -> None:
    for candidate in candidates:
        candidate.wait()
    bell = time.perf_counter()
    together(candidates, lambda candidate: candidate.start(found.starts), spread=BELL)
    found.started_within = time.perf_counter() - bell


def together(candidates: list[Candidate], deed: Callable[[Candidate], None], *, spread: float) -> None:
    """Let all do something at once, each at its own moment within some seconds, and wait for the last."""

    def one(candidate: Candidate) -> None:
        time.sleep(candidate.chance.uniform(0, spread))
        deed(candidate)

    run_all([threading.Thread(target=one, args=[candidate]) for candidate in candidates])


def run_all(threads: list[threading.Thread]) -> None:
    """Start them and wait for their ends."""
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _steady(room: Room, candidates: list[Candidate], found: Measured, seconds: float) -> None:
    end = time.monotonic() + seconds
    writers = [
        threading.Thread(target=_write_until, args=[end, candidate, found]) for candidate in candidates
    ]
    count = round(SIGN_INS * seconds / 60)
    people = room.inspector.ask("sign_ins", count=count)
    arrivals = [
        threading.Thread(target=_sign_in_at, args=[place * seconds / count, room.url, who, found])
        for place, who in enumerate(people)
    ]
    run_all([*writers, *arrivals])


def _write_until(end: float, candidate: Candidate, found: Measured) -> None:
    """Answer now and then, and report now and then, as a candidate's terminal does."""
    next_save = time.monotonic() + candidate.chance.uniform(0, SECONDS_PER_ANSWER)
    next_beat = time.monotonic() + candidate.chance.uniform(0, BEAT)
    while min(next_save, next_beat) < end:
        time.sleep(max(0.0, min(next_save, next_beat) - time.monotonic()))
        if next_save <= next_beat:
            candidate.save(found.saves)
            next_save += candidate.chance.uniform(0.5, 1.5) * SECONDS_PER_ANSWER
        else:
            candidate.beat(found.beats)
            next_beat += BEAT


def _sign_in_at(moment: float, url: str, who: dict[str, str], found: Measured) -> None:
    time.sleep(moment)
    trainee = Trainee(url)

    def enter() -> tuple[int, bytes]:
        return (200 if trainee.enter(who) else 0), b""

    found.sign_ins.measure(enter)
    trainee.client.close()


def _ratio(room: Room, candidate: Candidate, found: Measured) -> None:
    """Measure one save against the bare committed UPDATE, taking turns, nobody else there; time and processor."""
    candidate.start(Took())
    floors, saves = Took(), Took()
    line = Line(room.url)
    spent = {"floor": 0.0, "save": 0.0}
    for _turn in range(SINGLE):
        before = processor_seconds(room)
        floors.measure(lambda: line.ask("POST", f"{FLOOR}?room=1"))
        between = processor_seconds(room)
        candidate.save(saves)
        spent["floor"] += between - before
        spent["save"] += processor_seconds(room) - between
    found.ratio = statistics.median(saves.seconds) / statistics.median(floors.seconds)
    found.cpu_of_floor, found.cpu_per_save = spent["floor"] / SINGLE, spent["save"] / SINGLE


def processor_seconds(room: Room) -> float:
    """Return the processor time of the web server and of the database's, as Linux counts it in hundredths."""
    leaders = [room.web.process, room.cluster.process if room.cluster else None]
    ticks = 0
    for leader in leaders:
        for process in family(leader.pid) if leader else ():
            try:
                fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            except OSError:
                continue
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _check(room: Room, candidates: list[Candidate], found: Measured) -> None:
    for candidate in candidates:
        found.acknowledged += len(candidate.shown)
        asked = room.inspector.ask("check", attempt=candidate.attempt, shown=candidate.shown)
        found.violations += asked


def report(found: Measured) -> None:
    """Print what was measured."""
    lines = [
        f"{found.database}: {found.candidates} candidates",
        f"{'':24}{'number':>6} {'median':>8} {'p95':>8} {'max ms':>8} {'failed':>7}",
        f"{'starts':24}{found.starts}   the last one {found.started_within:.1f} s after the bell",
        f"{'saves':24}{found.saves}",
        f"{'signs of life':24}{found.beats}",
        f"{'sign-ins':24}{found.sign_ins}   four pages each",
        f"{'hand-ins':24}{found.hand_ins}",
        f"one save alone: {found.ratio:.2f} x a bare committed UPDATE; processor time "
        f"{found.cpu_per_save * 1000:.1f} ms against {found.cpu_of_floor * 1000:.1f} ms",
        f"{found.acknowledged} acknowledged answers, {len(found.violations)} invariants broken",
        *(f"MISSED: {words}" for words in found.missed()),
        "",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
