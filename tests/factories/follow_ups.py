"""Follow-ups for tests: who calls, a district, somebody released, and what a contact says."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from certificates.referrals.followup import operations
from certificates.referrals.followup.handing import Handing, hand_over_all
from certificates.referrals.followup.models import FollowUp, FollowUpContact, FollowUpDistrict
from certificates.referrals.followup.operations import ContactForm, NewContact
from certificates.referrals.followup.rules import Result, Said
from certificates.referrals.outcomes.operations import NewOutcome, record_outcome
from certificates.referrals.outcomes.rules import Grade, Kind
from lms.accounts.models import Person, User
from lms.core.actor import Actor
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.organisations.models import Administration, Site
from tests.factories.accounts import a_person, a_user

PHONE, OTHERS = "138 0000 1234", "示范亲属 139 0000 5678"


def acting(user: User, role: Role = Role.STATION_WORKER) -> dict[str, Any]:
    """Return who and when, as operations take it."""
    return {"actor": Actor(user.uuid, role), "now": now()}


def a_caller(place: Site | Administration, role: Role = Role.STATION_WORKER) -> User:
    """Return somebody who follows people up."""
    return a_user(role, place)


def a_coordinator(administration: Administration) -> User:
    """Return a placement officer who arranges the districts of an administration."""
    return a_user(Role.PLACEMENT_OFFICER, administration)


def a_district(site: Site, *, officer: User | None = None, name: str = "") -> FollowUpDistrict:
    """Return a district of the administration of a site."""
    return FollowUpDistrict.objects.create(
        administration=site.administration,
        name=name or f"示范区{uuid4().hex[:6]}",
        legal_aid_address="示范路1号",
        officer=officer,
    )


def a_contact_form(district: FollowUpDistrict, *, days: int = 7, **more: Any) -> ContactForm:
    """Return what the contact form of somebody says who was released some days ago."""
    said: dict[str, Any] = {
        "released_date": local_date(now()) - timedelta(days=days),
        "district_uuid": district.uuid,
        "agrees": True,
        "phone": PHONE,
        "others": OTHERS,
    }
    return ContactForm(**said | more)


def a_follow_up(
    officer: User, district: FollowUpDistrict, *, site: Site, person: Person | None = None, **more: Any
) -> FollowUp:
    """Return the follow-up of a new person of a site, assigned to an officer."""
    FollowUpDistrict.objects.filter(pk=district.pk).update(officer=officer)
    return operations.begin_follow_up(
        person=person or a_person(site),
        form=a_contact_form(district, **more),
        client_key=uuid4(),
        **acting(officer),
    )


def a_contact(
    user: User,
    follow_up: FollowUp,
    *,
    result: Result = Result.REACHED,
    seen: str = "",
    key: Any = None,
    day: date | None = None,
    **said: Any,
) -> FollowUpContact:
    """Record a contact of today."""
    new = NewContact(
        follow_up.uuid, "call", day or local_date(now()), Said(result, **said), seen or current(follow_up)
    )
    return operations.record_contact(user=user, new=new, client_key=key or uuid4(), **acting(user))


def current(follow_up: FollowUp) -> str:
    """Return the revision that a page shows now."""
    return str(FollowUp.objects.values_list("revision", flat=True).get(pk=follow_up.pk))


def a_fact(person: Person, *, by: User, kind: Kind = Kind.START, days: int = 0, **more: Any) -> Any:
    """Record a fact of some days ago."""
    said: dict[str, Any] = {"grade": Grade.SELF_REPORTED, "reporter": "person", "way": "call"}
    new = NewOutcome(kind=kind, day=local_date(now()) - timedelta(days=days), **said | more)
    return record_outcome(person_id=person.pk, new=new, client_key=uuid4(), **acting(by))


def contact_fields(**more: Any) -> dict[str, Any]:
    """Return the form of a contact."""
    fields = {
        "mode": "call",
        "result": "reached",
        "contact_date": local_date(now()).isoformat(),
        "work": "working",
        "study": "",
        "wanted": ["job"],
        "given": [],
        "note": "",
        "seen": "0",
        "client_key": str(uuid4()),
    }
    return fields | more


def follow_up_values(user: User, site: Site, officer: User | None = None) -> dict[str, Any]:
    """Return what addresses name of follow-up: somebody assigned to this user, a fact, whom the user handed over.

    An officer who stands above the district hands the same people over once more: only who gave takes back.
    """
    district, batch, stand_in = a_district(site), uuid4(), a_caller(site)
    a_follow_up(user, district, site=site)
    given = Handing(user.uuid, stand_in.uuid, "休假", batch)
    hand_over_all(user=user, handing=given, **acting(user))
    if officer is not None:
        further = Handing(stand_in.uuid, a_caller(site).uuid, "休假", batch)
        hand_over_all(user=officer, handing=further, **acting(officer))
    follow_up = a_follow_up(user, district, site=site)
    fact = a_fact(follow_up.person, by=user)
    return {
        "follow_up_uuid": follow_up.uuid,
        "outcome_uuid": fact.uuid,
        "handing_uuid": batch,
        "district_uuid": district.uuid,
        "released_person_uuid": a_person(site).uuid,
    }
