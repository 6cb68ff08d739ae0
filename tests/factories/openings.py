"""Openings for tests: what one says, and one at each stage."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from certificates.referrals import operations
from certificates.referrals.models import Opening
from certificates.referrals.operations import Seen
from certificates.referrals.rules import Offer, fen_of
from lms.accounts.models import User
from lms.core.actor import Actor
from lms.core.clock import local_date, now
from lms.core.enums import Role
from tests.factories.accounts import a_user, employer_user_of
from tests.factories.organisations import a_site, an_employer

WRITTEN = {
    "title": "面点师",
    "wanted_kind": "",
    "wanted_level": "",
    "occupation": "",
    "district": "示范市样板区",
    "pay_from": "4000",
    "pay_to": "5500",
    "insurance": "five",
    "lodging": "free",
    "shifts": "day",
    "number_wanted": "3",
    "text": "制作面点，包吃住",
}


def an_offer(*, at: datetime | None = None, **more: Any) -> Offer:
    """Return what an employer offers from today on, for two months."""
    today = local_date(at or now())
    said: dict[str, Any] = {
        **WRITTEN,
        "wanted_level": None,
        "pay_from": fen_of(4000),
        "pay_to": fen_of(5500),
        "number_wanted": 3,
        "from_date": today,
        "until_date": today + timedelta(days=60),
    }
    return Offer(**said | more)


def a_form(**more: Any) -> dict[str, Any]:
    """Return the form of a new opening."""
    today = local_date(now())
    days = {"from_date": today.isoformat(), "until_date": (today + timedelta(days=60)).isoformat()}
    return WRITTEN | days | {"client_key": str(uuid4()), "seen": ""} | more


def employer_id_of(user: User) -> int:
    """Return for which employer a user works."""
    return user.role_assignments.get(role=Role.EMPLOYER, ended_at=None).employer_id


def acting(user: User, role: Role = Role.EMPLOYER) -> dict[str, Any]:
    """Return who and when, as operations take it."""
    return {"actor": Actor(user.uuid, role), "now": now()}


def seen_of(opening: Opening) -> Seen:
    """Return an opening as it is now."""
    return Seen(opening.uuid, str(opening.revision))


def a_draft(user: User, **more: Any) -> Opening:
    """Return an opening that somebody of an employer has written."""
    return operations.write_opening(
        employer_id=employer_id_of(user), offer=an_offer(**more), client_key=uuid4(), **acting(user)
    )


def a_sent_opening(user: User, **more: Any) -> Opening:
    """Return an opening that waits for approval."""
    draft = a_draft(user, **more)
    return operations.submit_opening(employer_id=employer_id_of(user), seen=seen_of(draft), **acting(user))


def an_officer() -> User:
    """Return a placement officer."""
    return a_user(Role.PLACEMENT_OFFICER, a_site())


def an_approved_opening(user: User, *, by: User | None = None, **more: Any) -> Opening:
    """Return an opening that runs."""
    sent = a_sent_opening(user, **more)
    who = acting(by or an_officer(), Role.PLACEMENT_OFFICER)
    return operations.approve_opening(seen=seen_of(sent), **who)


def opening_values(user: User) -> dict[str, Any]:
    """Return what addresses name of an employer's openings: officers find what was sent in."""
    return {"job_opening_uuid": a_draft(user).uuid, "sent_opening_uuid": a_sent_opening(user).uuid}


def an_employer_refused_an_opening(officer: User) -> User:
    """Return a user of a new employer whose opening this officer has refused."""
    user = employer_user_of(an_employer())
    who = acting(officer, Role.PLACEMENT_OFFICER)
    operations.refuse_opening(seen=seen_of(a_sent_opening(user)), reason="x", **who)
    return user
