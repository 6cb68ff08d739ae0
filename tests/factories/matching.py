"""Wishes and proposals for tests."""

from typing import Any
from uuid import uuid4

from certificates.models import Opening, Proposal, WorkWish
from certificates.referrals.matching.operations import Picked, propose
from certificates.referrals.operations import Seen
from certificates.referrals.wishes.operations import Said, tell_wish, write_wish_down
from certificates.referrals.wishes.rules import Wish
from lms.accounts.models import Person, User
from lms.core.enums import Role
from lms.organisations.models import Site
from tests.factories.accounts import a_user
from tests.factories.openings import acting

FORM = {
    "mind": "wish",
    "occupations": [],
    "districts": ["460100"],
    "other_place": "",
    "lowest_pay": "4000",
    "shifts": ["day"],
    "needs_lodging": "yes",
    "from_date": "",
    "seen": "0",
}


def officer_at(site: Site) -> User:
    """Return a placement officer of a site."""
    return a_user(Role.PLACEMENT_OFFICER, site)


def said(wish: Wish | None = None, *, seen: int = 0) -> Said:
    """Return a wish as a new form brings it."""
    return Said(wish or Wish(districts=("460100",), lowest_pay=400_000), str(seen), uuid4())


def told(trainee: User, wish: Wish | None = None, *, seen: int = 0) -> WorkWish:
    """Return a wish that somebody said."""
    who = acting(trainee, Role.TRAINEE)
    return tell_wish(person_id=trainee.person_id, said=said(wish, seen=seen), **who)


def written_down(officer: User, person: Person, wish: Wish | None = None, *, seen: int = 0) -> WorkWish:
    """Return a wish that an officer wrote down."""
    who = acting(officer, Role.PLACEMENT_OFFICER)
    return write_wish_down(person_id=person.pk, said=said(wish, seen=seen), **who)


def picked(opening: Opening, *people: Person, **more: Any) -> Picked:
    """Return whom an officer picks."""
    revision = Opening.objects.values_list("revision", flat=True).get(pk=opening.pk)
    return Picked(
        **{
            "seen": Seen(opening.uuid, str(revision)),
            "people": [one.uuid for one in people],
            "why": "试",
            "client_key": uuid4(),
        }
        | more
    )


def proposed(officer: User, opening: Opening, *people: Person, **more: Any) -> list[Proposal]:
    """Return the proposals of an officer."""
    return propose(picked=picked(opening, *people, **more), **acting(officer, Role.PLACEMENT_OFFICER))
