"""Files on the machine's own disk, of which a row may say that they are kept: the disk has them before the row is.

A database waits for its disk at a commit; a file that nobody waited for may be empty after a power cut.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class LocalStorage(FileSystemStorage):
    """A folder whose files, and the folders above them, are on the disk when `save` returns."""

    def _save(self, name: str, content: File) -> str:
        made = _missing_above(Path(self.path(name)))
        kept: str = super()._save(name, content)
        written = Path(self.path(kept))
        wait_for_disk(written)
        root = Path(self.location)
        above = [folder for folder in written.parents if folder.is_relative_to(root)]
        for folder in dict.fromkeys([*above, *(folder.parent for folder in made)]):
            wait_for_disk(folder)
        return kept


def _missing_above(path: Path) -> list[Path]:
    """Return the folders that have to be made for a file: each is an entry of the one above it."""
    return [folder for folder in path.parents if not folder.exists()]


def wait_for_disk(path: Path) -> None:
    """Return when the disk has the file, or the entries of the folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let nobody else write the folder's files meanwhile: who read earlier would put older words over newer ones."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # goes with the process that holds it
        yield


def replace_whole(path: Path, content: bytes, *, waits: bool) -> None:
    """Put a file in place of what is there: readers see the one or the other whole.

    Who `waits` has the content on the disk before it is in its place; the entry in the folder is not waited for.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.write_bytes(content)
    if waits:
        wait_for_disk(draft)
    draft.replace(path)


def write_whole(path: Path, content: bytes) -> None:
    """Do the same, and return when the disk has the file and the folders above it that were made."""
    made = _missing_above(path)
    replace_whole(path, content, waits=True)
    for folder in dict.fromkeys([path.parent, *(folder.parent for folder in made)]):
        wait_for_disk(folder)
