"""What parting means for a class: the place is free from a day on, or is kept while training rests.

Runs in the transaction that transfers, withdraws, interrupts or completes; the enrolment is locked, as for registers.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date, start_of_day
from lms.delivery.audit_actions import AuditAction
from lms.delivery.cohorts.membership import lock_begun_sessions
from lms.delivery.cohorts.models import Cohort, CohortMember
from lms.delivery.cohorts.queries import last_signed_without, lasting_from, unbegun_after, unsaid_on
from lms.delivery.cohorts.rules import first_day_without
from lms.delivery.cohorts.words import first_day_text, lessons_text, named_until_text, unbegun_texts
from lms.delivery.errors import LeavingRefused, LessonsUnbegun, ReturnRefused
from lms.delivery.timetable.models import ClassSession, SessionState
from lms.enrolments.api import COMPLETED, Enrolment, Parting, parting_text


def leave_on_parting(parting: Parting, *, actor: Actor, now: datetime) -> None:
    """Free the place of an enrolment that leaves; what registers say stays, and is never contradicted.

    Who was in class on the day of leaving belongs to it until the next one. So does whoever had a lesson that has begun
    and whose register nobody has begun: it will name the person, and somebody has to say whether they were there.

    Later lessons that nobody keeps a register of will never name the person: whoever parts them has to know.

    :raises LessonsUnbegun: there are such lessons, and nobody said that they are known.
    :raises LeavingRefused: a register of a later day names the person, when training rests, of that day too; or a
        register of that day is being kept and says nothing of the person yet: the lesson would be lost to them.
    """
    row = parting.enrolment
    zone = row.site.time_zone
    was_there = _is_named(row, parting.on, parting.on + timedelta(days=1), zone)
    is_named_later = _is_named(row, parting.on + timedelta(days=1), None, zone)
    if is_named_later or (was_there and parting.keeps_place):
        last = _last_named(row, zone)
        first = last + timedelta(days=1) if parting.keeps_place else last
        raise LeavingRefused(named_until_text(last, first, today=local_date(now, zone=zone)))
    if parting.keeps_place:
        return
    if not parting.knows_unbegun:
        _refuse_unbegun(unbegun_after(row, parting.on, now=now))
    unsaid = unsaid_on(row, parting.on, now=now)
    _refuse_during_register([one for one in unsaid if hasattr(one, "register")])
    was_there = was_there or bool(unsaid)
    later = Q(left_on__isnull=True) | Q(left_on__gt=parting.on)  # who was to leave later leaves now
    for member in CohortMember.objects.filter(later, enrolment=row, cohort__cancelled_at=None):
        left = first_day_without(parting.on, joined=member.joined_on, was_there=was_there)
        if member.left_on and member.left_on <= left:
            continue
        member.left_on = left
        member.left_because = parting.why
        member.save(update_fields=["left_on", "left_because"])
        audit.record(actor=actor, action=AuditAction.LEAVE_COHORT, target=member, reason=parting.why, now=now)


def refuse_return(enrolment: Enrolment, on: date, *, now: datetime) -> None:
    """Refuse a day of return before lessons whose signed registers do not name the person: none could any more.

    :raises ReturnRefused: naming the first possible day.
    """
    stays = CohortMember.objects.filter(lasting_from(on), enrolment=enrolment)
    cohorts = Cohort.objects.filter(members__in=stays)
    signed = []
    for cohort in cohorts.select_related("site").order_by("pk").distinct():
        lock_begun_sessions(cohort, on, now)
        last = last_signed_without(cohort, enrolment, on)
        signed += [last] if last else []
    if signed:
        raise ReturnRefused(first_day_text(max(signed) + timedelta(days=1)), field="on")


def leave_on_completion(enrolment: Enrolment, *, actor: Actor, now: datetime) -> None:
    """Free the place of an enrolment that was completed, from that day on.

    A lesson of the day that has begun still names the person, and what registers say of later days stays: then the
    place is free the day after.
    """
    lasting = Q(left_on__isnull=True) | Q(left_on__gt=local_date(now, zone=enrolment.site.time_zone))
    stays = CohortMember.objects.filter(lasting, enrolment=enrolment, cohort__cancelled_at=None)
    for member in stays.select_related("cohort__site"):
        left = max(_first_day_free(member, now), member.joined_on)
        if member.left_on and member.left_on <= left:
            continue
        member.left_on, member.left_because = left, COMPLETED
        member.save(update_fields=["left_on", "left_because"])
        why = parting_text(COMPLETED)
        audit.record(actor=actor, action=AuditAction.LEAVE_COHORT, target=member, reason=why, now=now)


def _first_day_free(member: CohortMember, now: datetime) -> date:
    """Return today, or the day after the last lesson that has begun today or names the member."""
    zone = member.cohort.site.time_zone
    today = local_date(now, zone=zone)
    lessons = ClassSession.objects.filter(
        cohort=member.cohort_id, begins_at__gte=start_of_day(today, zone=zone)
    )
    begun = Q(state=SessionState.PLANNED, begins_at__lte=now)
    named = Q(register__marks__enrolment=member.enrolment_id)
    last = lessons.filter(begun | named).aggregate(last=Max("begins_at"))["last"]
    return today if last is None else local_date(last, zone=zone) + timedelta(days=1)


def _last_named(row: Enrolment, zone: str) -> date:
    """Return the day of the last lesson whose register names an enrolment; there is one."""
    last = row.attendance_marks.aggregate(last=Max("register__session__begins_at"))["last"]
    return local_date(last, zone=zone)


def _is_named(row: Enrolment, first: date, before: date | None, zone: str) -> bool:
    marks = row.attendance_marks.filter(register__session__begins_at__gte=start_of_day(first, zone=zone))
    if before is not None:
        marks = marks.filter(register__session__begins_at__lt=start_of_day(before, zone=zone))
    return marks.exists()


def _refuse_unbegun(lessons: Sequence[ClassSession]) -> None:
    if lessons:
        words = ngettext(
            "After this day the class had %(count)d lesson whose register says nothing of the person, and never will. "
            "If the person was still there, choose a later day; else say below that you know.",
            "After this day the class had %(count)d lessons whose registers say nothing of the person, and never will. "
            "If the person was still there, choose a later day; else say below that you know.",
            len(lessons),
        )
        text = words % {"count": len(lessons)}
        raise LessonsUnbegun(text, field="knows_unbegun", reasons=unbegun_texts(lessons))


def _refuse_during_register(kept: Sequence[ClassSession]) -> None:
    if kept:
        words = _("A register of that day is being kept and says nothing of the person yet.")
        help_ = _("Ask the instructor to mark the person first, or choose a later day.")
        raise LeavingRefused(words, reasons=[*lessons_text(kept), help_])
