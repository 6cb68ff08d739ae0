"""What practical examinations take of rooms, candidates and assessors, for whoever plans something beside them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from lms.exams.practical.models import PracticalExamination, PracticalState
from lms.exams.sittings.occupied import Occasion


def period_of(row: PracticalExamination) -> tuple[datetime, datetime]:
    """Return from when to when room, candidates and panel are taken: all tries that the day allows."""
    return row.starts_at, row.starts_at + timedelta(minutes=row.scheme.minutes * row.scheme.tries)


def practical_occasions(_begins: datetime, ends: datetime, but: UUID | None) -> Iterable[Occasion]:
    """Return the examinations that are not over and begin before the end of a time."""
    live = PracticalExamination.objects.filter(state__in=(PracticalState.SCHEDULED, PracticalState.OPEN))
    rows = live.exclude(uuid=but).filter(starts_at__lt=ends).select_related("scheme", "room")
    for row in rows.prefetch_related("panel", "candidates__enrolment"):
        begins, until = period_of(row)
        there = [one for one in row.candidates.all() if not one.is_absent]
        persons = {one.enrolment.person_id: until for one in there}
        staff = frozenset(member.assessor_id for member in row.panel.all())
        yield Occasion(row.title, row.room_id, row.room.name, begins, until, persons, staff)
