"""Reads of schools' own credit tables."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from courses.catalog.api import (
    Course,
    PlannedRecognition,
    Programme,
    ProgrammePlan,
    RecognitionTable,
    newest_published_versions,
    plan_of,
)
from lms.accounts.api import User
from lms.core.rows import one_of
from lms.enrolments.credits.school_tables.models import SchoolCreditTable, TableState
from lms.enrolments.credits.school_tables.policies import schools_tabled_by, tables_seen_by
from lms.enrolments.errors import CreditTableNotFound
from lms.organisations.api import School


@dataclass(frozen=True, slots=True)
class Subject:
    """A programme at a school: what counts there today, what waits for a second officer, what is agreed for later."""

    school: School
    programme: Programme
    counts: SchoolCreditTable | None
    published_from: date | None
    waits: SchoolCreditTable | None
    later: SchoolCreditTable | None


def planned(row: SchoolCreditTable) -> PlannedRecognition:
    """Return a school's table as the rules of recognition take it."""
    return PlannedRecognition(row.valid_from, row.cap_percent, tuple(row.cap_blocks), dict(row.credits), {})


def agreed_tables(school_id: int, programme_id: int) -> list[PlannedRecognition]:
    """Return the tables that a school agreed on for a programme, of one day the last one first; one query."""
    rows = SchoolCreditTable.objects.filter(school=school_id, programme=programme_id, state=TableState.AGREED)
    return [planned(row) for row in rows]


def list_subjects(user: User, *, day: date) -> list[Subject]:
    """Return every published programme with credits for each of the user's schools, on a day; constant queries."""
    newest = newest_published_versions()
    with_credits = set(
        Course.objects.filter(version__in=newest, credits__gt=0).values_list("version", flat=True)
    )
    versions = [row for row in newest if row.pk in with_credits]
    published: dict[int, date] = {}
    valid = RecognitionTable.objects.filter(version__in=versions, valid_from__lte=day)
    for version_id, since in valid.order_by("valid_from").values_list("version", "valid_from"):
        published[version_id] = since
    kept: dict[tuple[int, int], list[SchoolCreditTable]] = {}
    for row in tables_seen_by(user).exclude(state=TableState.DECLINED):
        kept.setdefault((row.school_id, row.programme_id), []).append(row)
    return [
        _subject(
            school,
            version.programme,
            kept.get((school.pk, version.programme_id), []),
            published.get(version.pk),
            day,
        )
        for school in schools_tabled_by(user)
        for version in versions
    ]


def _subject(
    school: School,
    programme: Programme,
    rows: list[SchoolCreditTable],
    published_from: date | None,
    day: date,
) -> Subject:
    agreed = [row for row in rows if row.state == TableState.AGREED]
    return Subject(
        school,
        programme,
        counts=next((row for row in agreed if row.valid_from <= day), None),
        published_from=published_from,
        waits=next((row for row in rows if row.state == TableState.WAITING), None),
        later=next((row for row in reversed(agreed) if row.valid_from > day), None),
    )


def get_subject(
    user: User, school_uuid: UUID, programme_uuid: UUID
) -> tuple[School, ProgrammePlan, Programme]:
    """Return one of the user's schools, a programme, and the plan of its newest published version.

    :raises CreditTableNotFound: it is no school of the user's, or nothing of the programme is published.
    """
    missing = CreditTableNotFound(_("There is nothing at this address."))
    school = one_of(schools_tabled_by(user), school_uuid, missing)
    for version in newest_published_versions():
        if version.programme.uuid == programme_uuid:
            return school, plan_of(version), version.programme
    raise missing


def get_table(user: User, uuid: UUID) -> SchoolCreditTable:
    """Return a table of one of the user's schools.

    :raises CreditTableNotFound: there is none.
    """
    missing = CreditTableNotFound(_("There is nothing at this address."))
    return one_of(tables_seen_by(user), uuid, missing)


def list_history(user: User, school: School, programme: Programme) -> list[SchoolCreditTable]:
    """Return every table of a school for a programme, the newest day first, those not agreed to as well; one query."""
    return list(tables_seen_by(user).filter(school=school, programme=programme))
