"""Schools' credit tables for tests: `propose(enrolment, day, skill_level_5=6)`, `set_table(...)`, both by officers."""

from datetime import date, datetime, time
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from courses.catalog.api import PlannedRecognition
from lms.accounts.models import User
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.enrolments.credits.school_tables.models import SchoolCreditTable
from lms.enrolments.credits.school_tables.operations import NewTable, decide_table, propose_table
from lms.enrolments.models import Enrolment
from lms.organisations.models import School
from tests.factories.accounts import a_user


def an_officer(school: School) -> User:
    """Return a new issuing officer of a school."""
    return a_user(Role.ISSUING_OFFICER, school)


def noon(day: date) -> datetime:
    """Return the noon of a day where schools are."""
    return datetime.combine(day, time(12), tzinfo=ZoneInfo("Asia/Shanghai"))


def a_table(
    day: date, percent: int = 100, blocks: tuple[str, ...] = ("core",), **kinds: int
) -> PlannedRecognition:
    """Return a table as the rules take it."""
    return PlannedRecognition(day, percent, blocks, kinds, {})


def propose(
    enrolment: Enrolment, table: PlannedRecognition, *, by: User | None = None, on: date | None = None
) -> SchoolCreditTable:
    """Propose a table for the programme and school of an enrolment, on its own first day or another one."""
    by = by or an_officer(enrolment.school)
    new = NewTable(enrolment.school, enrolment.version.programme, table, "校务会〔2026〕3号", by, uuid4())
    return propose_table(new=new, **_who(by, on or table.valid_from))


def decide(
    row: SchoolCreditTable, *, is_agreed: bool = True, by: User | None = None, on: date | None = None
) -> SchoolCreditTable:
    """Agree to a table or not, on its first day or another one."""
    by = by or an_officer(row.school)
    who = _who(by, on or row.valid_from)
    return decide_table(table_uuid=row.uuid, is_agreed=is_agreed, by=by, **who)


def set_table(
    enrolment: Enrolment, table: PlannedRecognition, *, on: date | None = None
) -> SchoolCreditTable:
    """Propose a table and have another officer agree to it."""
    return decide(propose(enrolment, table, on=on), on=on)


def _who(by: User, day: date) -> dict[str, Any]:
    return {"actor": Actor(by.uuid, Role.ISSUING_OFFICER), "now": noon(day)}
