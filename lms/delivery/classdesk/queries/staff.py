"""Who may teach what, until when; and the days on which nobody does."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.clock import end_of_day, local_date, start_of_day
from lms.core.rows import one_of
from lms.delivery.classdesk.policies import holidays_run_by, qualifications_run_by
from lms.delivery.cohorts.models import Qualification
from lms.delivery.errors import HolidayNotFound, QualificationNotFound
from lms.delivery.timetable.models import ClassSession, Holiday, SessionState

WINDOWS = {"30": 30, "90": 90}  # days until a qualification ends


def list_qualifications(user: User, words: str, state: str, *, today: date) -> QuerySet[Qualification]:
    """Return who may teach what at the user's sites; `state` "" leaves out what has ended."""
    rows = qualifications_run_by(user)
    for word in words.split()[:5]:
        programme = Q(programme__title_zh__icontains=word) | Q(programme__title_en__icontains=word)
        named = Q(instructor__display_name__icontains=word) | Q(title__icontains=word)
        rows = rows.filter(named | programme | Q(programme__code__icontains=word))
    if state in WINDOWS:
        rows = rows.filter(valid_until__range=(today, today + timedelta(days=WINDOWS[state])))
    elif state == "ended":
        rows = rows.filter(valid_until__lt=today)
    elif state != "all":
        rows = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
    return rows.order_by("instructor__display_name", "instructor", "programme__code", "valid_from")


def get_own_qualification(user: User, uuid: object) -> Qualification:
    """Return a qualification of an instructor at the user's sites.

    :raises QualificationNotFound: there is none.
    """
    refusal = QualificationNotFound(_("There is no such qualification."))
    return one_of(qualifications_run_by(user), uuid, refusal)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day without teaching, and how many sessions are planned on it all the same."""

    holiday: Holiday
    planned: int


def list_free_days(user: User, year: int) -> list[FreeDay]:
    """Return the days without teaching of a year at the user's sites; the number of queries does not grow with them."""
    rows = list(holidays_run_by(user).filter(day__year=year).order_by("day", "site__code"))
    planned = _planned_on(rows)
    return [FreeDay(row, planned[row.site_id, row.day]) for row in rows]


def _planned_on(rows: Sequence[Holiday]) -> Counter[tuple[int, date]]:
    if not rows:
        return Counter()
    span = start_of_day(rows[0].day), end_of_day(rows[-1].day)
    sites = {row.site_id for row in rows}
    sessions = ClassSession.objects.filter(
        state=SessionState.PLANNED, cohort__site__in=sites, begins_at__range=span
    )
    columns = sessions.values_list("cohort__site_id", "cohort__site__time_zone", "begins_at")
    return Counter((site, local_date(begins, zone=zone)) for site, zone, begins in columns)


def count_planned(site_id: int, first: date, last: date) -> int:
    """Return how many sessions are planned at a site from one day to another."""
    span = start_of_day(first), end_of_day(last)
    rows = ClassSession.objects.filter(
        state=SessionState.PLANNED, cohort__site=site_id, begins_at__range=span
    )
    return rows.count()


def get_own_holiday(user: User, uuid: object) -> Holiday:
    """Return a day without teaching at the user's sites.

    :raises HolidayNotFound: there is none.
    """
    refusal = HolidayNotFound(_("There is no such day without teaching."))
    return one_of(holidays_run_by(user), uuid, refusal)  # type: ignore[arg-type]
