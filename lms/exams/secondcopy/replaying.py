"""Puts the second copy into a database that was restored from a backup made before: restore is replay (J4)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.written_files import keep_once_committed, taken_back_on_failure
from lms.exams.audit_actions import AuditAction
from lms.exams.practical.models import PracticalExamination
from lms.exams.practical.photo_models import WorkPhoto
from lms.exams.secondcopy.errors import UnusableCopy
from lms.exams.secondcopy.files import Values, lines_of, opened, sha256_of
from lms.exams.secondcopy.kinds import BY_NAME, CHANGING, KINDS, PHOTO_KINDS, as_values
from lms.exams.secondcopy.pictures import LostPicture, bring_back, is_of_photos, opened_picture
from lms.exams.secondcopy.rules import BrokenCopy
from lms.exams.sittings.checking import differences_of
from lms.exams.sittings.models import ENDED_STATES, Attempt, Sitting
from lms.exams.sittings.operations.ending import ask_for_mark
from lms.exams.sittings.operations.evidence import rebuild_answers

AT_ONCE = 500


@dataclass
class Replayed:
    """What became of the rows of a copy, counted by the label of their model; `pictures` came back to the store."""

    lines: int = 0
    added: Counter[str] = field(default_factory=Counter)
    moved_on: Counter[str] = field(default_factory=Counter)
    known: int = 0
    pictures: int = 0


@dataclass
class _Copy:
    """One file, read and opened: of each row the last that was copied, and in which line it stands."""

    path: Path
    rows: dict[type[Model], dict[int, tuple[Values, int]]] = field(default_factory=dict)
    lines: int = 0

    def of(self, model: type[Model]) -> dict[int, tuple[Values, int]]:
        return self.rows.get(model, {})


def replay(paths: Sequence[Path], *, is_trial: bool = False, actor: Actor, now: datetime) -> Replayed:
    """Add what the copy has and the database lacks, for each file; all of them or nothing. A trial changes nothing.

    Answers are made again from the log, every chain is verified, and what has ended is marked. Photographs come back to
    the private store, each compared with the hash in its row.

    :raises UnusableCopy: a file is altered or sealed for another installation; or the database knows something of the
        room that the copy does not, so it is not a backup from before; or the backup lacks what the rows name.
    """
    replayed = Replayed()
    with taken_back_on_failure(), transaction.atomic(durable=True):
        keep_once_committed()
        for path in paths:
            copy = _read(path)
            replayed.lines += copy.lines
            if is_of_photos(set(copy.rows)):
                _put_photos(copy, replayed, is_trial=is_trial, actor=actor, now=now)
            else:
                _put(copy, replayed, actor=actor, now=now)
        if is_trial:
            transaction.set_rollback(True)
    return replayed


def _read(path: Path) -> _Copy:
    copy = _Copy(path)
    try:
        for line in lines_of(path):
            copy.lines = line.number
            model = BY_NAME.get(line.kind)
            if model is None:
                raise BrokenCopy(line.number)
            values = opened(line)
            copy.rows.setdefault(model, {})[values["pk"]] = values, line.number
    except BrokenCopy as error:
        raise _unusable(path, error.line, _("it was altered")) from error
    except (OSError, ValueError) as error:
        words = _("it cannot be read, or was sealed under keys that this installation does not have")
        raise _unusable(path, copy.lines, words) from error
    if not copy.of(Sitting) and not is_of_photos(set(copy.rows)):
        raise _unusable(path, copy.lines, _("there is no examination in it"))
    return copy


def _unusable(path: Path, line: int, why: str) -> UnusableCopy:
    text = _("%(file)s, line %(line)s: %(why)s. Nothing was changed.")
    return UnusableCopy(text % {"file": path.name, "line": line, "why": why}, field="file")


def _put(copy: _Copy, replayed: Replayed, *, actor: Actor, now: datetime) -> None:
    for model, way in KINDS.items():
        _refuse_newer(copy, model, way, list(copy.of(Sitting)))
        for values, line in _unlike(copy, model, replayed):
            _write(copy, model, values, line, replayed)
    _settle(copy, _("the backup lacks people or papers that this room uses; take a later backup"))
    for attempt in (
        Attempt.objects.select_for_update(of=("self",)).filter(pk__in=copy.of(Attempt)).order_by("pk")
    ):
        rebuild_answers(attempt=attempt)
        for difference in differences_of(attempt):
            raise _unusable(
                copy.path, copy.lines, f"{difference.what} {attempt.uuid} {difference.position or ''}"
            )
        if attempt.state in ENDED_STATES:
            ask_for_mark(attempt, f":c{attempt.receipts.count()}", now=now)
    sitting = Sitting.objects.get(pk__in=copy.of(Sitting))
    after = {"lines": copy.lines, "added": dict(replayed.added)}
    audit.record(actor=actor, action=AuditAction.REPLAY_COPY, target=sitting, after=after, now=now)


def _put_photos(copy: _Copy, replayed: Replayed, *, is_trial: bool, actor: Actor, now: datetime) -> None:
    """Add photographs of one practical examination and put back those that the store lacks; a trial only opens them."""
    for model in PHOTO_KINDS:
        for values, line in _unlike(copy, model, replayed):
            _write(copy, model, values, line, replayed)
    _settle(
        copy, _("the backup lacks candidates, tasks or assessors of this examination; take a later backup")
    )
    photos = WorkPhoto.objects.filter(pk__in=list(copy.of(WorkPhoto))).order_by("pk")
    examination = PracticalExamination.objects.get(pk__in=photos.values("task__candidate__examination"))
    for model, way in PHOTO_KINDS.items():
        _refuse_newer(copy, model, way, [examination.pk])
    for photo in photos:
        try:
            if is_trial:
                opened_picture(photo, copy.path)
            else:
                replayed.pictures += bring_back(photo, copy.path)
        except LostPicture as error:
            raise _unusable(copy.path, copy.of(WorkPhoto)[photo.pk][1], str(error)) from error
    after = {"lines": copy.lines, "added": dict(replayed.added), "pictures": replayed.pictures}
    audit.record(actor=actor, action=AuditAction.REPLAY_COPY, target=examination, after=after, now=now)


def _refuse_newer(copy: _Copy, model: type[Model], way: str, roots: Sequence[int]) -> None:
    """Refuse when the room has a row in the database of which the copy does not know: it went on without the copy."""
    here = model._default_manager.filter(**{f"{way}__in": roots})
    unknown = set(here.order_by().values_list("pk", flat=True)) - set(copy.of(model))
    if unknown:
        words = _("the database knows more of this room than the copy (%(what)s)")
        raise _unusable(copy.path, copy.lines, words % {"what": model._meta.verbose_name})


def _unlike(copy: _Copy, model: type[Model], replayed: Replayed) -> Iterator[tuple[Values, int]]:
    """Yield the rows of the copy that are not in the database as they are in the copy."""
    rows = copy.of(model)
    keys = sorted(rows)
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        here = as_values(model._default_manager.filter(pk__in=part), model)
        same = {values["pk"] for values in here if sha256_of(values) == sha256_of(rows[values["pk"]][0])}
        replayed.known += len(same)
        yield from (rows[key] for key in part if key not in same)


def _write(copy: _Copy, model: type[Model], values: Values, line: int, replayed: Replayed) -> None:
    is_there = model._default_manager.filter(pk=values["pk"]).exists()
    if is_there and model not in CHANGING:
        raise _unusable(copy.path, line, _("the database has another row in its place"))
    (found,) = serializers.deserialize("python", [values])
    how: dict[str, Any] = {"force_update": True} if is_there else {"force_insert": True}
    try:
        found.object.save_base(raw=True, **how)
    except IntegrityError as error:
        raise _unusable(copy.path, line, _("the database has another row in its place")) from error
    (replayed.moved_on if is_there else replayed.added)[model._meta.label_lower] += 1


def _settle(copy: _Copy, lacking: str) -> None:
    """See that everything that the rows name is there, and let the database count on from the highest key."""
    try:
        connection.check_constraints([model._meta.db_table for model in copy.rows])
    except IntegrityError as error:
        raise _unusable(copy.path, copy.lines, lacking) from error
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(copy.rows)):
            cursor.execute(statement)
