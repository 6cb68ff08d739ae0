"""Reads of what rooms have, for whom it is enough, and which sessions to come stand where something is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from courses.catalog.api import EquipmentNeed, ProgrammeVersion, needs_of_versions, newest_published_versions
from lms.accounts.api import User
from lms.core.clock import local_date
from lms.core.equipment import Days, Lack, lacks, places
from lms.core.rows import one_of
from lms.delivery.equipment.policies import rooms_kept_by, rooms_seen_by
from lms.delivery.timetable.models import ClassSession, SessionState
from lms.delivery.timetable.occupied import persons_of
from lms.organisations.api import (
    EquipmentKind,
    EquipmentNotFound,
    EquipmentOutage,
    Room,
    RoomEquipment,
    RoomNotFound,
    stocks_of,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """Which rooms somebody asks for; "" asks for all."""

    words: str = ""
    site: str = ""
    kind: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What a room has of a kind: how many, how many can be used on the day, and what is out of order then or later."""

    row: RoomEquipment
    usable: int
    outages: list[EquipmentOutage]


def list_rooms(user: User, wish: Wish, *, today: date) -> QuerySet[Room]:
    """Return the rooms of the user's sites that a wish asks for, with what they have; three queries."""
    rows = rooms_seen_by(user)
    for word in wish.words.split()[:5]:
        rows = rows.filter(name__icontains=word)
    if wish.site:
        rows = rows.filter(site__code=wish.site)
    if wish.kind:
        rows = rows.filter(equipment__kind__code=wish.kind, equipment__count__gt=0)
    if wish.state == "out":
        rows = rows.filter(Exists(_broken(today).filter(equipment__room=OuterRef("pk"))))
    if wish.state == "none":
        rows = rows.exclude(equipment__count__gt=0)
    return rows.prefetch_related(_equipment()).order_by("site__code", "sort_name", "name")


def _equipment() -> Prefetch:
    rows = RoomEquipment.objects.filter(count__gt=0).select_related("kind").order_by("kind__code")
    return Prefetch("equipment", rows.prefetch_related("outages"), to_attr="shown")


def _broken(today: date) -> QuerySet[EquipmentOutage]:
    lasting = Q(last_day__isnull=True) | Q(last_day__gte=today)
    return EquipmentOutage.objects.filter(lasting, first_day__lte=today)


def items_of(room: Any, *, today: date) -> list[Item]:
    """Return what a room of `list_rooms` has on a day; asks nothing."""
    return [
        Item(
            row,
            row.as_stock().usable(Days(today, today)),
            [one for one in row.outages.all() if one.last_day is None or one.last_day >= today],
        )
        for row in room.shown
    ]


def get_room(user: User, uuid: UUID) -> Room:
    """Return a room that the user may look at, with what it has.

    :raises RoomNotFound: there is none.
    """
    rows = rooms_seen_by(user).prefetch_related(_equipment())
    return one_of(rows, uuid, RoomNotFound(_("There is no such room.")))


def get_kept_room(user: User, uuid: UUID) -> Room:
    """Return a room of which the user says what it has.

    :raises RoomNotFound: there is none.
    """
    return one_of(rooms_kept_by(user), uuid, RoomNotFound(_("There is no such room.")))


def get_kept_equipment(user: User, uuid: UUID) -> RoomEquipment:
    """Return the equipment of such a room.

    :raises EquipmentNotFound: there is none.
    """
    rows = RoomEquipment.objects.filter(room__in=rooms_kept_by(user)).select_related("room__site", "kind")
    return one_of(rows, uuid, EquipmentNotFound(_("This equipment is not there any more.")))


def get_kept_outage(user: User, uuid: UUID) -> EquipmentOutage:
    """Return what is out of order in such a room.

    :raises EquipmentNotFound: there is none.
    """
    rows = EquipmentOutage.objects.filter(equipment__room__in=rooms_kept_by(user))
    related = rows.select_related("equipment__room__site", "equipment__kind")
    return one_of(related, uuid, EquipmentNotFound(_("This equipment is not there any more.")))


def get_kind(uuid: UUID) -> EquipmentKind:
    """Return a kind of equipment.

    :raises EquipmentNotFound: there is none.
    """
    return one_of(
        EquipmentKind.objects.all(), uuid, EquipmentNotFound(_("There is no such kind of equipment."))
    )


@dataclass(frozen=True, slots=True)
class Enough:
    """For how many people a room is enough in a programme; 0: it lacks something whoever comes, which is named."""

    version: ProgrammeVersion
    people: int
    missing: tuple[Lack, ...]


def programmes_in(room: Any, *, today: date) -> list[Enough]:
    """Return what the newest versions that need equipment find in a room of `get_room`; three queries."""
    versions = newest_published_versions()
    needs = needs_of_versions(row.pk for row in versions)
    stocks = [row.as_stock() for row in room.shown]
    return [_enough(row, needs[row.pk], stocks, room.seats, today) for row in versions if row.pk in needs]


def _enough(
    version: ProgrammeVersion, rows: Sequence[EquipmentNeed], stocks: Sequence[Any], seats: int, today: date
) -> Enough:
    needs, days = [row.as_need() for row in rows], Days(today, today)
    most = places(needs, stocks, days)
    people = seats if most is None else min(seats, most)
    return Enough(version, people, lacks(needs, stocks, 1, days) if not people else ())


@dataclass(frozen=True, slots=True)
class Unfit:
    """Sessions to come of a cohort that lack the same in the same room: how many, and the first of them."""

    cohort: str
    room: str
    missing: tuple[Lack, ...]
    count: int
    first: ClassSession


def unfit_to_come(sessions: QuerySet[ClassSession], *, now: datetime) -> list[Unfit]:
    """Return which of these sessions are to be held where equipment is missing; at most five queries."""
    rows = sessions.filter(
        state=SessionState.PLANNED, ends_at__gt=now, cohort__version__equipment__isnull=False
    )
    listed = list(rows.distinct().select_related("cohort__site", "room").order_by("begins_at", "pk"))
    if not listed:
        return []
    needs = needs_of_versions({row.cohort.version_id for row in listed})
    stocks = stocks_of({row.room_id for row in listed})
    persons = persons_of({row.cohort_id for row in listed}, local_date(now))
    found: dict[tuple[int, int, tuple[Lack, ...]], list[ClassSession]] = {}
    for row in listed:
        day = local_date(row.begins_at, zone=row.cohort.site.time_zone)
        wanted = [
            need.as_need()
            for need in needs[row.cohort.version_id]
            if need.holds_for(row.course_id, row.unit_id, row.kind)
        ]
        missing = lacks(wanted, stocks[row.room_id], len(persons[row.cohort_id]), Days(day, day))
        if missing:
            found.setdefault((row.cohort_id, row.room_id, missing), []).append(row)
    return [
        Unfit(rows[0].cohort.code, rows[0].room.name, missing, len(rows), rows[0])
        for (_cohort, _room, missing), rows in found.items()
    ]
