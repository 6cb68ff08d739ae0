"""Where platforms under test stand, one after the other: a folder, an address, a process that has imported them.

The import takes five seconds of processor time and depends on folder, address and settings. So a platform that ended
leaves all three to the next with these settings, and none of its data (ADR 0214).
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scripts.processes import port_is_free
from tests.support.postgres import free_port
from tests.support.warm import Warm

HOST = "127.0.0.1"


@dataclass
class Seat:
    """One such place; `warm` is there as soon as the first platform was started from it."""

    port: int
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="lms-platform-")))
    warm: Warm | None = None

    @property
    def data(self) -> Path:
        """The data folder of the platform that stands here; the next finds none."""
        return self.folder / "var"

    def imported(self, environment: dict[str, str], *modules: str) -> Warm:
        """Return the process that has imported the platform with this environment, and these modules."""
        if self.warm is None:
            self.warm = Warm(environment, self.folder / "warm.log", *modules)
        return self.warm

    def is_empty_again(self) -> bool:
        """Take the data away; a process that still writes would write into the next platform's."""
        shutil.rmtree(self.data, ignore_errors=True)
        return not self.data.exists()

    def close(self) -> None:
        """End the process and take everything away."""
        if self.warm is not None:
            self.warm.end()
        shutil.rmtree(self.folder, ignore_errors=True)


LEFT: dict[str, list[Seat]] = {}


@contextlib.contextmanager
def own_seat(port: int = 0) -> Iterator[Seat]:
    """Provide a place that nobody has after this."""
    seat = Seat(port or free_port())
    try:
        yield seat
    finally:
        seat.close()


@contextlib.contextmanager
def shared_seat(settings: dict[str, str]) -> Iterator[Seat]:
    """Provide a place that an earlier platform with these settings left, or a new one.

    Whoever ends with an error leaves it to nobody.
    """
    left = LEFT.setdefault(repr(sorted(settings.items())), [])
    seat = next((one for one in left if port_is_free(HOST, one.port)), None)
    if seat is None:
        seat = Seat(free_port())
    else:
        left.remove(seat)
    try:
        yield seat
    except BaseException:
        seat.close()
        raise
    if seat.is_empty_again():
        left.append(seat)
    else:
        seat.close()


def close_all() -> None:
    """Take away what the last platforms left."""
    for left in LEFT.values():
        while left:
            left.pop().close()
