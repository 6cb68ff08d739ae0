"""Two web processes say the same of a seat: by the cache that they share, and nothing while it is away."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import redis

from scripts.processes import Child
from tests.support.postgres import free_port
from tests.support.production import redis_server
from tests.support.templates import ROOT, clean_environment

ALONE = "lms.core.cache.SturdyRedisCache"
SHARED = "django.core.cache.backends.redis.RedisCache"
# A web process as far as it hears terminals: it answers one line of JSON with another one. Seconds after midnight.
PROCESS = """
import json, sys
from datetime import UTC, datetime, timedelta
from uuid import UUID
from django.conf import settings
backend, place = sys.argv[1:]
cache = {"BACKEND": backend, "LOCATION": place}
settings.configure(CACHES={"default": cache, "shared": cache})
from lms.exams.sittings import signs_of_life as signs
def at(seconds):
    return datetime(2026, 6, 1, tzinfo=UTC) + timedelta(seconds=seconds)
for line in sys.stdin:
    what, seat, seconds = json.loads(line)
    said = None
    if what == "listens":
        signs.note_listening(now=at(seconds))
    elif what == "hears":
        signs.note_heartbeat(attempt_uuid=UUID(seat), unsynced=0, now=at(seconds))
    else:
        heard = signs.heard_of([UUID(seat)])
        beat = heard and heard.beats.get(UUID(seat))
        silent = heard and signs.is_overdue(beat.at if beat else at(0), now=at(seconds))
        early = heard and heard.is_early(at(seconds))
        said = "unknown" if heard is None else "heard" if not silent else "awaited" if early else "silent"
    print(json.dumps(said), flush=True)
"""


class WebProcess:
    """One process that hears terminals, asked from outside."""

    def __init__(self, child: subprocess.Popen) -> None:
        self.child = child

    def _ask(self, *asked: object) -> str:
        self.child.stdin.write(json.dumps(asked) + "\n")
        self.child.stdin.flush()
        return json.loads(self.child.stdout.readline())

    def listens(self, *, at: float) -> None:
        self._ask("listens", "", at)

    def hears(self, seat: str, *, at: float) -> None:
        self._ask("hears", seat, at)

    def says(self, seat: str, *, at: float) -> str:
        return self._ask("says", seat, at)


@contextmanager
def web_process(backend: str, place: str) -> Iterator[WebProcess]:
    command = [sys.executable, "-c", PROCESS, backend, place]
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        env=clean_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with child:
        yield WebProcess(child)
        child.stdin.close()


@contextmanager
def two(backend: str, place: str) -> Iterator[tuple[WebProcess, WebProcess]]:
    with ExitStack() as stack:
        yield (
            stack.enter_context(web_process(backend, place)),
            stack.enter_context(web_process(backend, place)),
        )


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[tuple[Child, str]]:
    """Return a Redis server that runs, and its address."""
    port = free_port()
    server = redis_server(tmp_path, port)
    place = f"redis://127.0.0.1:{port}/1"
    server.start()
    try:
        until_it_answers(place)
        yield server, place
    finally:
        server.stop()


def until_it_answers(place: str) -> None:
    client = redis.Redis.from_url(place)
    for _try in range(100):
        try:
            client.ping()
            break
        except redis.exceptions.ConnectionError:
            time.sleep(0.1)
    client.close()


def said_by(processes: tuple[WebProcess, WebProcess], seat: str, *, at: float) -> list[str]:
    return [process.says(seat, at=at) for process in processes]


def test_both_hear_what_one_of_them_heard_and_await_from_the_same_instant(memory) -> None:
    server, place = memory
    seat, quiet = str(uuid4()), str(uuid4())
    with two(SHARED, place) as both:
        one, other = both
        for seconds in range(0, 101, 5):
            (one, other)[seconds % 2].listens(at=seconds)
        one.hears(seat, at=100)
        assert said_by(both, seat, at=100) == ["heard", "heard"]
        assert said_by(both, quiet, at=100) == ["silent", "silent"]
        # It comes back with nothing in it; each process notes again when its own turn comes.
        server.stop()
        server.start()
        until_it_answers(place)
        one.listens(at=105)
        other.listens(at=109)
        assert said_by(both, quiet, at=150) == ["awaited", "awaited"]
        assert said_by(both, quiet, at=151) == ["silent", "silent"]


def test_while_the_memory_is_away_no_process_says_of_itself_that_a_seat_is_silent(memory) -> None:
    server, place = memory
    seat = str(uuid4())
    with two(SHARED, place) as both:
        one, other = both
        server.stop()
        one.listens(at=0)
        other.listens(at=0)
        one.hears(seat, at=100)
        assert said_by(both, seat, at=100) == ["unknown", "unknown"]


def test_control_by_a_memory_of_ones_own_the_two_contradict_each_other(memory) -> None:
    server, place = memory
    seat = str(uuid4())
    with two(ALONE, place) as both:
        one, other = both
        server.stop()
        for seconds in range(0, 101, 5):
            one.listens(at=seconds)
            other.listens(at=seconds)
        one.hears(seat, at=100)
        assert said_by(both, seat, at=100) == ["heard", "silent"]
