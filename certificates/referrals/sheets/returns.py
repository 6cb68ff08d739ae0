"""Where slips on paper go back: what a school says of itself, and who may write it down."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from certificates.issuing.places import betrays, site_names
from certificates.referrals.sheets import rules
from certificates.referrals.sheets.errors import SheetNotFound, UnusableSheet
from certificates.referrals.sheets.queries import last_slips_to
from lms.accounts.api import User, sites_visible_to
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.core.unseen import as_one_line, has_unseen
from lms.organisations.api import NewContact, School, keep_school_contact


class Return(NamedTuple):
    """Where slips of a school go back, maybe nowhere; whether only its newest sheet says so."""

    school: School
    line: str
    is_of_sheet: bool


def schools_of_officer(user: User) -> QuerySet[School]:
    """Return the schools that teach, or taught, at an officer's places: by these sheets are issued there."""
    sites = sites_visible_to(user, (Role.PLACEMENT_OFFICER,)).order_by()
    return School.objects.filter(pairings__site__in=sites.values("pk")).distinct()


def own_school(user: User, school_uuid: UUID) -> School:
    """Return one of those.

    :raises SheetNotFound: when it is not there, or teaches elsewhere.
    """
    found = schools_of_officer(user).filter(uuid=school_uuid).first()
    if found is None:
        raise SheetNotFound
    return found


def returns_of(schools: Iterable[School]) -> list[Return]:
    """Return where slips of each school go back, in their order: what is kept of it, else what its newest sheet says.

    One query at most.
    """
    listed = list(schools)
    silent = [school for school in listed if not school.contact]
    last = last_slips_to(silent) if silent else {}
    return [
        Return(school, school.contact or last.get(school.pk, ""), bool(last.get(school.pk)))
        for school in listed
    ]


def slip_to_of(school: School) -> str:
    """Return where slips of one school go back; may be empty."""
    return returns_of([school])[0].line


def checked_return(text: str, field: str) -> str:
    """Return words on where a slip goes back as they stand on it.

    :raises UnusableSheet: when they are too long, or name a place where somebody learnt.
    """
    words = as_one_line(text)
    if len(words) > rules.LONGEST_RETURN or has_unseen(words):
        raise UnusableSheet(_("Write at most 120 characters that can be printed."), field=field)
    if betrays(words, site_names()):
        raise UnusableSheet(_("Name the school alone: no place where somebody learnt."), field=field)
    return words


def keep_return(*, user: User, school_uuid: UUID, new: NewContact, actor: Actor, now: datetime) -> School:
    """Keep where replies to a school go.

    :raises SheetNotFound: when it is no school of the officer's places.
    :raises UnusableSheet: when a part names a place where somebody learnt, or all of it is too long for a slip.
    :raises UnusableContact: when a part cannot be kept.
    :raises ContactChangedMeanwhile: when another contact stands there than was seen.
    """
    school = own_school(user, school_uuid)
    for field in ("address", "phone", "email"):
        checked_return(getattr(new.contact, field), field)
    checked_return(new.contact.line, "address")
    return keep_school_contact(school=school, new=new, actor=actor, now=now)
