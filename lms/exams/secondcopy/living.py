"""Until when the platform is known to have lived, copied with each room: the outage proposed is then the real one."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model
from django.utils.dateparse import parse_datetime

from lms.exams.secondcopy.files import CopyFile, Values, sha256_of
from lms.exams.secondcopy.kinds import as_values
from lms.exams.secondcopy.rows import Copied, Replayed
from lms.exams.sittings.models import AnswerEvent, Attempt, AttemptState, Lease, Sitting
from lms.exams.sittings.room_models import KeptTime

# Shorter than any outage that is proposed, and seldom enough for the size of the file.
EVERY = timedelta(seconds=15)
_LABEL = KeptTime._meta.label_lower
# What nobody but the web server writes, by its clock; the worker also closes attempts and notes incidents.
_WRITTEN: dict[type[Model], str] = {AnswerEvent: "received_at", Lease: "granted_at"}


def new_time(sitting: Sitting, file: CopyFile) -> list[Values]:
    """Return the time that is kept now, where somebody writes in this room and the copy of it is old."""
    row = KeptTime.objects.first()
    if row is None or (file.lived_at is not None and row.kept_at - file.lived_at < EVERY):
        return []
    if not Attempt.objects.filter(candidate__sitting=sitting, state=AttemptState.IN_PROGRESS).exists():
        return []
    file.lived_at = row.kept_at
    return [one for one in as_values([row], KeptTime) if sha256_of(one) != file.known[_LABEL].get(row.pk)]


def move_time_on(copy: Copied, replayed: Replayed) -> None:
    """Let the database know until when the platform lived, where the copy knows of a later time."""
    row = KeptTime.objects.select_for_update().first() or KeptTime(pk=1)
    before = (row.kept_at, row.web_at)
    for values, _line in copy.of(KeptTime).values():
        _take_over(row, values["fields"])
    written = [
        _instant(values["fields"][name])
        for model, name in _WRITTEN.items()
        for values, _line in copy.of(model).values()
    ]
    for at in (one for one in written if one is not None):
        row.kept_at, row.web_at = max(row.kept_at or at, at), max(row.web_at or at, at)
    if row.kept_at is not None and (row.kept_at, row.web_at) != before:
        row.save()
        replayed.moved_on[_LABEL] += 1


def _take_over(row: KeptTime, fields: dict[str, Any]) -> None:
    """Take over a later time, with what was said of the clock then."""
    kept_at, web_at = _instant(fields["kept_at"]), _instant(fields["web_at"])
    if kept_at is None or (row.kept_at is not None and kept_at <= row.kept_at):
        return
    row.kept_at, row.web_at = kept_at, web_at
    row.doubt, row.doubted_at = fields["doubt"], _instant(fields["doubted_at"])
    row.generation = fields["generation"]


def _instant(value: str | datetime | None) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else value
