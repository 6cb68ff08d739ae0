"""Writes to the ledger: building blocks inside the transaction that locks or corrects a register."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from lms.delivery.hours import rules
from lms.delivery.hours.models import HoursEntry, Measure
from lms.delivery.register.models import AttendanceMark, Correction, Register
from lms.delivery.register.queries import said_by
from lms.delivery.register.rules import attended
from lms.delivery.timetable.models import ClassSession


def enter_register(*, register: Register, session: ClassSession, now: datetime) -> None:
    """Enter what a register that is being locked says of everybody: planned, delivered, attended."""
    with transaction.atomic(savepoint=False):
        marks = list(register.marks.all())
        rows = [row for mark in marks for row in _entries(mark, register, session, now)]
        HoursEntry.objects.bulk_create(rows)


def _entries(
    mark: AttendanceMark, register: Register, session: ClassSession, now: datetime
) -> Iterator[HoursEntry]:
    planned, delivered = session.minutes, register.delivered_minutes
    minutes = {
        Measure.PLANNED: planned,
        Measure.DELIVERED: delivered,
        Measure.ATTENDED: attended(said_by(mark), planned=planned, delivered=delivered),
    }
    for measure, count in minutes.items():
        yield HoursEntry(
            enrolment_id=mark.enrolment_id,
            register=register,
            course_id=session.course_id,
            unit_id=session.unit_id,
            kind=session.kind,
            measure=measure,
            minutes=count,
            recorded_at=now,
        )


def correct_attended(*, correction: Correction, now: datetime) -> None:
    """Enter an approved correction: a reversal of the row in force and a new one; nothing when the minutes agree."""
    with transaction.atomic(savepoint=False):
        mark, register = correction.mark, correction.mark.register
        kept = HoursEntry.objects.get(
            register=register,
            enrolment=mark.enrolment_id,
            measure=Measure.ATTENDED,
            reverses__isnull=True,
            reversed_by__isnull=True,
        )
        wanted = attended(
            said_by(mark), planned=register.session.minutes, delivered=register.delivered_minutes
        )
        steps = rules.corrected(kept.minutes, wanted)
        for minutes, reversed_row in zip(steps, (kept, None), strict=False):
            HoursEntry.objects.create(
                enrolment_id=kept.enrolment_id,
                register=register,
                course_id=kept.course_id,
                unit_id=kept.unit_id,
                kind=kept.kind,
                measure=kept.measure,
                minutes=minutes,
                reverses=reversed_row,
                correction=correction,
                recorded_at=now,
            )
