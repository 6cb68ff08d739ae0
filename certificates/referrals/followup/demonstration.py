"""Follow-ups of the demonstration: two districts, contacts at some steps, one who asked to stop. All made up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from certificates.referrals.followup import handing, operations, rules
from certificates.referrals.followup.arranging import count_for_letters
from certificates.referrals.followup.models import FollowUp, FollowUpDistrict
from certificates.referrals.followup.operations import ContactForm, NewContact
from certificates.referrals.followup.rules import Result, Said
from lms.accounts.api import Person, User
from lms.core.actor import Actor
from lms.core.clock import local_date, start_of_day
from lms.core.enums import Role

_KEYS = UUID("5f1c7d6e-2a90-7b44-8d13-90c2a7e4b610")
DISTRICTS = ("示范市样板区", "示范市范例区", "示范市演示区")


@dataclass(frozen=True, slots=True)
class Left:
    """How many days ago somebody left, and what came of the follow-up."""

    days: int
    is_handed_over: bool = False
    has_stopped: bool = False


@dataclass(frozen=True, slots=True)
class Callers:
    """Who calls: at the station, the officer who stands above the districts, the officer of the school."""

    worker: User
    coordinator: User
    officer: User


def follow_up_for_demonstration(person: Person, left: Left, *, callers: Callers, now: datetime) -> None:
    """Begin the follow-up of somebody who left some days ago, if it is missing; some were called before."""
    if FollowUp.objects.filter(person=person).exists():
        return
    days, coordinator = left.days, callers.coordinator
    is_workers = days % 2 == 1
    district = _district(
        person, callers.worker if is_workers else coordinator, DISTRICTS[0 if is_workers else 1]
    )
    follow_up = _begun(person, district, days, coordinator, now)
    if days > 30:
        result = Result.NOT_REACHED if days == 95 else Result.REACHED
        work = "" if result is Result.NOT_REACHED else ("working" if days < 200 else "not_working")
        said = Said(result, work=work)
        _call(follow_up, said, now - timedelta(days=3), of="call", now=now)
    if left.has_stopped:
        _call(follow_up, Said(Result.STOP), now - timedelta(days=1), of="stop", now=now)
    if left.is_handed_over:
        handing.hand_over(
            user=coordinator,
            follow_up_uuid=follow_up.uuid,
            to_uuid=callers.officer.uuid,
            reason="住处在学校附近",
            actor=Actor(coordinator.uuid, Role.PLACEMENT_OFFICER),
            now=now,
        )
    count_for_letters(now)


def call_at_each_step(user: User, officer: User, *, released: datetime, now: datetime) -> None:
    """Follow somebody up who works: reached at every step that has come."""
    person = user.person
    assert person is not None  # noqa: S101 - trainees are people
    district = _district(person, officer, DISTRICTS[2])
    follow_up = _begun(person, district, 0, officer, released)
    for due in rules.due_dates(local_date(released), rules.DEFAULT_STEPS):
        at = start_of_day(due) + timedelta(hours=10)
        if at < now:
            _call(follow_up, Said(Result.REACHED, work="working"), at, of=due.isoformat(), now=at)


def _begun(person: Person, district: FollowUpDistrict, days: int, officer: User, now: datetime) -> FollowUp:
    return operations.begin_follow_up(
        person=person,
        form=ContactForm(
            released_date=local_date(now) - timedelta(days=days),
            district_uuid=district.uuid,
            agrees=True,
            phone=f"138 0000 {days:04d}",
            others="示范亲属 139 0000 0000",
            wants_legal_aid=days > 300,
        ),
        client_key=uuid5(_KEYS, f"{person.uuid}"),
        actor=Actor(officer.uuid, Role.PLACEMENT_OFFICER),
        now=now,
    )


def _call(follow_up: FollowUp, said: Said, at: datetime, *, of: str, now: datetime) -> None:
    caller = follow_up.assigned_to
    assert caller is not None  # noqa: S101 - the district has an officer
    follow_up.refresh_from_db()
    is_workers = caller.holds_any_role(frozenset({Role.STATION_WORKER}))
    role = Role.STATION_WORKER if is_workers else Role.PLACEMENT_OFFICER
    new = NewContact(follow_up.uuid, "call", local_date(at), said, str(follow_up.revision))
    operations.record_contact(
        user=caller,
        new=new,
        client_key=uuid5(_KEYS, f"{follow_up.uuid} {of}"),
        actor=Actor(caller.uuid, role),
        now=now,
    )


def _district(person: Person, officer: User, name: str) -> FollowUpDistrict:
    district, _is_new = FollowUpDistrict.objects.get_or_create(
        administration_id=person.site.administration_id,
        name=name,
        defaults={"officer": officer, "legal_aid_address": "示范市样板区示范路1号"},
    )
    return district
