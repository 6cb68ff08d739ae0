"""The doorbell of the embedded profile: Celery messages as files of one folder, whole or not at all (ADR 0125).

The library's transport opens a file before it writes, and a worker that looks in between reads nothing and ends; a
power cut leaves such files too. It carries what it takes to the folder of temporary files, often another disk, and ends
when the file is gone there. A message is a hint: one that cannot be read is dropped, and the sweep rings again.
"""

import contextlib
import json
import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty
from typing import Any

from django.core.files import locks
from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

from lms.core import clock
from lms.core.ids import new_uuid

logger = logging.getLogger(__name__)
DRAFT, TAKEN = ".new", ".taken"  # by its last letters of no queue
# A message is written in milliseconds: whoever was stopped in between has ended long ago.
STALE = timedelta(hours=1)


class Channel(filesystem.Channel):
    """Puts whole files, passes over what is none, and sweeps what was never finished."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        sweep_leftovers(Path(self.data_folder_out), now=clock.now())

    def _put(self, queue: str, payload: dict[str, Any], **_options: object) -> None:
        folder = Path(self.data_folder_out)
        name = f"{time.monotonic_ns()}_{new_uuid()}.{queue}.msg"
        draft = folder / f"{name}{DRAFT}"
        try:
            with draft.open("w", encoding="utf-8") as file:
                locks.lock(file, locks.LOCK_EX)  # so no sweeper takes it, whatever the clock says
                file.write(dumps(payload))
                file.flush()
                draft.rename(folder / name)
        except OSError as error:
            raise ChannelError(f"Cannot put the message {name}") from error

    def _get(self, queue: str) -> dict[str, Any]:
        """Take the oldest message of a queue: by its new name it is this worker's alone."""
        for file in sorted(Path(self.data_folder_in).glob(f"*.{queue}.msg")):
            if file.name.partition(".")[2] != f"{queue}.msg":  # of a queue with a longer name
                continue
            taken = file.with_name(f"{file.name}{TAKEN}")
            try:
                file.rename(taken)
            except OSError:  # another worker was first, or holds it open
                continue
            return _read(taken)
        raise Empty

    def get_table(self, exchange: str) -> list[Any]:
        with self.readable(exchange):
            return list(super().get_table(exchange))

    def _queue_bind(self, exchange: str, *arguments: Any) -> None:
        with self.readable(exchange):
            super()._queue_bind(exchange, *arguments)

    def _delete(self, queue: str, exchange: str, *arguments: Any, **options: Any) -> None:
        with self.readable(exchange):
            super()._delete(queue, exchange, *arguments, **options)

    @contextlib.contextmanager
    def readable(self, exchange: str) -> Iterator[None]:
        """Hold the list of an exchange's queues alone; one that cannot be read is deleted, and users write it anew."""
        self.control_folder.mkdir(parents=True, exist_ok=True)
        with (self.control_folder / "lock").open("wb") as lock:
            locks.lock(lock, locks.LOCK_EX)
            file = self._exchange_file(exchange)
            try:
                json.loads(file.read_bytes())
            except FileNotFoundError:
                pass
            except ValueError:
                logger.warning("The queues of %r could not be read; their list is made anew.", exchange)
                file.unlink()
            yield


def _read(taken: Path) -> dict[str, Any]:
    try:
        message: dict[str, Any] = loads(taken.read_bytes())
    except (OSError, ValueError):
        logger.warning("A message that cannot be read was dropped; the sweep rings again.")
        raise Empty from None
    finally:
        taken.unlink(missing_ok=True)
    return message


def sweep_leftovers(folder: Path, *, now: datetime) -> int:
    """Delete what a killed process or a power cut left half written or half read an hour ago or longer; say how many.

    A draft that is being written is locked and stays; a date far ahead of the clock is as old as one far behind it.
    """
    swept = 0
    for draft in [*folder.glob(f"*.msg{DRAFT}"), *folder.glob(f"*.msg{TAKEN}")]:
        with contextlib.suppress(FileNotFoundError), draft.open("rb") as file:  # another sweeper was faster
            age = abs(now.timestamp() - draft.stat().st_mtime)
            if age > STALE.total_seconds() and locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
                draft.unlink()
                swept += 1
    if swept:
        logger.warning(
            "%s messages that were never finished or read were deleted; the sweep rings again.", swept
        )
    return swept


class Transport(filesystem.Transport):
    """The library's transport with whole files."""

    Channel = Channel
