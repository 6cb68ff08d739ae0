"""Keeps the second copy: every two seconds what is new in rooms of these days is appended (exam-protocol.md section 6).

Runs in the web server, so that it lives as long as answers can come; of several processes one does it.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Model, QuerySet

from lms.core import clock
from lms.core.companions import Companion
from lms.exams.practical.models import PanelMember, PracticalExamination
from lms.exams.practical.photo_models import WorkPhoto
from lms.exams.secondcopy.files import CopyFile, Values, sha256_of
from lms.exams.secondcopy.kinds import CHANGING, FOLLOWING, KINDS, LOGS, PRACTICAL_KINDS, as_values
from lms.exams.secondcopy.living import new_time
from lms.exams.secondcopy.named import named_by
from lms.exams.secondcopy.pictures import LostPicture, keep_picture, new_photos, rows_of
from lms.exams.secondcopy.setback import SetBack, refuse_set_back, rows_gone
from lms.exams.secondcopy.trail import mark_of_trail
from lms.exams.secondcopy.which import DAYS, practicals_of, sittings_of
from lms.exams.sittings.copy_state import PhotoCopies, note_copy, note_failure
from lms.exams.sittings.models import Attempt, Sitting

SECONDS = 2
AT_ONCE = 500
# In one round, of whatever examinations: rooms whose answers are copied by the same thread do not wait for a box of
# photographs.
PHOTOS_AT_ONCE = 8
MEGABYTE = 1024 * 1024
# An empty file that whoever looks after the platform puts on the disk once; also the lock of who writes.
MARKER = ".second-copy"


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Let all reads inside see one state of the database: a log without its attempt's newest row is no copy.

    A transaction of Django's would begin by locking SQLite, and every answer would wait.
    """
    if connection.in_atomic_block:
        yield
        return
    is_postgresql = connection.vendor == "postgresql"
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if is_postgresql else "BEGIN DEFERRED"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("COMMIT")


@dataclass(slots=True)
class _Lacking:
    """The photographs of one examination that the copy lacks, and what became of them in this round."""

    examination: PracticalExamination
    photos: list[WorkPhoto]
    kept: list[WorkPhoto] = field(default_factory=list)
    lost: int = 0

    @property
    def waiting(self) -> int:
        return len(self.photos) - len(self.kept) - self.lost


class Copier:
    """What one process remembers of the copy while it is the one that writes it.

    `photos` says how photographs stood at the end of its last round.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: int | None = None
        self._files: dict[str, CopyFile] = {}
        self.photos = PhotoCopies()

    def copy_new(self, *, now: datetime) -> bool:
        """Append what is new in every examination of these days; False when another process does it.

        Photographs come last. One room or photograph that cannot be copied does not keep the others from it.

        :raises OSError: the disk is away or full, or a file of it cannot be read; the next call tries again.
        :raises LostPicture: every room is copied, and a photograph cannot be read where it is kept.
        :raises ValueError: a file was altered, or was sealed under other keys, or the database was set back to before
            it; it is put aside, and the next call begins a new one.
        """
        if not self._is_mine():
            return False
        trouble: OSError | ValueError | None = None
        for sitting in sittings_of(now=now).order_by("pk"):
            try:
                self._copy(sitting)
            except (OSError, ValueError) as error:
                trouble = error
        lacking: list[_Lacking] = []
        for examination in practicals_of(since=now - DAYS).order_by("pk"):
            try:
                lacking.append(_Lacking(examination, self._copy_marks(examination)))
            except (OSError, ValueError) as error:
                trouble = error
        lost = self._copy_photos(lacking)
        trouble = trouble or lost
        if trouble is not None:
            raise trouble
        return True

    def _is_mine(self) -> bool:
        """Return whether this process holds the lock of the disk that is there now."""
        # A folder whose disk is not there looks like an empty one: the marker is on the disk itself.
        if not (self.folder / MARKER).exists():
            self.close()
            raise FileNotFoundError(
                f"{self.folder} is not the disk of the second copy: there is no {MARKER} on it."
            )
        if self._lock is not None and os.path.samestat(os.fstat(self._lock), (self.folder / MARKER).stat()):
            return True
        self.close()
        descriptor = os.open(self.folder / MARKER, os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._lock = descriptor
        return True

    def _file(self, name: str) -> CopyFile:
        """Return a file as it stands on the disk now; an altered one is put aside."""
        file = self._files.setdefault(name, CopyFile(self.folder / name))
        try:
            file.refresh()
        except ValueError:
            self._put_aside(name, "broken")
            raise
        return file

    def _put_aside(self, name: str, why: str) -> None:
        path = self._files.pop(name).path
        path.rename(path.with_suffix(f".{why}-{clock.now():%Y%m%dT%H%M%S}"))

    def _copy(self, sitting: Sitting) -> None:
        file = self._file(f"sitting-{sitting.uuid}.jsonl")
        try:
            with one_snapshot():
                rows = _new_rows_of_room(sitting, file)
                gone = rows_gone(sitting, file)
                named = named_by(rows, sitting, file)
                time = new_time(sitting, file)
                mark = mark_of_trail(file) if named or gone or rows else []
        except SetBack:
            self._put_aside(file.path.name, "set-back")
            raise
        if named or gone or rows or time:
            file.append([*mark, *named, *gone, *rows, *time])

    def _copy_marks(self, examination: PracticalExamination) -> list[WorkPhoto]:
        """Append what is new of marks; return the photographs that the copy lacks, which name no row it has not."""
        file = self._file(_name_of(examination))
        try:
            with one_snapshot():
                rows = [values for model in PRACTICAL_KINDS for values in _new_rows(model, examination, file)]
                photos = new_photos(examination, file)
                refuse_set_back(examination, file, photos)
                mark = mark_of_trail(file) if rows else []
        except SetBack:
            self._put_aside(file.path.name, "set-back")
            raise
        if rows:
            file.append([*mark, *rows])
        return photos

    def _copy_photos(self, lacking: list[_Lacking]) -> LostPicture | None:
        """Copy the oldest photographs, so many in one round; pictures first, so that a row in the copy has its picture.

        Return what is wrong with one that cannot be read, if there is one.
        """
        trouble: LostPicture | None = None
        queue = [(photo, one) for one in lacking for photo in one.photos]
        is_short = self._is_short()
        for photo, one in sorted(queue, key=lambda row: (row[0].at, row[0].pk)):
            if is_short or sum(len(each.kept) for each in lacking) == PHOTOS_AT_ONCE:
                break
            try:
                keep_picture(photo, self.folder / _name_of(one.examination))
            except LostPicture as error:
                one.lost += 1
                trouble = error
            else:
                one.kept.append(photo)
                is_short = self._is_short()
        for one in lacking:
            file = self._file(_name_of(one.examination))
            rows = list(rows_of(one.kept, one.examination, file))
            if rows:
                file.append(rows)
        self.photos = PhotoCopies(
            waiting={one.examination.uuid: one.waiting for one in lacking if one.waiting},
            lost={one.examination.uuid: one.lost for one in lacking if one.lost},
            is_short=is_short,
        )
        return trouble

    def _is_short(self) -> bool:
        """Return whether what is left of the second disk is kept for answers and marks."""
        return shutil.disk_usage(self.folder).free < settings.SECOND_COPY_FREE_MB * MEGABYTE

    def close(self) -> None:
        """Let another process write."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _name_of(examination: PracticalExamination) -> str:
    return f"practical-{examination.uuid}.jsonl"


def _new_rows_of_room(sitting: Sitting, file: CopyFile) -> list[Values]:
    found: list[Values] = []
    left_out: set[type[Model]] = set()
    for model in (model for model in KINDS if model not in left_out):
        found += _new_rows(model, sitting, file)
        if not file.here[model._meta.label_lower]:
            left_out |= set(FOLLOWING.get(model, ()))
    return found


def _new_rows(model: type[Model], root: Sitting | PracticalExamination, file: CopyFile) -> Iterator[Values]:
    ways = KINDS if isinstance(root, Sitting) else PRACTICAL_KINDS
    rows = model._default_manager.filter(**{ways[model]: root.pk})
    if model in LOGS:
        # A room has tens of thousands of events.
        rows = rows.filter(**{f"{LOGS[model]}__in": _grown(root, file)})
    if model in CHANGING:
        known = file.known[model._meta.label_lower]
        values = as_values(rows.order_by("pk"), model)
        file.here[model._meta.label_lower] = {row["pk"] for row in values}
        yield from (row for row in values if known.get(row["pk"]) != sha256_of(row))
        return
    here = file.here[model._meta.label_lower] = set(rows.order_by().values_list("pk", flat=True))
    new = sorted(here - set(file.known[model._meta.label_lower]))
    for start in range(0, len(new), AT_ONCE):
        part = model._default_manager.filter(pk__in=new[start : start + AT_ONCE])
        yield from as_values(part.order_by("pk"), model)


def _grown(root: Sitting | PracticalExamination, file: CopyFile) -> list[int]:
    """Return whose log, an attempt's or an assessor's, has more events than the copy has of it."""
    heads: QuerySet[Any]
    if isinstance(root, Sitting):
        heads = Attempt.objects.filter(candidate__sitting=root)
    else:
        heads = PanelMember.objects.filter(examination=root)
    return [pk for pk, count in heads.values_list("pk", "log_count") if count > file.events[pk]]


_copier: Copier | None = None


def keep_copy() -> None:
    """Copy what is new when the installation has a place for it, and remember how that went."""
    global _copier
    folder = settings.SECOND_COPY_DIR
    if not folder:
        return
    _copier = _copier or Copier(Path(folder))
    now = clock.now()
    try:
        is_mine = _copier.copy_new(now=now)
    except LostPicture:
        # Answers and marks are copied, so no room is warned: the log tells who keeps the server, and so does the
        # page of its examination.
        note_copy(photos=_copier.photos, now=now)
        raise
    except (OSError, ValueError):
        note_failure(now=now)
        raise
    if is_mine:
        note_copy(photos=_copier.photos, now=now)


SECOND_COPY = Companion("second-copy", seconds=SECONDS, work=keep_copy)
