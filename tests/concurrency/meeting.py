"""Where the two of a race wait for each other, so that without the lock they are there at once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.concurrency.test_enrolments import PATIENCE


def meeting(*, is_locked: bool) -> Callable[[], None]:
    """Return where two wait for each other; with the lock, the second one never comes."""
    barrier = threading.Barrier(2, timeout=2 if is_locked else PATIENCE)

    def meet() -> None:
        try:
            barrier.wait()
        except threading.BrokenBarrierError:
            if not is_locked:
                raise

    return meet


def meet_after(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, is_locked: bool) -> None:
    """Hold both after a step that they do before they write; with the lock, the second one never comes to it."""
    meet, step = meeting(is_locked=is_locked), getattr(module, name)

    def step_and_meet(*given: object, **named: object) -> object:
        done = step(*given, **named)
        meet()
        return done

    monkeypatch.setattr(module, name, step_and_meet)
