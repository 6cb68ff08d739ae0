"""The web process killed at random moments of an examination loses no acknowledged answer (I1, I4).

Two candidates save as fast as they can against real gunicorn; ten times, at a seeded moment, the process is ended as
by a power cut. What was acknowledged before each kill must be in the database, and after the last one the candidates
hand in and get a receipt that counts it.
"""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from django.db import connection

from scripts.processes import ROOT, Child, wait_until_healthy, web
from tests.support.postgres import create_database, free_port
from tests.support.templates import clean_environment, tables_on_sqlite

pytestmark = [pytest.mark.faults, pytest.mark.slow]
KILLS, SEED = 10, 20260601
TOKEN = "a" * 32
Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass
class Room:
    """A platform with an examination: its web process, and a look into its database past the process."""

    web: Child
    url: str
    environment: dict[str, str]
    ask: Ask

    def up(self) -> None:
        """Start the web process and wait until it answers."""
        self.web.start()
        assert wait_until_healthy(f"{self.url}/healthz", [self.web]) is None, self.web.last_lines(40)

    def candidates(self, count: int) -> list["Candidate"]:
        """Open an examination for new candidates."""
        command = [sys.executable, "-m", "tests.faults.examination", str(count)]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return [Candidate(self.url, **json.loads(line)) for line in done.stdout.splitlines()[-count:]]

    def saved(self) -> dict[str, dict[int, Any]]:
        """Return the responses in the log by attempt and number."""
        rows = self.ask(
            "SELECT CAST(a.uuid AS TEXT), e.seq, CAST(e.response AS TEXT) FROM exams_answerevent e "
            "JOIN exams_attempt a ON a.id = e.attempt_id"
        )
        found: dict[str, dict[int, Any]] = {}
        for attempt, seq, response in rows:
            found.setdefault(attempt.replace("-", ""), {})[seq] = json.loads(response)
        return found


@dataclass
class Candidate:
    """A terminal that answers without pause and notes what the server acknowledged."""

    url: str
    attempt: str
    session: str
    acknowledged: dict[int, Any] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)
    surprises: list[str] = field(default_factory=list)
    epoch: int = 0
    items: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.attempt.replace("-", "")

    def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        """Ask the terminal's API."""
        return httpx.post(
            f"{self.url}/api/v1/exams/attempts/{self.attempt}/{path}",
            json=body,
            cookies={"sessionid": self.session, "csrftoken": TOKEN},
            headers={"X-CSRFToken": TOKEN},
            timeout=10,
        )

    def begin(self) -> None:
        """Take the lease and the paper."""
        paper = self.post("lease", {}).json()
        self.items = [item["uuid"] for item in paper["items"] if item["kind"] == "true_false"]
        self.epoch = paper["epoch"]

    def write(self) -> None:
        """Answer until told to stop; an answer that got no reply is sent again unchanged."""
        seq = 0
        while not self.stop.is_set():
            seq += 1
            item = self.items[seq % len(self.items)]
            self.deliver({"seq": seq, "item": item, "response": seq % 3 == 0, "monotonic_ms": seq})

    def deliver(self, event: dict[str, Any]) -> None:
        """Send one event until it is acknowledged."""
        while event["seq"] not in self.acknowledged:
            try:
                reply = self.post("events", {"epoch": self.epoch, "events": [event]})
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            if reply.status_code != 200:
                self.surprises.append(f"{reply.status_code} {reply.text[:200]}")
                return
            if reply.json()["acknowledged"][str(self.epoch)] >= event["seq"]:
                self.acknowledged[event["seq"]] = event["response"]


def a_room(folder: Path, database: str, ask: Ask) -> Room:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = clean_environment(DATA_DIR=str(folder), DATABASE_URL=database, PUBLIC_BASE_URL=url)
    log = folder / "web.log"
    return Room(web(host="127.0.0.1", port=port, environment=environment, log=log), url, environment, ask)


@pytest.fixture
def sqlite_room(tmp_path: Path, django_db_setup: None) -> Room:
    path = tmp_path / "platform.sqlite3"
    shutil.copyfile(tables_on_sqlite(), path)

    def ask(statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(path, timeout=20)) as opened:
            return opened.execute(statement).fetchall()

    return a_room(tmp_path, f"sqlite:///{path}", ask)


@pytest.fixture
def postgres_room(tmp_path: Path, django_db_setup: None) -> Room:
    """A room on a copy of the migrated test database that nobody is connected to."""
    name = f"room_{uuid4().hex[:8]}"
    server = os.environ["DATABASE_URL"]
    create_database(server, name, template=f"{connection.settings_dict['NAME']}_twin")
    url = f"{server.rpartition('/')[0]}/{name}"

    def ask(statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(url, autocommit=True) as opened:
            return opened.execute(statement).fetchall()

    return a_room(tmp_path, url, ask)


def killed_ten_times(room: Room) -> None:
    moments = random.Random(SEED)
    candidates = room.candidates(2)
    room.up()
    for candidate in candidates:
        candidate.begin()
    writers = [threading.Thread(target=candidate.write, daemon=True) for candidate in candidates]
    for writer in writers:
        writer.start()
    try:
        for _kill in range(KILLS):
            let_some_more_arrive(candidates)
            time.sleep(moments.uniform(0, 0.2))
            before = {candidate.name: dict(candidate.acknowledged) for candidate in candidates}
            room.web.kill()
            assert_all_saved(room, before)
            room.up()
        let_some_more_arrive(candidates)
    finally:
        for candidate in candidates:
            candidate.stop.set()
        for writer in writers:
            writer.join(20)
    assert_all_saved(room, {candidate.name: candidate.acknowledged for candidate in candidates})
    for candidate in candidates:
        assert candidate.surprises == []
        assert len(candidate.acknowledged) > KILLS
        reply = candidate.post("hand-in", {"final_seq": max(candidate.acknowledged)}).json()
        assert reply["state"] == "handed_in"


def let_some_more_arrive(candidates: list[Candidate]) -> None:
    """Wait until each candidate got a few acknowledgements more, so that each kill meets saves in flight."""
    wanted = {candidate.name: len(candidate.acknowledged) + 3 for candidate in candidates}
    end = time.monotonic() + 60
    while any(len(candidate.acknowledged) < wanted[candidate.name] for candidate in candidates):
        assert time.monotonic() < end, [candidate.surprises for candidate in candidates]
        time.sleep(0.01)


def assert_all_saved(room: Room, acknowledged: dict[str, dict[int, Any]]) -> None:
    saved = room.saved()
    for attempt, answers in acknowledged.items():
        lost = {
            seq: value for seq, value in answers.items() if saved.get(attempt, {}).get(seq, "lost") != value
        }
        assert not lost


def test_no_acknowledged_answer_is_lost_on_sqlite(sqlite_room: Room) -> None:
    try:
        killed_ten_times(sqlite_room)
    finally:
        sqlite_room.web.kill()


@pytest.mark.postgres
def test_no_acknowledged_answer_is_lost_on_postgres(postgres_room: Room) -> None:
    try:
        killed_ten_times(postgres_room)
    finally:
        postgres_room.web.kill()
