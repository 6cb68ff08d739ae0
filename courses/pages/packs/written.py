"""The files that a load writes: a rollback takes back rows only, so files of a load that fails are deleted here.

Every row with a file that is added meanwhile counts, whatever kind it is; only those of the load's own thread.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import FileField, Model
from django.db.models.fields.files import FieldFile

logger = logging.getLogger(__name__)
_written: ContextVar[list[FieldFile] | None] = ContextVar("written_by_this_load", default=None)


@contextmanager
def taken_back_on_failure() -> Iterator[None]:
    """Delete what was written inside when the block fails. Stands around the transaction, so that its rows are gone."""
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


def note_files(*, instance: Model, created: bool, **_signal: Any) -> None:
    """Receive every saved row, and keep in mind the files of a new one for the case that the load fails."""
    files = _written.get()
    if files is not None and created:
        fields = [field for field in instance._meta.fields if isinstance(field, FileField)]
        files.extend(file for field in fields if (file := getattr(instance, field.attname)))


def _delete(file: FieldFile) -> None:
    try:
        file.storage.delete(file.name)
    except Exception:  # the reason of the failed load matters more
        logger.exception("The file %s of a failed load stays behind.", file.name)
