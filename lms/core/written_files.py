"""Files that are written with rows: a rollback takes back rows only, so the files of a write that fails go here.

Every row with a file that is added meanwhile counts, whatever kind it is; only those of the writer's own thread.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import FileField, Model

logger = logging.getLogger(__name__)
StoredName = tuple[Storage, str]
_written: ContextVar[list[StoredName] | None] = ContextVar("written_with_rows", default=None)


@contextmanager
def taken_back_on_failure() -> Iterator[None]:
    """Delete what was written inside when the block fails. Stands around the transaction, so that its rows are gone.

    The transaction says `keep_once_committed` first: what fails after the commit no longer takes a file away.
    """
    files: list[StoredName] = []
    token = _written.set(files)
    try:
        yield
    except BaseException:
        for storage, name in dict.fromkeys(files):
            _delete(storage, name)
        raise
    finally:
        _written.reset(token)


def keep_once_committed() -> None:
    """Let the files of the block stay from the commit on; the first thing in its transaction."""
    files = _written.get()
    if files is not None:
        transaction.on_commit(files.clear)


def store(storage: Storage, name: str, content: File) -> str:
    """Store a file before its row is written, and return its name.

    :raises RuntimeError: nobody would delete it when the row is not written.
    """
    files = _written.get()
    if files is None:
        raise RuntimeError(f"{name} would be stored outside of taken_back_on_failure.")
    stored = storage.save(name, content)
    files.append((storage, stored))
    return stored


def note_files(*, instance: Model, created: bool, **_signal: Any) -> None:
    """Receive every saved row, and keep in mind the files of a new one for the case that the write fails."""
    files = _written.get()
    if files is not None and created:
        fields = [field for field in instance._meta.fields if isinstance(field, FileField)]
        kept = [file for field in fields if (file := getattr(instance, field.attname))]
        files.extend((file.storage, str(file.name)) for file in kept)


def _delete(storage: Storage, name: str) -> None:
    try:
        storage.delete(name)
    except Exception:  # the reason of the failed write matters more
        logger.exception("The file %s of a failed write stays behind.", name)
