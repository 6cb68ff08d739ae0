"""Registers of the demonstration's classes: marked, signed, locked after their days; two corrections after the lock."""

from contextlib import suppress
from datetime import datetime, timedelta
from zlib import crc32

from lms.core.clock import local_date
from lms.core.enums import Role
from lms.core.errors import DomainError
from lms.delivery.api import (
    ClassSession,
    Cohort,
    CorrectionWish,
    Decision,
    MarkWish,
    Said,
    decide_correction,
    lock_register,
    propose_correction,
    roster_of,
    save_marks,
    sign_register,
)
from lms.demonstration.teaching.cast import Class
from lms.demonstration.teaching.pupils import staff
from lms.demonstration.teaching.tools import lend
from lms.demonstration.teaching.weeks import series_of
from lms.enrolments.api import Enrolment

SIGNED_AFTER, LOCKED_AFTER = timedelta(minutes=10), timedelta(days=3)
EXCUSES = ("medical", "labour", "legal")
# The session in which the power failed after two class hours.
SHORTENED, TAUGHT = 6, 90


def keep_registers(row: Class, cohort: Cohort, *, now: datetime) -> None:
    """Keep the registers of the days before today of which nobody has begun one; today's are left to visitors."""
    ours = series_of(row, cohort, now=now)
    number_of = {series: number for number, series in enumerate(ours)}
    sessions = cohort.sessions.filter(
        register__isnull=True, state="planned", ends_at__lt=now, series__in=ours
    )
    today = local_date(now, zone=cohort.site.time_zone)
    for session in sessions.select_related("cohort__site").order_by("begins_at"):
        if local_date(session.begins_at, zone=cohort.site.time_zone) < today:
            with suppress(DomainError):
                _keep(row, session, number_of[session.series], now=now)


def _keep(row: Class, session: ClassSession, number: int, *, now: datetime) -> None:
    comes = {pupil.name: pupil.comes for pupil in row.pupils}
    roster = roster_of(session).values()
    wishes = [MarkWish(one.uuid, _said(one, number, comes, session.minutes)) for one in roster]
    about = {"session_uuid": session.uuid, "actor": staff(row.teacher, Role.INSTRUCTOR)}
    save_marks(wishes=wishes, now=session.ends_at, **about)
    lend(row, session, number, now=session.ends_at)
    minutes = min(TAUGHT, session.minutes) if number == SHORTENED else session.minutes
    signed = session.ends_at + SIGNED_AFTER
    sign_register(delivered_minutes=minutes, now=signed, **about)
    if signed + LOCKED_AFTER <= now:
        lock_register(now=signed + LOCKED_AFTER, **about)


def _said(enrolment: Enrolment, number: int, comes: dict[str, int], minutes: int) -> Said:
    """Return what a register says of somebody: always the same of the same session."""
    name = enrolment.person.full_name
    chance = crc32(f"{name}:{number}".encode())
    share, more = chance % 100, chance // 100
    if share >= comes.get(name, 95):
        excused = more % 2 > 0
        return Said("excused", excuse=EXCUSES[more % len(EXCUSES)]) if excused else Said("absent")
    part = minutes // 9
    if share < 6:
        return Said("present", late=part + more % part)
    return Said("present", left_early=part) if share < 9 else Said("present")


def correct_registers(row: Class, cohort: Cohort, *, now: datetime) -> None:
    """Correct what a locked register says of somebody absent, with a second person; a further wish waits for one."""
    locked = cohort.sessions.filter(register__state="locked").order_by("begins_at")
    marks = [
        (session, mark)
        for session in locked.select_related("register")
        for mark in session.register.marks.select_related("enrolment").filter(corrections__isnull=True)
        if mark.state == "absent"
    ]
    teacher, registrar = staff(row.teacher, Role.INSTRUCTOR), staff("registrar", Role.REGISTRAR)
    reasons = ("当天在医务室，有就诊记录", "当天出庭，收到通知晚了")
    for (session, mark), reason, excuse in zip(marks, reasons, ("medical", "legal"), strict=False):
        at = min(session.register.locked_at + timedelta(days=2), now)
        wish = CorrectionWish(session.uuid, mark.enrolment.uuid, Said("excused", excuse=excuse), reason)
        correction = propose_correction(wish=wish, actor=teacher, now=at)
        if reason == reasons[0]:
            decide_correction(
                correction_uuid=correction.uuid, decision=Decision(True), actor=registrar, now=at
            )
