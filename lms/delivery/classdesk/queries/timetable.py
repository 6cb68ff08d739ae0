"""The timetable as it is looked at: a week, a list of sessions to choose from, one session with its history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.clock import end_of_day, local_date, start_of_day
from lms.core.natural import natural_key
from lms.core.rows import one_of
from lms.core.sentences import said_of
from lms.delivery.classdesk.policies import sessions_read_by, sessions_run_by, sites_read_by
from lms.delivery.cohorts.models import Cohort
from lms.delivery.errors import SessionNotFound
from lms.delivery.timetable.models import ClassSession, Holiday, SessionChange, SessionState
from lms.delivery.timetable.occupied import persons_of, taken_by_others
from lms.delivery.timetable.rules import Taken
from lms.organisations.api import Room, Site

DAYS = 7
# The parts of a day, each with the hour before which a session of it begins.
MORNING, AFTERNOON, EVENING = 12, 18, 24
_RELATED = ("cohort__site", "cohort__version__programme", "course", "unit", "room", "instructor")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which part of the timetable somebody looks at; None is everything."""

    site: UUID | None = None
    room: UUID | None = None
    instructor: UUID | None = None
    cohort: UUID | None = None


def narrow(rows: QuerySet[ClassSession], wish: Narrowed) -> QuerySet[ClassSession]:
    """Return those of the sessions that a wish asks for, the earliest first."""
    fields = {
        "cohort__site": wish.site,
        "room": wish.room,
        "instructor": wish.instructor,
        "cohort": wish.cohort,
    }
    asked = {f"{name}__uuid": uuid for name, uuid in fields.items() if uuid}
    return rows.filter(**asked).select_related(*_RELATED).order_by("begins_at", "room__sort_name", "pk")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a week: a session, or an examination (without a session); `zone` is the clock of its site."""

    begins: datetime
    ends: datetime
    title: str
    room: str
    zone: str
    session: ClassSession | None = None


@dataclass(slots=True)
class Day:
    """One day of a week: why nobody teaches, if so, and what is in its morning, afternoon and evening."""

    day: date
    free_because: list[str] = field(default_factory=list)
    parts: tuple[list[Entry], list[Entry], list[Entry]] = field(default_factory=lambda: ([], [], []))

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing on this day."""
        return not any(self.parts)

    def add(self, entry: Entry, hour: int) -> None:
        """Put an entry where it belongs by the hour at which it begins."""
        self.parts[0 if hour < MORNING else 1 if hour < AFTERNOON else 2].append(entry)


def week_of(user: User, wish: Narrowed, monday: date) -> list[Day]:
    """Return the days of a week at the sites that the user reads: sessions, examinations, days without teaching.

    The number of queries does not grow with what is planned.
    """
    sunday = monday + timedelta(days=DAYS - 1)
    days = {day: Day(day) for day in (monday + timedelta(days=number) for number in range(DAYS))}
    begins, ends = start_of_day(monday), end_of_day(sunday)
    sites = {row.pk: row for row in sites_read_by(user) if wish.site in (None, row.uuid)}
    rows = narrow(sessions_read_by(user), wish).filter(begins_at__range=(begins, ends))
    entries = [_entry(row) for row in rows]
    entries += list(_examinations(wish, sites.values(), begins, ends))
    for entry in sorted(entries, key=lambda entry: (entry.begins, natural_key(entry.room))):
        at = local_date(entry.begins, zone=entry.zone)
        if at in days:
            days[at].add(entry, start_hour(entry.begins, entry.zone))
    for holiday in Holiday.objects.filter(site__in=sites, day__range=(monday, sunday)):
        name = holiday.name if len(sites) == 1 else said_of(sites[holiday.site_id].name, holiday.name)
        days[holiday.day].free_because.append(name)
    return list(days.values())


def start_hour(instant: datetime, zone: str) -> int:
    """Return the hour of an instant by the clock of a site."""
    return int((instant - start_of_day(local_date(instant, zone=zone), zone=zone)).total_seconds() // 3600)


def _entry(row: ClassSession) -> Entry:
    return Entry(row.begins_at, row.ends_at, row.cohort.code, row.room.name, row.cohort.site.time_zone, row)


def _examinations(wish: Narrowed, sites: Iterable[Site], begins: datetime, ends: datetime) -> Iterable[Entry]:
    rooms = {room.pk: room for room in Room.objects.filter(site__in=list(sites)).select_related("site")}
    taken = taken_by_others(begins, ends)
    staff = _key_of(User, wish.instructor)
    cohort = _key_of(Cohort, wish.cohort)
    persons = persons_of([cohort], local_date(begins))[cohort] if cohort else frozenset()
    for row in taken:
        room = rooms.get(row.room or 0)
        if room is not None and _is_asked(row, wish, room, staff, persons):
            yield Entry(row.period.begins, row.period.ends, row.title, room.name, room.site.time_zone)


def _is_asked(row: Taken, wish: Narrowed, room: Room, staff: int | None, persons: frozenset[int]) -> bool:
    return (
        wish.room in (None, room.uuid)
        and (wish.instructor is None or staff in row.instructors)
        and (wish.cohort is None or bool(persons & row.persons))
    )


def _key_of(model: Any, uuid: UUID | None) -> int | None:
    return model.objects.filter(uuid=uuid).values_list("pk", flat=True).first() if uuid else None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the timetable can be narrowed to."""

    sites: list[Site]
    rooms: list[Room]
    instructors: list[User]
    cohorts: list[Cohort]


def choices_for(user: User, *, since: date) -> Choices:
    """Return what the user may narrow the timetable to: cohorts that are not over on a day."""
    sites = list(sites_read_by(user).order_by("code"))
    taught = sessions_read_by(user).filter(begins_at__gte=start_of_day(since) - timedelta(days=180))
    rooms = (
        Room.objects.filter(site__in=sites).select_related("site").order_by("site__code", "sort_name", "name")
    )
    instructors = User.objects.filter(pk__in=taught.values("instructor")).order_by("display_name", "pk")
    running = Cohort.objects.filter(cancelled_at__isnull=True)
    cohorts = running.filter(site__in=sites, ends_on__gte=since).order_by("code")
    return Choices(sites, list(rooms), list(instructors), list(cohorts))


def list_sessions(
    user: User, wish: Narrowed, span: tuple[date | None, date | None], state: str
) -> QuerySet[ClassSession]:
    """Return the sessions of the user's sites between two days, to choose from; `state` "" is planned ones only."""
    rows = narrow(sessions_run_by(user), wish).select_related(*_RELATED, "register")
    first, last = span
    if first:
        rows = rows.filter(begins_at__gte=start_of_day(first))
    if last:
        rows = rows.filter(begins_at__lte=end_of_day(last))
    if state == "cancelled":
        return rows.filter(state=SessionState.CANCELLED)
    return rows if state == "all" else rows.filter(state=SessionState.PLANNED)


def chosen_sessions(user: User, uuids: Sequence[UUID]) -> list[ClassSession]:
    """Return the chosen sessions that the user may change, the earliest first."""
    return list(narrow(sessions_run_by(user), Narrowed()).filter(uuid__in=uuids))


def get_own_session(user: User, uuid: UUID) -> ClassSession:
    """Return a session at the user's sites.

    :raises SessionNotFound: there is none.
    """
    rows = sessions_run_by(user).select_related(*_RELATED, "cohort__school", "register")
    return one_of(rows, uuid, SessionNotFound(_("There is no such session.")))


@dataclass(frozen=True, slots=True)
class Told:
    """A change of a session, and who made it."""

    change: SessionChange
    who: str


def history_of(session: ClassSession) -> list[Told]:
    """Return the changes of a session, the last one first."""
    rows = list(session.changes.select_related("room_before", "instructor_before").order_by("-pk"))
    names = names_of_users(rows)
    return [Told(row, names.get(row.changed_by, "–")) for row in rows]


def names_of_users(rows: Iterable[SessionChange]) -> dict[UUID | None, str]:
    """Return by uuid the names of who made changes."""
    found = User.objects.filter(uuid__in={row.changed_by for row in rows if row.changed_by})
    return dict(found.values_list("uuid", "display_name"))


def changes_of_batch(user: User, batch: UUID) -> list[SessionChange]:
    """Return what was changed together, as far as it is at the user's sites.

    :raises SessionNotFound: nothing was.
    """
    related = [f"session__{name}" for name in _RELATED]
    rows = SessionChange.objects.filter(batch=batch, session__in=sessions_run_by(user))
    found = list(
        rows.select_related("room_before", "instructor_before", *related).order_by("session__begins_at")
    )
    if not found:
        raise SessionNotFound(_("There is no such session."))
    return found


def can_be_undone(changes: Sequence[SessionChange]) -> bool:
    """Return whether nothing else became of the sessions since; registers and clashes are asked when it is done."""
    batch = changes[0].batch
    later = SessionChange.objects.filter(
        Q(session__in=[row.session_id for row in changes]), pk__gt=max(row.pk for row in changes)
    ).exclude(batch=batch)
    return changes[0].kind != "undone" and not later.exists()


def holidays_between(site: Site, first: date, last: date) -> list[Holiday]:
    """Return the days without teaching of a site between two days."""
    return list(Holiday.objects.filter(site=site, day__range=(first, last)))
