"""Reads of matching: everybody beside an opening, every opening beside a person, and who was proposed."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from certificates.referrals.matching.errors import PersonNotPlaced
from certificates.referrals.matching.facts import facts_beside, known_of, offers_of, work_of
from certificates.referrals.matching.known import NEVER, Scale
from certificates.referrals.matching.models import Proposal
from certificates.referrals.matching.reasons import gravest_of, match_of
from certificates.referrals.matching.rules import PLACE_OF_GROUP, Group, Match, group_of, in_turn
from certificates.referrals.models import Opening
from certificates.referrals.queries import is_of_own_employer, openings_that_take_people, standing_on
from certificates.referrals.telling import why_it_tells
from certificates.referrals.wishes.policies import people_placed_by
from certificates.referrals.words import why_it_takes_nobody
from lms.accounts.api import Person, User, named


class Asked(NamedTuple):
    """What a list is narrowed to; "" is everybody."""

    words: str = ""
    group: str = ""
    site: str = ""


class Beside(NamedTuple):
    """Who stands beside an opening in turn, how many in each group, and what makes the reasons of some."""

    keys: list[int]
    counts: dict[Group, int]
    matches: Callable[[Sequence[int]], list[Match]]


class Offers(NamedTuple):
    """Which openings stand beside a person, what fits first, how many in each group, and the reasons of some."""

    keys: list[int]
    counts: dict[Group, int]
    rows: Callable[[Sequence[int]], list[tuple[Opening, Match]]]


def people_of(user: User, asked: Asked) -> QuerySet[Person]:
    """Return the people of the user's places whom a list asks for, whatever their group."""
    rows = people_placed_by(user)
    for word in asked.words.split()[:5]:
        rows = rows.filter(named(word) | Q(user__username__startswith=word.lower()))
    return rows.filter(site__code=asked.site) if asked.site else rows


def beside_opening(user: User, opening: Opening, asked: Asked, *, today: date) -> Beside:
    """Return everybody whom the user may propose beside an opening. The queries do not grow with the people."""
    work, people = work_of(opening), people_of(user, asked)
    known = known_of(people.order_by().values("pk"), opening)
    tones = Scale(work, known, today=today).tones(people.order_by().values_list("pk", flat=True))
    shown = [key for key, tone in tones.items() if asked.group in ("", group_of(tone))]
    keys = in_turn(work, ((tones[key], *known.turns.get(key, NEVER)[:2], key) for key in shown))

    def matches(some: Sequence[int]) -> list[Match]:
        return [match_of(work, known.facts(key), today=today) for key in some]

    return Beside(keys, _counted(tones.values()), matches)


def _counted(tones: Iterable[int]) -> dict[Group, int]:
    counted = Counter(tones)
    return {group: counted[place] for group, place in PLACE_OF_GROUP.items()}


def why_not_now(user: User, opening: Opening, *, today: date) -> str:
    """Return why the user may propose nobody for an opening on a day, in words; "" where nothing stands against it."""
    if words := why_it_takes_nobody(standing_on(opening, today=today)):
        return words
    if is_of_own_employer(opening, user.uuid):
        return _("This is an opening of your own employer. Another officer proposes people.")
    return why_it_tells(opening)


def beside_person(user: User, person: Person, group: str, *, today: date) -> Offers:
    """Return the openings that run beside a person: what fits first, then what ends first. "" asks for every group.

    The queries do not grow with the openings.
    """
    offers = {row.key: row for row in offers_of(openings_that_take_people(today))}
    facts = facts_beside(person.pk, people_placed_by(user).filter(pk=person.pk).values("pk"), offers.values())
    tones = {key: gravest_of(row.work, facts[key], today=today) for key, row in offers.items()}
    shown = [key for key, tone in tones.items() if group in ("", group_of(tone))]

    def rows(some: Sequence[int]) -> list[tuple[Opening, Match]]:
        found = openings_that_take_people(today).in_bulk(some)
        return [
            (found[key], match_of(offers[key].work, facts[key], today=today)) for key in some if key in found
        ]

    keys = sorted(shown, key=lambda key: (tones[key], offers[key].work.until_date, key))
    return Offers(keys, _counted(tones.values()), rows)


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
