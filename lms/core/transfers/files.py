"""Kept files: beside the issued documents, never below the public pictures, named by us and by their bytes."""

import hashlib
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages

PIECE = 1024 * 1024
# A file is written before its row, and a large one for a while.
UNKNOWN_FOR = timedelta(hours=2)


class DamagedFile(Exception):
    """A kept file is gone, or it is not the one that was kept."""


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """The files of one kind of transfer: in a folder of their own, with an ending of their own."""

    folder: str
    ending: str

    @property
    def _storage(self) -> Storage:
        return storages["documents"]

    def name_of(self, uuid: UUID, sha256: str) -> str:
        """Return where the file of a row is kept; two attempts at one row never share a file."""
        return f"{self.folder}/{uuid}.{sha256}.{self.ending}"

    def keep(self, uuid: UUID, file: File) -> str:
        """Keep a file under the name of its row and bytes, piece by piece, and return the SHA-256 of what was read."""
        digest = hashlib.sha256()
        for piece in file.chunks(PIECE):
            digest.update(piece)
        file.seek(0)
        sha256 = digest.hexdigest()
        self.forget(uuid, sha256)  # of an earlier attempt that died
        self._storage.save(self.name_of(uuid, sha256), file)
        return sha256

    def keep_bytes(self, uuid: UUID, content: bytes) -> str:
        """Keep bytes under the name of a row and return their SHA-256."""
        return self.keep(uuid, ContentFile(content))

    def open(self, uuid: UUID, sha256: str) -> IO[bytes]:
        """Return the kept file, at its beginning.

        :raises DamagedFile: it is gone, or it is not the one that was kept.
        """
        try:
            file = self._storage.open(self.name_of(uuid, sha256), "rb")
        except OSError as error:
            raise DamagedFile from error
        digest = hashlib.sha256()
        while piece := file.read(PIECE):
            digest.update(piece)
        if digest.hexdigest() != sha256:
            file.close()
            raise DamagedFile
        file.seek(0)
        return file

    def forget(self, uuid: UUID, sha256: str) -> None:
        """Delete the file of a row; there may be none."""
        self._storage.delete(self.name_of(uuid, sha256))

    def list_kept(self) -> Iterator[tuple[str, datetime]]:
        """Yield the names of the files that are there, whoever put them there, and since when."""
        try:
            _folders, names = self._storage.listdir(self.folder)
        except FileNotFoundError:
            return
        for name in names:
            path = f"{self.folder}/{name}"
            yield path, self._storage.get_modified_time(path)

    def delete_strays(self, needed: Set[str], kept: list[tuple[str, datetime]], *, now: datetime) -> None:
        """Delete those listed files that no row needs. They are listed before the rows are read."""
        for name, since in kept:
            if name not in needed and since < now - UNKNOWN_FOR:
                self._storage.delete(name)
