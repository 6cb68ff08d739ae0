"""Bounds of time that mean the same on every machine: a slow or busy one changes no verdict."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

_ROUNDS = 60_000
REFERENCE = 0.008  # seconds of processor time that a round of `_work` took where the bounds were set


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fail when the block takes more processor time than `seconds` of the machine where the bounds were set.

    How slow this machine is shows in work of the same kind right before and right after.
    """
    before = _slowness()
    began = time.process_time()
    yield
    taken = time.process_time() - began
    bound = seconds * max(1.0, before, _slowness())
    assert taken < bound, f"took {taken:.2f} s, at most {bound:.2f} s"


def _slowness() -> float:
    began = time.process_time()
    _work()
    return (time.process_time() - began) / REFERENCE


def _work() -> int:
    counts: dict[str, int] = {}
    for place in range(_ROUNDS):
        word = str(place % 977)
        counts[word] = counts.get(word, 0) + len(word)
    return sum(counts.values())
