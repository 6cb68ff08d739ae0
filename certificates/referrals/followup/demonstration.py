"""Follow-ups of the demonstration: two districts, contacts at some steps, one who asked to stop. All made up."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from certificates.referrals.followup import operations
from certificates.referrals.followup.arranging import count_for_letters
from certificates.referrals.followup.models import FollowUp, FollowUpDistrict
from certificates.referrals.followup.operations import ContactForm, NewContact
from certificates.referrals.followup.rules import Result, Said
from lms.accounts.api import Person, User
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.enums import Role

_KEYS = UUID("5f1c7d6e-2a90-7b44-8d13-90c2a7e4b610")
DISTRICTS = ("示范市样板区", "示范市范例区")


def follow_up_for_demonstration(
    *, person: Person, days: int, worker: User, officer: User, now: datetime
) -> None:
    """Begin the follow-up of somebody who left some days ago, if it is missing; some were called before."""
    if FollowUp.objects.filter(person=person).exists():
        return
    is_workers = days % 2 == 1
    district = _district(person, worker if is_workers else officer, DISTRICTS[0 if is_workers else 1])
    follow_up = operations.begin_follow_up(
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
    if days > 30:
        result = Result.NOT_REACHED if days == 95 else Result.REACHED
        work = "" if result is Result.NOT_REACHED else ("working" if days < 200 else "not_working")
        _call(follow_up, Said(result, work=work), officer, now)
    count_for_letters(now)


def _call(follow_up: FollowUp, said: Said, officer: User, now: datetime) -> None:
    caller = follow_up.assigned_to or officer
    role = Role.STATION_WORKER if caller != officer else Role.PLACEMENT_OFFICER
    day = local_date(now) - timedelta(days=3)
    new = NewContact(follow_up.uuid, "call", day, said, str(follow_up.revision))
    operations.record_contact(
        user=caller,
        new=new,
        client_key=uuid5(_KEYS, f"{follow_up.uuid} call"),
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
