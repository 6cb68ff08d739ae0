"""Where the two of a race wait for each other, so that without the lock they are there at once."""

import threading
from collections.abc import Callable

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
