"""Deeds on the way of an enrolment, for tests: `rest(row)`, `to_school(row)`, `to_site(stay)`."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from lms.accounts.models import User
from lms.core.clock import local_date
from lms.enrolments.api import NewEnrolment, enrol_trainee, withdraw_enrolment
from lms.enrolments.changing.examinations import Agreed, Choice, digest_of, planned_for
from lms.enrolments.changing.operations import (
    NewInterruption,
    SchoolOrder,
    SiteOrder,
    TakeUp,
    change_school,
    interrupt_enrolment,
    move_to_site,
    take_up_again,
)
from lms.enrolments.models import Admission, Enrolment, Interruption, Transfer
from tests.factories.accounts import registrar_at
from tests.factories.organisations import a_school_paired_with, a_site
from tests.factories.teaching import ACTOR, EVENING


def rest(row: Enrolment, *, on: date | None = None, now=EVENING, **more: Any) -> Interruption:
    """Let an enrolment rest."""
    new = NewInterruption(on or local_date(now), "clinic", uuid4(), **more)
    return interrupt_enrolment(enrolment_uuid=row.uuid, new=new, actor=ACTOR, now=now)


def leave(row: Enrolment, *, now=EVENING, code: str = "own_wish") -> None:
    """Withdraw an enrolment."""
    withdraw_enrolment(enrolment_uuid=row.uuid, reason="", code=code, actor=ACTOR, now=now)


def again(row: Enrolment, *, now=EVENING + timedelta(days=1), **changed) -> Enrolment:
    """Enrol the person again, where nothing else is said at the same school on the same version."""
    wanted = replace(NewEnrolment(row.person, row.version, row.school, uuid4()), **changed)
    return enrol_trainee(enrolment=wanted, actor=ACTOR, now=now)


def take_up(row: Enrolment, *, now=EVENING, key=None) -> Enrolment:
    """Take a withdrawal by mistake back."""
    order = TakeUp("mistake", key or uuid4(), "点错了人")
    return take_up_again(enrolment_uuid=row.uuid, order=order, actor=ACTOR, now=now)


def another_enrolment(row: Enrolment) -> Enrolment:
    """Write a newer enrolment of the same person on the same version, as there were before ADR 0232."""
    same = {name: getattr(row, name) for name in ("person", "version", "school", "site")}
    return Enrolment.objects.create(**same, enrolled_at=EVENING, client_key=uuid4())


def a_move_elsewhere(row: Enrolment, *, on: date, ended_on: date, **more: Any) -> Transfer:
    """Write the row of what went on at another site; `ended_on` is the day of the withdrawal."""
    own = {"from_school": row.school, "from_site": row.site, "to_school": row.school, "to_site": a_site()}
    more = {"at": EVENING, "client_key": uuid4()} | more
    return Transfer.objects.create(enrolment=row, **own, on=on, ended_on=ended_on, **more)


def school_order(row: Enrolment, *, now=EVENING, **changes: Any) -> SchoolOrder:
    """Return the order to let another school of the site go on."""
    school = changes.pop("to", None) or a_school_paired_with(row.site)
    order = SchoolOrder(row.uuid, row.school.uuid, school, local_date(now), "cooperation", uuid4())
    return replace(order, **changes)


def to_school(row: Enrolment, *, now=EVENING, **changes: Any) -> Enrolment:
    """Let another school of the site go on."""
    order = school_order(row, now=now, **changes)
    return change_school(order=order, actor=ACTOR, now=now)


def site_order(stay: Admission, *, by: User | None = None, now=EVENING, **changes: Any) -> SiteOrder:
    """Return the order to move somebody to a new site with a school."""
    site = changes.pop("to", None) or a_site(name="第二示范培训点")
    school = changes.pop("school", None) or a_school_paired_with(site)
    user = by or registrar_at(stay.site)
    order = SiteOrder(stay.uuid, site, school, local_date(now), "authority", user, uuid4())
    return replace(order, **changes)


def to_site(stay: Admission, *, now=EVENING, **changes: Any) -> Admission:
    """Move somebody to a new site."""
    return move_to_site(order=site_order(stay, now=now, **changes), actor=ACTOR, now=now)


def seen(*rows: Enrolment, choice: Choice = Choice.OFF) -> Agreed:
    """Return the answer of somebody to whom the examinations that are planned for enrolments were named."""
    return Agreed(digest_of(planned_for(rows)), choice)


def days(number: int) -> timedelta:
    """Return a number of days."""
    return timedelta(days=number)
