"""Planning: a weekly pattern becomes sessions, all of them or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.api import Course, Unit
from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.delivery.audit_actions import AuditAction
from lms.delivery.cohorts.models import Cohort
from lms.delivery.cohorts.operations import lock_site
from lms.delivery.cohorts.queries import get_cohort
from lms.delivery.equipment.fit import Part
from lms.delivery.errors import SessionsRefused
from lms.delivery.timetable import rules
from lms.delivery.timetable.models import ClassSession, Holiday, TeachingKind
from lms.delivery.timetable.refusals import Wish, look_at, reasons_against, words_of_pattern
from lms.organisations.api import Room


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """By whom, where, and when in the week is taught; `series` makes a repeated request harmless.

    Sessions that would begin at an instant of `without` are left out, besides the days without teaching.
    """

    cohort_uuid: UUID
    room: Room
    instructor: User
    first: date
    last: date
    slots: tuple[rules.WeeklySlot, ...]
    series: UUID
    without: frozenset[datetime] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern(Weekly):
    """A weekly pattern of one part of the plan."""

    course: Course
    unit: Unit | None
    kind: TeachingKind


def plan_sessions(*, pattern: Pattern, actor: Actor, now: datetime) -> list[ClassSession]:
    """Plan all sessions that a weekly pattern means; the same series again returns the same sessions.

    :raises CohortNotFound: there is no such cohort.
    :raises SessionsRefused: with every reason against it; nothing is planned then.
    """
    with transaction.atomic(durable=True):
        lock_site(get_cohort(pattern.cohort_uuid).site_id)
        cohort = get_cohort(pattern.cohort_uuid)  # its days may have changed while this waited
        known = list(ClassSession.objects.filter(series=pattern.series))
        if known:
            return known
        periods = _kept_periods(cohort, pattern)
        reasons = reasons_against(_wishes(cohort, pattern, periods))
        if reasons:
            raise SessionsRefused(_("The sessions cannot be planned like this."), reasons=reasons)
        rows = [ClassSession.objects.create(**_columns(cohort, pattern, period)) for period in periods]
        changes = [audit.Change(row) for row in rows]
        audit.record_all(actor=actor, action=AuditAction.PLAN_SESSION, changes=changes, now=now)
    return rows


def _wishes(cohort: Cohort, pattern: Pattern, periods: Sequence[rules.Period]) -> list[Wish]:
    part = Part(pattern.course, pattern.unit, pattern.kind)
    what = (pattern.room, pattern.instructor, cohort, (part,))
    return [Wish(period, *what) for period in periods]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a pattern would plan: reasons against all of it, and each time with what it clashes with."""

    against_all: list[str]
    times: list[tuple[rules.Period, list[str]]]

    @property
    def is_possible(self) -> bool:
        """Return whether nothing stands against it."""
        return not self.against_all and not any(clashes for _period, clashes in self.times)

    def minutes(self, without: frozenset[datetime]) -> int:
        """Return how many minutes all its times last together, but for those that are left out."""
        going = [period for period, _clashes in self.times if period.begins not in without]
        return sum(int((period.ends - period.begins).total_seconds() // 60) for period in going)


def outlook_of(pattern: Pattern) -> Outlook:
    """Say what planning would do and everything that stands against it; nothing is written or locked.

    :raises CohortNotFound: there is no such cohort.
    :raises SessionsRefused: the pattern means no usable times.
    """
    cohort = get_cohort(pattern.cohort_uuid)
    periods = _kept_periods(cohort, pattern)
    against_all, clashing = look_at(_wishes(cohort, pattern, periods))
    return Outlook(against_all, list(zip(periods, clashing, strict=True)))


def _kept_periods(cohort: Cohort, pattern: Pattern) -> list[rules.Period]:
    periods = [one for one in periods_of(cohort, pattern) if one.begins not in pattern.without]
    if 1 <= len(periods) <= rules.MOST_SESSIONS:
        return periods
    raise _unusable(["too_many" if periods else "no_day"])


def periods_of(cohort: Cohort, pattern: Weekly) -> list[rules.Period]:
    """Return the times that a weekly pattern means for a cohort, days without teaching left out.

    :raises SessionsRefused: it means none, or lies outside the cohort's days.
    """
    faults = rules.faults_of(pattern.slots)
    if not cohort.begins_on <= pattern.first <= pattern.last <= cohort.ends_on:
        faults.append("outside")
    if faults:
        raise _unusable(faults)
    free = Holiday.objects.filter(site=cohort.site_id, day__range=(pattern.first, pattern.last))
    days = frozenset(free.values_list("day", flat=True))
    zone = cohort.site.time_zone
    meant = rules.expand(pattern.slots, pattern.first, pattern.last, without=days, zone=zone)
    if not meant:
        raise _unusable(["no_day"])
    return meant


def _unusable(faults: Sequence[str]) -> SessionsRefused:
    reasons = [words_of_pattern(fault) for fault in faults]
    return SessionsRefused(_("The sessions cannot be planned like this."), reasons=reasons)


def _columns(cohort: Cohort, pattern: Pattern, period: rules.Period) -> dict[str, object]:
    shared = {name: getattr(pattern, name) for name in ("course", "unit", "kind", "room", "instructor")}
    when = {"begins_at": period.begins, "ends_at": period.ends}
    return {"cohort": cohort, "series": pattern.series, **shared, **when}
