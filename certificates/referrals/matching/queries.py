"""Reads of matching: everybody beside an opening, every opening beside a person, and who was proposed."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from certificates.referrals.matching.errors import PersonNotPlaced
from certificates.referrals.matching.facts import facts_beside, facts_of, work_of
from certificates.referrals.matching.models import Proposal
from certificates.referrals.matching.rules import PLACE_OF_GROUP, Group, Judge, Match, in_turn
from certificates.referrals.models import Opening
from certificates.referrals.rules import State
from certificates.referrals.wishes.policies import people_placed_by
from lms.accounts.api import Person, User


class Asked(NamedTuple):
    """What a list is narrowed to; "" is everybody."""

    words: str = ""
    group: str = ""
    site: str = ""


class Beside(NamedTuple):
    """Everybody beside an opening in turn, and how many stand in each group."""

    matches: list[Match]
    counts: dict[Group, int]


def people_of(user: User, asked: Asked) -> QuerySet[Person]:
    """Return the people of the user's places whom a list asks for, whatever their group."""
    rows = people_placed_by(user)
    for word in asked.words.split()[:5]:
        named = Q(full_name__icontains=word) | Q(sort_name__icontains=word.lower())
        rows = rows.filter(named | Q(user__username__startswith=word.lower()))
    return rows.filter(site__code=asked.site) if asked.site else rows


def beside_opening(user: User, opening: Opening, asked: Asked, *, today: date) -> Beside:
    """Return everybody whom the user may propose beside an opening. The queries do not grow with the people."""
    work = work_of(opening)
    judge = Judge(work, today=today)
    matched = [judge.match(facts) for facts in facts_of(people_of(user, asked), opening)]
    counts = dict.fromkeys(Group, 0)
    for match in matched:
        counts[match.group] += 1
    if asked.group:
        matched = [match for match in matched if match.group == asked.group]
    return Beside(in_turn(work, matched), counts)


def openings_running(today: date) -> QuerySet[Opening]:
    """Return the openings for which people may be proposed on a day."""
    rows = Opening.objects.filter(state=State.APPROVED, until_date__gte=today, employer__is_verified=True)
    return rows.select_related("employer", "occupation")


def beside_person(user: User, person: Person, *, today: date) -> list[tuple[Opening, Match]]:
    """Return every opening that runs beside a person: what fits first, then what ends first."""
    openings = list(openings_running(today).defer("text"))
    facts = facts_beside(person.pk, people_placed_by(user).filter(pk=person.pk), openings)
    rows = [(row, Judge(work_of(row), today=today).match(facts[row.pk])) for row in openings]
    return sorted(rows, key=lambda row: (PLACE_OF_GROUP[row[1].group], row[0].until_date, row[0].pk))


def person_placed(user: User, person_uuid: UUID) -> Person:
    """Return a person for whom the user looks for work.

    :raises PersonNotPlaced: there is none, or at another place; the two look alike.
    """
    person = people_placed_by(user).filter(uuid=person_uuid).first()
    if person is None:
        raise PersonNotPlaced(_("There is nothing at this address."))
    return person


def proposals_for(user: User, opening: Opening) -> QuerySet[Proposal]:
    """Return who of the user's places was proposed for an opening, the last first."""
    return _seen_by(user).filter(opening=opening).select_related("person")


def proposals_of(user: User, person: Person) -> QuerySet[Proposal]:
    """Return for what a person of the user's places was proposed, the last first."""
    return _seen_by(user).filter(person=person).select_related("opening__employer")


def _seen_by(user: User) -> QuerySet[Any]:
    return Proposal.objects.filter(person__in=people_placed_by(user).order_by().values("pk"))
