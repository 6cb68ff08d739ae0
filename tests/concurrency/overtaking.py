"""One request overtakes another: the slow one is held after it has read, and the quick one runs meanwhile."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.concurrency.test_enrolments import PATIENCE, at_once

LOOKS_AFTER = 0.02  # seconds


def overtake(
    monkeypatch: pytest.MonkeyPatch,
    held_at: tuple[Any, str],
    works: tuple[Callable[[], object], Callable[[], object]],
) -> list[object]:
    """Do both works, the slow one first; return their results or errors.

    The slow one is held at a function (its module and name) between reading and writing, until the quick one is
    through, or waits for a lock and so for the slow one: how fast the machine is changes nothing.
    """
    slow, quick = works
    has_read, is_through = threading.Event(), threading.Event()
    function = getattr(*held_at)

    def hold(*args: Any, **kwargs: Any) -> object:
        if not has_read.is_set():  # the quick one comes after the slow one has read
            has_read.set()
            wait_until_through_or_locked(is_through)
        return function(*args, **kwargs)

    def follow() -> object:
        assert has_read.wait(timeout=PATIENCE)
        try:
            return quick()
        finally:
            is_through.set()

    monkeypatch.setattr(*held_at, hold)
    return at_once(slow, follow)


def wait_until_through_or_locked(is_through: threading.Event) -> None:
    """Wait until the other one is through, or waits for what this one holds."""
    end = time.monotonic() + PATIENCE
    while not is_through.wait(LOOKS_AFTER) and not locked_out():
        assert time.monotonic() < end, "the other one neither ends nor waits"


def wait_until_locked_out(count: int) -> None:
    """Wait until so many others wait for a lock."""
    end = time.monotonic() + PATIENCE
    while locked_out() < count:
        assert time.monotonic() < end, "too few wait"
        time.sleep(LOOKS_AFTER)


def locked_out() -> int:
    """Return how many connections of this cluster wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])
