"""A candidate's terminal as the protocol wants it, over a network that loses, repeats, delays and reorders.

It keeps every answer in its journal until the server acknowledged it, and notes what it showed as saved at the server:
that is what the server must still have at the end; and what it said to be on this computer, which must arrive.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.faults.plan import ANSWERS, Network

TOKEN = "a" * 32
# Seconds in which everything must have arrived once nothing fails any more; busy machines are slow.
PATIENCE = 180.0
BATCH = 6
Number = tuple[int, int]  # epoch, seq


class Unreachable(Exception):
    """No answer came; the terminal knows nothing."""


@dataclass
class Line:
    """The way to the server, with its faults."""

    url: str
    network: Network
    chance: random.Random
    is_calm: threading.Event
    """Set at the end of a run: from then on nothing is lost."""
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30, verify=False))  # noqa: S501

    def post(self, path: str, body: dict[str, Any], session: str) -> httpx.Response:
        """Send a request, perhaps twice.

        :raises Unreachable: the request or its reply was lost, or the server is away.
        """
        self._wait()
        if self._happens(self.network.lost_requests):
            raise Unreachable
        reply = self._send(path, body, session)
        if self._happens(self.network.repeated):
            reply = self._send(path, body, session)
        if self._happens(self.network.lost_replies):
            raise Unreachable
        return reply

    def _send(self, path: str, body: dict[str, Any], session: str) -> httpx.Response:
        headers = {"X-CSRFToken": TOKEN, "Cookie": f"sessionid={session}; csrftoken={TOKEN}"}
        try:
            reply = self.client.post(self.url + path, json=body, headers=headers)
        except httpx.TransportError as error:
            raise Unreachable from error
        if reply.status_code >= 500:
            raise Unreachable(f"{reply.status_code}")
        return reply

    def _wait(self) -> None:
        if not self.is_calm.is_set():
            time.sleep(self.chance.uniform(0, self.network.slowest))

    def _happens(self, of_a_hundred: int) -> bool:
        return not self.is_calm.is_set() and self.chance.randrange(100) < of_a_hundred

    def shuffled(self, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return events in the order in which they arrive."""
        if self._happens(self.network.reordered):
            return self.chance.sample(events, k=len(events))
        return events


@dataclass
class Disk:
    """What of the answers a machine has for good; what is still being written goes with the page."""

    slowest: float
    chance: random.Random
    kept: dict[Number, dict[str, Any]] = field(default_factory=dict)
    writing: list[tuple[float, Number, dict[str, Any]]] = field(default_factory=list)

    def write(self, number: Number, event: dict[str, Any]) -> None:
        """Begin to write an answer; a store of a browser finishes in the order in which it was asked."""
        before = self.writing[-1][0] if self.writing else 0.0
        due = max(before, time.monotonic() + self.chance.uniform(0, self.slowest))
        self.writing.append((due, number, event))

    def settle(self) -> list[Number]:
        """Finish what has been written by now, and return it."""
        now = time.monotonic()
        done = [(number, event) for due, number, event in self.writing if due <= now]
        self.writing = [row for row in self.writing if row[0] > now]
        self.kept |= dict(done)
        return [number for number, _event in done]


@dataclass
class Terminal:
    """One candidate at a terminal; `shown` is what the screen said is saved at the server.

    `journal`: what the page holds and the server has not acknowledged; `promised`: what it said is on this computer.
    """

    attempt: str
    sessions: list[str]
    line: Line
    disk: Disk
    journal: dict[Number, dict[str, Any]] = field(default_factory=dict)
    shown: dict[Number, dict[str, Any]] = field(default_factory=dict)
    promised: set[Number] = field(default_factory=set)
    first: dict[str, int] = field(default_factory=lambda: {"server": 0, "disk": 0})
    """How many answers the server had before the disk, and the other way round."""
    surprises: list[str] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    """What happens to this terminal before its next answer: "reload", "wipe", "move"."""
    seat: int = 0
    epoch: int = 0
    seq: int = 0
    page: str = ""
    given: int = 0
    items: list[str] = field(default_factory=list)
    began: float = 0.0
    receipt: dict[str, Any] = field(default_factory=dict)
    seats: dict[int, int] = field(default_factory=dict)
    """From which of its sessions each epoch was written: what an old terminal still holds comes from there."""
    agree: Callable[[str], None] = lambda attempt: None
    """Asks the invigilator to agree to another seat."""
    forgets_early: bool = False
    """A terminal of a broken build: it shows an answer as saved, and forgets it, when it is sent."""
    says_early: bool = False
    """A terminal of a broken build: it says that an answer is on this computer when the writing begins."""

    @property
    def is_done(self) -> bool:
        """Return whether all answers are given, or none more can be: from now on nothing happens by itself."""
        return self.given >= ANSWERS or bool(self.surprises)

    def sit(self) -> None:
        """Do a whole examination: answer, survive what happens, hand in."""
        try:
            self._open()
            while self.given < ANSWERS:
                self._obey()
                self._answer()
                self._deliver()
            self.line.is_calm.wait()
            self._obey()
            self._drain()
            self._hand_in()
            lost = sorted(self.promised - set(self.shown))
            self.surprises += [f"1: said to be on this computer, and lost: {number}" for number in lost]
        except Exception as error:
            self.surprises.append(repr(error))
        finally:
            self.line.client.close()

    def _obey(self) -> None:
        while self.orders:
            order = self.orders.pop(0)
            if order == "wipe":
                self.disk.kept.clear()
                self.promised &= set(self.shown)
            if order == "move":
                self.seat += 1
            self._open()

    def _open(self) -> None:
        """Take the lease, as each load of the page does; wait where the invigilator has to agree."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                reply = self._post("lease", {}, self.seat)
            except Unreachable:
                time.sleep(0.02)
                continue
            if reply.status_code == 200:
                return self._begin(reply.json())
            if reply.status_code != 409:
                break
            self.agree(self.attempt)
        raise RuntimeError(f"no lease: {reply.status_code} {reply.text[:200]}")

    def _begin(self, paper: dict[str, Any]) -> None:
        self.epoch, self.seq, self.page = paper["epoch"], paper["last_seq"], paper["page"]
        self.seats[self.epoch] = self.seat
        self.items = [item["uuid"] for item in paper["items"] if item["kind"] == "true_false"]
        self.began = time.monotonic()
        # A new page knows what is on the disk; what the server has already is sent once more.
        self.disk.writing.clear()
        self.journal = dict(self.disk.kept)

    def _answer(self) -> None:
        self.seq += 1
        self.given += 1
        chance = self.line.chance
        event = {
            "seq": self.seq,
            "item": chance.choice(self.items),
            "response": chance.choice((True, False, None)),
            "monotonic_ms": int((time.monotonic() - self.began) * 1000),
            "client_at": chance.choice(("", "1999-01-01T00:00:00Z", "2099-12-31T23:59:59Z")),
        }
        self.journal[self.epoch, self.seq] = event
        self.disk.write((self.epoch, self.seq), event)
        self._look_at_the_disk()

    def _deliver(self) -> None:
        """Send what is not acknowledged, the oldest epoch first; what fails stays in the journal."""
        self._look_at_the_disk()
        for epoch in sorted({epoch for epoch, _seq in self.journal}):
            waiting = [event for (number, _seq), event in sorted(self.journal.items()) if number == epoch]
            events = self.line.shuffled(waiting)[:BATCH]
            if self.forgets_early:
                self._show(epoch, max(event["seq"] for event in events))
            try:
                reply = self._post(
                    "events", {"epoch": epoch, "page": self.page, "events": events}, self.seats[epoch]
                )
            except Unreachable:
                return
            if reply.status_code != 200:
                raise RuntimeError(f"not saved: {reply.status_code} {reply.text[:200]}")
            for number, highest in reply.json()["acknowledged"].items():
                self._show(int(number), highest)

    def _show(self, epoch: int, highest: int) -> None:
        for number in [place for place in self.journal if place[0] == epoch and place[1] <= highest]:
            self.first["server"] += number not in self.disk.kept
            self.shown[number] = self.journal.pop(number)
            self.disk.kept.pop(number, None)

    def _look_at_the_disk(self) -> None:
        """Say "on this computer" where all that waits is there; an answer may be written after it was acknowledged."""
        self.first["disk"] += sum(number in self.journal for number in self.disk.settle())
        if self.says_early or self.journal.keys() <= self.disk.kept.keys():
            self.promised |= self.journal.keys()

    def _drain(self) -> None:
        end = time.monotonic() + PATIENCE
        while self.journal:
            if time.monotonic() > end:
                raise RuntimeError(f"{len(self.journal)} answers never arrived")
            self._deliver()

    def _hand_in(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                reply = self._post("hand-in", {"final_seq": self.seq, "epoch": self.epoch}, self.seat)
            except Unreachable:
                continue
            if reply.status_code == 200 and reply.json()["state"] == "handed_in":
                self.receipt = reply.json()
                return
            raise RuntimeError(f"not handed in: {reply.status_code} {reply.text[:200]}")

    def _post(self, path: str, body: dict[str, Any], seat: int) -> httpx.Response:
        return self.line.post(f"/api/v1/exams/attempts/{self.attempt}/{path}", body, self.sessions[seat])
