"""One request overtakes another: the slow one is held after it has read, and the quick one runs meanwhile."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.concurrency.test_enrolments import at_once

# Without the lock the quick one is through long before; with it this is how long the slow one lets it wait.
WITHOUT_LOCK, WITH_LOCK = 10.0, 0.5


def overtake(
    monkeypatch: pytest.MonkeyPatch,
    held_at: tuple[Any, str],
    works: tuple[Callable[[], object], Callable[[], object]],
    *,
    patience: float = WITH_LOCK,
) -> list[object]:
    """Do both works, the slow one first; return their results or errors.

    The slow one is held at a function (its module and name) between reading and writing, until the quick one is
    through or the patience is over, because it waits for a lock.
    """
    slow, quick = works
    has_read, is_through = threading.Event(), threading.Event()
    function = getattr(*held_at)

    def hold(*args: Any, **kwargs: Any) -> object:
        if not has_read.is_set():  # the quick one comes after the slow one has read
            has_read.set()
            is_through.wait(timeout=patience)
        return function(*args, **kwargs)

    def follow() -> object:
        assert has_read.wait(timeout=WITHOUT_LOCK)
        try:
            return quick()
        finally:
            is_through.set()

    monkeypatch.setattr(*held_at, hold)
    return at_once(slow, follow)
