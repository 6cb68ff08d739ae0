"""A class of a proposed plan, for the app above that opens classes: what was proposed, and how its people stand."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from courses.catalog.api import ProgrammeVersion, needs_of_versions
from lms.accounts.api import User
from lms.core.equipment import Days, places_in
from lms.core.rows import one_of
from lms.enrolments.admission.models import Admission
from lms.enrolments.admission.queries import Prospect, WishedEnrolment, list_prospects
from lms.enrolments.entry.words import instead_text, reason_text, unsettled_texts
from lms.enrolments.errors import PlanNotFound
from lms.enrolments.models import Enrolment, EnrolmentState
from lms.enrolments.proposals.models import PlanProposal
from lms.enrolments.proposals.policies import visible_to
from lms.enrolments.proposals.queries import stays_by_code, versions_by_code
from lms.enrolments.proposals.rules import LessonBand, key_of_class, read_bands
from lms.enrolments.proposals.words import band_text
from lms.organisations.api import Room, School, Site, stocks_of


@dataclass(frozen=True, slots=True)
class ProposedClass:
    """One class of one plan. `key` stands for it for good; people by their stays, in the order of the plan.

    `keys` are those under which it may be open already: its own, and those of the same class in the site's other plans.
    """

    plan: UUID
    place: int
    key: UUID
    keys: tuple[UUID, ...]
    site: Site
    version: ProgrammeVersion
    room: Room | None
    places: int
    """For how many people seats and equipment of the room are enough, as the planner counts them; 0 without a room."""
    instructor: User | None
    group: str
    """Separate group that it was planned for; "" for people who are in none."""
    band: str
    hours: LessonBand | None
    """When that part of the day is; None where the setting names it no more."""
    made_on: date
    first: date
    last: date
    exam: date
    stays: tuple[Admission, ...]
    gone: int
    """How many of the plan's people the reader may not see any more: they went to another site."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one person of a proposed class stands to its programme; `enrolment` is the one that is there already.

    `former`: a withdrawn one that goes on when the person is enrolled.
    """

    stay: Admission
    against: tuple[str, ...] = ()
    unsettled: tuple[str, ...] = ()
    enrolment: Enrolment | None = None
    former: Enrolment | None = None


class ClassDoor(NamedTuple):
    """Where a class of a plan is opened, or is open already: then with its code, and who is in it (keys of people)."""

    address: str
    code: str = ""
    people: frozenset[int] = frozenset()


# Given a plan and the keys of its classes by their places, own key first: the door of each.
Doors = Callable[[UUID, Mapping[int, Sequence[UUID]]], Mapping[int, ClassDoor]]
_doors: list[Doors] = []


def register_class_doors(source: Doors) -> None:
    """Name who opens classes; called once by that app, when it starts."""
    _doors[:] = [source]


def doors_of(row: PlanProposal) -> Mapping[int, ClassDoor]:
    """Return by its place where each class of a plan is opened; none where no app opens classes."""
    kept, plans = (row.outcome or {}).get("cohorts", ()), _plans_beside(row)
    keys = {place: _keys_of(plans, one["code"]) for place, one in enumerate(kept)}
    return _doors[0](row.uuid, keys) if _doors and keys else {}


def _plans_beside(row: PlanProposal) -> tuple[UUID, ...]:
    """Return the plan and the other plans of its site, its own first.

    A plan that is made anew proposes most classes again: by the same code, which says what is taught from which day in
    which part of the day. Such a class is one class, whichever plan it is opened from.
    """
    others = PlanProposal.objects.filter(site=row.site_id).exclude(pk=row.pk).order_by("-pk")
    return row.uuid, *others.values_list("uuid", flat=True)


def _keys_of(plans: Iterable[UUID], code: str) -> tuple[UUID, ...]:
    return tuple(key_of_class(plan, code) for plan in plans)


def get_proposed_class(user: User, plan_uuid: UUID, place: int) -> ProposedClass:
    """Return a class of a plan that the user may see.

    :raises PlanNotFound: there is no such plan, no such class in it, or its programme is not there any more.
    """
    missing = PlanNotFound(_("There is nothing at this address."))
    row = one_of(visible_to(user).select_related("site"), plan_uuid, missing)
    kept = (row.outcome or {}).get("cohorts", ())
    if place >= len(kept):
        raise missing
    one = kept[place]
    version = versions_by_code([one["programme"]]).get(one["programme"])
    if version is None:
        raise missing
    stays = stays_by_code(user, one["people"])
    here = tuple(stays[code] for code in one["people"] if code in stays)
    room = Room.objects.filter(uuid=one["room"], site=row.site).first() if one["room"] else None
    first, last = date.fromisoformat(one["first"]), date.fromisoformat(one["last"])
    return ProposedClass(
        plan=row.uuid,
        place=place,
        key=key_of_class(row.uuid, one["code"]),
        keys=_keys_of(_plans_beside(row), one["code"]),
        site=row.site,
        version=version,
        room=room,
        places=_places(version, room, Days(first, last)) if room else 0,
        instructor=User.objects.filter(uuid=one["instructor"]).first() if one["instructor"] else None,
        group=one.get("group", ""),
        band=band_text(one["band"]),
        hours=next((row for row in read_bands(settings.LESSON_BANDS) if row.code == one["band"]), None),
        made_on=date.fromisoformat(row.outcome["day"]),
        first=first,
        last=last,
        exam=date.fromisoformat(one["exam"]),
        stays=here,
        gone=len(one["people"]) - len(here),
    )


def _places(version: ProgrammeVersion, room: Room, days: Days) -> int:
    needs = [need.as_need() for need in needs_of_versions([version.pk]).get(version.pk, ())]
    return places_in(room.seats, needs, stocks_of([room.pk])[room.pk], days)


def standings_of(proposed: ProposedClass, school: School, *, today: date) -> list[Standing]:
    """Return how each person of a class stands to its programme at a school; the queries do not grow with people.

    Whoever is on the version already needs no enrolment; of the others entry decides.
    """
    wished = WishedEnrolment(proposed.version, school, proposed.exam)
    there = _enrolled(proposed.stays, proposed.version)
    # Read again: under the lock of the people they may not be what they were.
    fresh = Admission.objects.select_related("person__user").defer("person__resident_id")
    by_key = fresh.in_bulk([stay.pk for stay in proposed.stays])
    prospects = list_prospects([by_key[stay.pk] for stay in proposed.stays], wished, today=today)
    return [_standing(row, there.get(row.admission.person_id)) for row in prospects]


def school_of_most(proposed: ProposedClass) -> School | None:
    """Return the school with which most people of a class are enrolled already; None where nobody is."""
    schools = [row.school for row in _enrolled(proposed.stays, proposed.version).values()]
    counted = Counter(schools)
    return min(counted, key=lambda school: (-counted[school], school.code), default=None)


def _enrolled(stays: Iterable[Admission], version: ProgrammeVersion) -> dict[int, Enrolment]:
    rows = Enrolment.objects.filter(person__in=[stay.person_id for stay in stays], version=version)
    rows = rows.exclude(state=EnrolmentState.WITHDRAWN).select_related("person", "school")
    return {row.person_id: row for row in rows}


def _standing(row: Prospect, there: Enrolment | None) -> Standing:
    is_gone = "ended" in row.refusals or row.admission.person.site_id != row.admission.site_id
    gone = (_("The person has left the site."),) if is_gone else ()
    if there is not None:
        return Standing(row.admission, gone, enrolment=there)
    against = [*gone, *(reason_text(reason) for reason in row.verdict.against)]
    if "not_taught" in row.refusals:
        against.append(_("The school does not teach at this site today. Check the pairing."))
    if against and row.instead is not None:
        against.append(instead_text(row.instead))
    unsettled = tuple(unsettled_texts(row.verdict.unsettled))
    return Standing(row.admission, tuple(against), unsettled, former=row.former)
