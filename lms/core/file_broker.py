"""The doorbell of the embedded profile: Celery messages as files of one folder, whole or not at all (ADR 0125).

The library's transport opens a file before it writes, and a worker that looks in between reads nothing and ends; a
power cut leaves such files too. A message is a hint: one that cannot be read is dropped, and the sweep rings again.
"""

import contextlib
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

from django.core.files import locks
from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps

from lms.core.ids import new_uuid

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """Puts whole files, and passes over what is none."""

    def _put(self, queue: str, payload: dict[str, Any], **_options: object) -> None:
        folder = Path(self.data_folder_out)
        name = f"{time.monotonic_ns()}_{new_uuid()}.{queue}.msg"
        draft = folder / f"{name}.new"  # by its last letters of no queue
        try:
            draft.write_text(dumps(payload), encoding="utf-8")
            draft.rename(folder / name)
        except OSError as error:
            raise ChannelError(f"Cannot put the message {name}") from error

    def _get(self, queue: str) -> dict[str, Any]:
        try:
            message: dict[str, Any] = super()._get(queue)
        except ValueError:
            logger.warning("A message that cannot be read was dropped; the sweep rings again.")
            raise Empty from None
        return message

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


class Transport(filesystem.Transport):
    """The library's transport with whole files."""

    Channel = Channel
