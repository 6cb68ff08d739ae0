"""Photographs of work in the second copy: each sealed in a file of its own, beside the file with their rows."""

import base64
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from lms.core.crypto import decrypt, encrypt
from lms.core.written_files import store
from lms.exams.practical.models import PracticalExamination
from lms.exams.practical.photo_models import StruckPhoto, WorkPhoto
from lms.exams.secondcopy.files import CopyFile, Values, keep_names
from lms.exams.secondcopy.kinds import as_values

CONTEXT = "exams.second_copy.photo"
_LABEL = WorkPhoto._meta.label_lower


class LostPicture(ValueError):
    """A photograph cannot be read where it is kept, or its copy is missing or altered."""


def folder_of(file: Path) -> Path:
    """Return where the pictures of a file of rows stand: beside it, under its name."""
    return file.with_suffix(".photos")


def new_photos(examination: PracticalExamination, file: CopyFile) -> list[WorkPhoto]:
    """Return the photographs whose row or picture the copy lacks, in the order in which they came."""
    rows = WorkPhoto.objects.filter(task__candidate__examination=examination).order_by("pk")
    there = {path.stem for path in folder_of(file.path).glob("*.sealed")}
    known = file.known[_LABEL]
    lacking = [pk for pk, sha in rows.values_list("pk", "sha256") if sha not in there or pk not in known]
    return list(rows.filter(pk__in=lacking)) if lacking else []


def rows_of(photos: list[WorkPhoto], examination: PracticalExamination, file: CopyFile) -> Iterator[Values]:
    """Yield the rows of these photographs that the copy lacks, and of all that were struck out."""
    yield from (row for row in as_values(photos, WorkPhoto) if row["pk"] not in file.known[_LABEL])
    copied = {photo.pk for photo in photos} | set(file.known[_LABEL])
    struck = StruckPhoto.objects.filter(photo__task__candidate__examination=examination, photo__in=copied)
    known = file.known[StruckPhoto._meta.label_lower]
    yield from as_values(struck.exclude(pk__in=known).order_by("pk"), StruckPhoto)


def keep_picture(photo: WorkPhoto, file: Path) -> None:
    """Write a photograph to the second disk, sealed, and wait until the disk has it; whole or not at all.

    :raises LostPicture: what is kept is not what its row says.
    """
    target = folder_of(file) / f"{photo.sha256}.sealed"
    if target.exists():
        return
    content = _kept(photo)
    if content is None or hashlib.sha256(content).hexdigest() != photo.sha256:
        raise LostPicture(f"The photograph {photo.uuid} is not what is kept as {photo.file}.")
    target.parent.mkdir(parents=True, exist_ok=True)
    written = target.with_suffix(".part")
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as part:
        part.write(encrypt(base64.b64encode(content).decode(), context=f"{CONTEXT}:{photo.sha256}"))
        part.flush()
        os.fsync(part.fileno())
    written.replace(target)
    keep_names(target.parent)


def _kept(photo: WorkPhoto) -> bytes | None:
    try:
        with default_storage.open(photo.file) as kept:
            return bytes(kept.read())
    except OSError:  # it is not there, or the disk cannot read it any more
        return None


def is_kept(photo: WorkPhoto) -> bool:
    """Return whether what is kept of a photograph is what its row says."""
    kept = _kept(photo)
    return kept is not None and hashlib.sha256(kept).hexdigest() == photo.sha256


def bring_back(photo: WorkPhoto, file: Path) -> bool:
    """Put a photograph back where its row says, inside `taken_back_on_failure`; False where it is there already.

    :raises LostPicture: the copy has it not, or something else stands in its place.
    """
    if is_kept(photo):
        return False
    content = opened_picture(photo, file)
    if _kept(photo) is not None or store(default_storage, photo.file, ContentFile(content)) != photo.file:
        raise LostPicture(_("another file stands in the place of %(file)s") % {"file": photo.file})
    return True


def opened_picture(photo: WorkPhoto, file: Path) -> bytes:
    """Return a photograph from the copy.

    :raises LostPicture: it is missing, was altered, or was sealed under other keys.
    """
    try:
        sealed = (folder_of(file) / f"{photo.sha256}.sealed").read_text(encoding="ascii")
        content = base64.b64decode(decrypt(sealed, context=f"{CONTEXT}:{photo.sha256}"))
    except (OSError, ValueError) as error:
        words = _("the copy of photo %(photo)s is missing, was altered, or was sealed under other keys")
        raise LostPicture(words % {"photo": photo.uuid}) from error
    if hashlib.sha256(content).hexdigest() != photo.sha256:
        raise LostPicture(_("the copy of photo %(photo)s is another picture") % {"photo": photo.uuid})
    return content
