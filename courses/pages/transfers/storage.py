"""The files of packs on their way: beside the issued documents, never below the public pictures, named by us."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import IO
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext as _

from courses.pages.errors import UploadDamaged

FOLDER = "packs"
PIECE = 1024 * 1024


def _files() -> Storage:
    return storages["documents"]


def name_of(uuid: UUID, sha256: str) -> str:
    """Return where the file of an upload or export is kept; two attempts at one row never share a file."""
    return f"{FOLDER}/{uuid}.{sha256}.zip"


def keep(uuid: UUID, file: File) -> str:
    """Keep a file under the name of its row and bytes, piece by piece, and return the SHA-256 of what was read."""
    digest = hashlib.sha256()
    for piece in file.chunks(PIECE):
        digest.update(piece)
    file.seek(0)
    sha256 = digest.hexdigest()
    forget(uuid, sha256)  # of an earlier attempt that died
    _files().save(name_of(uuid, sha256), file)
    return sha256


def keep_bytes(uuid: UUID, content: bytes) -> str:
    """Keep bytes under the name of a row and return their SHA-256."""
    return keep(uuid, ContentFile(content))


def open_kept(uuid: UUID, sha256: str) -> IO[bytes]:
    """Return the kept file, at its beginning.

    :raises UploadDamaged: it is gone, or it is not the one that was kept.
    """
    try:
        file = _files().open(name_of(uuid, sha256), "rb")
    except OSError as error:
        raise _damaged() from error
    digest = hashlib.sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
    if digest.hexdigest() != sha256:
        file.close()
        raise _damaged()
    file.seek(0)
    return file


def _damaged() -> UploadDamaged:
    return UploadDamaged(_("The kept file is not the one that was sent. Send it again."))


def forget(uuid: UUID, sha256: str) -> None:
    """Delete the file of a row; there may be none."""
    _files().delete(name_of(uuid, sha256))


def list_kept() -> Iterator[tuple[str, datetime]]:
    """Yield the names of the files that are there, whoever put them there, and since when."""
    try:
        _folders, names = _files().listdir(FOLDER)
    except FileNotFoundError:
        return
    for name in names:
        yield f"{FOLDER}/{name}", _files().get_modified_time(f"{FOLDER}/{name}")


def delete_stray(name: str) -> None:
    """Delete a listed file that belongs to nothing."""
    _files().delete(name)
