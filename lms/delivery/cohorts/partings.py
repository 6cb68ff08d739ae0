"""What parting means for a class: the place is free from a day on, or is kept while training rests.

Runs in the transaction that transfers, withdraws or interrupts; the enrolment is locked, as for each register.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import start_of_day
from lms.delivery.audit_actions import AuditAction
from lms.delivery.cohorts.models import CohortMember
from lms.delivery.cohorts.queries import members_on
from lms.delivery.cohorts.rules import first_day_without
from lms.delivery.errors import LeavingRefused
from lms.delivery.register.models import Register, RegisterState
from lms.enrolments.api import Enrolment, Parting


def leave_on_parting(parting: Parting, *, actor: Actor, now: datetime) -> None:
    """Free the place of an enrolment that leaves; what registers say stays, and is never contradicted.

    Who was in class on the day of leaving belongs to it until the next one.

    :raises LeavingRefused: a register of a later day names the person, when training rests, of that day too; or a
        register of that day is being kept and says nothing of the person yet: the lesson would be lost to them.
    """
    row = parting.enrolment
    zone = row.site.time_zone
    was_there = _is_named(row, parting.on, parting.on + timedelta(days=1), zone)
    is_named_later = _is_named(row, parting.on + timedelta(days=1), None, zone)
    if is_named_later or (was_there and parting.keeps_place):
        raise LeavingRefused(
            _("A register of that day or later already names the person. Choose a later day.")
        )
    if parting.keeps_place:
        return
    _refuse_during_register(row, parting.on, zone)
    later = Q(left_on__isnull=True) | Q(left_on__gt=parting.on)  # who was to leave later leaves now
    for member in CohortMember.objects.filter(later, enrolment=row):
        left = first_day_without(parting.on, joined=member.joined_on, was_there=was_there)
        if member.left_on and member.left_on <= left:
            continue
        member.left_on = left
        member.left_because = parting.why
        member.save(update_fields=["left_on", "left_because"])
        audit.record(actor=actor, action=AuditAction.LEAVE_COHORT, target=member, reason=parting.why, now=now)


def _is_named(row: Enrolment, first: date, before: date | None, zone: str) -> bool:
    marks = row.attendance_marks.filter(register__session__begins_at__gte=start_of_day(first, zone=zone))
    if before is not None:
        marks = marks.filter(register__session__begins_at__lt=start_of_day(before, zone=zone))
    return marks.exists()


def _refuse_during_register(row: Enrolment, day: date, zone: str) -> None:
    begins, ends = start_of_day(day, zone=zone), start_of_day(day + timedelta(days=1), zone=zone)
    own = members_on(day).filter(enrolment=row).values("cohort")
    kept = Register.objects.filter(session__cohort__in=own, state=RegisterState.OPEN)
    kept = kept.filter(session__begins_at__gte=begins, session__begins_at__lt=ends)
    waiting = (
        kept.exclude(marks__enrolment=row).select_related("session__cohort").order_by("session__begins_at")
    )
    if waiting:
        words = _("A register of that day is being kept and says nothing of the person yet.")
        help_ = _("Ask the instructor to mark the person first, or choose a later day.")
        lessons = [f"{one.session.cohort.code} · {_time(one.session.begins_at, zone)}" for one in waiting]
        raise LeavingRefused(words, reasons=[*lessons, help_])


def _time(instant: datetime, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).strftime("%H:%M")
