"""Sessions in rooms with fewer seats than people belong to the class: refused when planned, told when people join."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.core.clock import local_date
from lms.delivery.cohorts.models import CohortMember
from lms.delivery.cohorts.rules import Stay
from lms.delivery.timetable.models import ClassSession, SessionState


@dataclass(frozen=True, slots=True)
class Crowded:
    """A room that is too small for sessions of a class: how many of them, from which day on, for how many people."""

    room: str
    seats: int
    people: int
    sessions: int
    first: date


def lacks_seats(people: int, seats: int) -> bool:
    """Return whether so many people are too many for a room."""
    return people > seats


def least_seats(sessions: QuerySet[ClassSession], *, now: datetime) -> int | None:
    """Return the seats of the smallest room of sessions to come; None where none is planned."""
    coming = sessions.filter(state=SessionState.PLANNED, begins_at__gt=now)
    return coming.aggregate(least=Min("room__seats"))["least"]


def crowded_to_come(sessions: QuerySet[ClassSession], *, now: datetime) -> list[Crowded]:
    """Return the rooms that are too small for sessions to come, by room and class; two queries."""
    coming = sessions.filter(state=SessionState.PLANNED, begins_at__gt=now).order_by("begins_at", "pk")
    return crowded_among(list(coming.select_related("room", "cohort__site")))


def crowded_among(sessions: Iterable[ClassSession]) -> list[Crowded]:
    """Return the rooms that are too small for these sessions, in their order."""
    listed = list(sessions)
    stays: dict[int, list[Stay]] = {}
    rows = CohortMember.objects.filter(cohort__in={row.cohort_id for row in listed}).order_by()
    for cohort, *days in rows.values_list("cohort_id", "joined_on", "left_on"):
        stays.setdefault(cohort, []).append(Stay(*days))
    found: dict[tuple[int, int], Crowded] = {}
    for row in listed:
        day = local_date(row.begins_at, zone=row.cohort.site.time_zone)
        people = sum(stay.holds_on(day) for stay in stays.get(row.cohort_id, ()))
        if lacks_seats(people, row.room.seats):
            key = (row.cohort_id, row.room_id)
            before = found.get(key, Crowded(row.room.name, row.room.seats, 0, 0, day))
            most = max(before.people, people)
            found[key] = Crowded(before.room, before.seats, most, before.sessions + 1, before.first)
    return list(found.values())


def seats_text(seats: int, people: int) -> str:
    """Return how many seats a room has for how many people."""
    return _("The room has %(seats)d seats for %(people)d people.") % {"seats": seats, "people": people}


def crowded_text(one: Crowded) -> str:
    """Return as a sentence which room is too small for how many sessions."""
    words = ngettext(
        "%(count)d session from %(day)s on is in %(room)s, which has %(seats)d seats for %(people)d people.",
        "%(count)d sessions from %(day)s on are in %(room)s, which has %(seats)d seats for %(people)d people.",
        one.sessions,
    )
    values = {"count": one.sessions, "day": one.first.isoformat(), "room": one.room}
    return words % {**values, "seats": one.seats, "people": one.people}
