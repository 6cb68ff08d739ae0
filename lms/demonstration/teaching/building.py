"""Builds the classes of the demonstration; a later start plans the coming weeks and keeps the registers since then."""

from datetime import date, datetime, timedelta

from courses.catalog.api import get_published_version
from lms.accounts.api import find_user
from lms.core.actor import Actor
from lms.core.clock import local_date, start_of_day
from lms.delivery.api import (
    Cohort,
    NewCohort,
    NewHoliday,
    NewQualification,
    add_holiday,
    add_qualification,
    open_cohort,
)
from lms.demonstration.places import Places
from lms.demonstration.teaching.cast import CLASSES, FREE_DAYS, RUN_SINCE, SCHOOL, SITE, Class
from lms.demonstration.teaching.pupils import bring_in
from lms.demonstration.teaching.registers import correct_registers, keep_registers
from lms.demonstration.teaching.weeks import plan_weeks

QUALIFIED_SINCE = date(2024, 3, 1)


def teach(places: Places, *, actor: Actor, now: datetime) -> None:
    """Open the classes once, with people and days without teaching; then plan and teach up to today."""
    for row in CLASSES:
        cohort = _opened(row, places, actor=actor, now=now)
        is_new = not cohort.sessions.filter(register__isnull=False).exists()
        if is_new:
            bring_in(row, cohort, actor=actor, now=now)
        plan_weeks(row, cohort, actor=actor, now=now)
        keep_registers(row, cohort, now=now)
        if is_new:
            correct_registers(row, cohort, now=now)


def _opened(row: Class, places: Places, *, actor: Actor, now: datetime) -> Cohort:
    """Return the class; the first time it is opened, as if that had been some weeks ago."""
    site = places.sites[SITE]
    known = (
        Cohort.objects.filter(site=site, code=row.code).select_related("site", "school", "version").first()
    )
    if known is not None:
        return known
    begins = local_date(now, zone=site.time_zone) - RUN_SINCE
    at = start_of_day(begins, zone=site.time_zone) - timedelta(days=6)
    for day, name in FREE_DAYS:
        add_holiday(holiday=NewHoliday(site, begins + timedelta(days=day), name), actor=actor, now=at)
    version = get_published_version(programme_code=row.programme)
    qualified = NewQualification(
        find_user(row.teacher),
        version.programme,
        row.qualification,
        QUALIFIED_SINCE,
    )
    add_qualification(qualification=qualified, actor=actor, now=at)
    school, ends = places.schools[SCHOOL], begins + timedelta(weeks=row.weeks, days=-1)
    new = NewCohort(row.code, version, school, site, row.places, begins, ends)
    return open_cohort(cohort=new, actor=actor, now=at)
