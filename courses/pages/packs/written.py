"""The files that a load writes: a rollback takes back rows only, so files of a load that fails are deleted here."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models.fields.files import FieldFile

logger = logging.getLogger(__name__)
_written: ContextVar[list[FieldFile] | None] = ContextVar("written_by_this_load", default=None)


@contextmanager
def taken_back_on_failure() -> Iterator[None]:
    """Delete what was noted inside when the block fails. Stands around the transaction, so that its rows are gone."""
    files: list[FieldFile] = []
    token = _written.set(files)
    try:
        yield
    except BaseException:
        for file in files:
            _delete(file)
        raise
    finally:
        _written.reset(token)


def note_written(file: FieldFile) -> None:
    """Say that this file was newly written, for the case that the load fails."""
    files = _written.get()
    if files is not None:
        files.append(file)


def _delete(file: FieldFile) -> None:
    try:
        file.storage.delete(file.name)
    except Exception:  # the reason of the failed load matters more
        logger.exception("The file %s of a failed load stays behind.", file.name)
