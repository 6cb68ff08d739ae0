"""What is printed of a cohort: who sits in a session, a month of registers, and everything that opens a class."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from courses.catalog.api import (
    EquipmentNeed,
    Requirement,
    RequirementKind,
    UnitLesson,
    list_places,
    needs_of_versions,
)
from lms.core.clock import end_of_day, local_date, start_of_day
from lms.core.equipment import Stock
from lms.delivery.classdesk.queries.cohorts import (
    PartHours,
    Teacher,
    hours_of_cohort,
    members_of,
    teachers_of,
)
from lms.delivery.cohorts.models import Cohort, CohortMember
from lms.delivery.cohorts.queries import lasting_from
from lms.delivery.cohorts.rules import Stay
from lms.delivery.register.models import AttendanceMark, RegisterState
from lms.delivery.register.queries import said_by
from lms.delivery.register.rules import attended
from lms.delivery.timetable.models import ClassSession, SessionState
from lms.delivery.timetable.occupied import persons_of, taken_by_others
from lms.enrolments.api import Enrolment, rests_within
from lms.organisations.api import Room, stocks_of

EXAMINATIONS = (RequirementKind.EXAMINATION_PASSED, RequirementKind.PRACTICAL_TASK_PASSED)
_OF_SESSION = ("course", "unit", "room", "instructor", "register")


def planned_sessions(cohort: Cohort, first: date, last: date) -> list[ClassSession]:
    """Return the planned sessions of a cohort from one day to another, the earliest first."""
    zone = cohort.site.time_zone
    span = start_of_day(first, zone=zone), end_of_day(last, zone=zone)
    rows = cohort.sessions.filter(state=SessionState.PLANNED, begins_at__range=span)
    return list(rows.select_related(*_OF_SESSION).order_by("begins_at", "pk"))


def months_of(cohort: Cohort) -> list[date]:
    """Return the first day of each month in which a cohort has planned sessions."""
    zone = cohort.site.time_zone
    rows = cohort.sessions.filter(state=SessionState.PLANNED).values_list("begins_at", flat=True)
    return sorted({local_date(begins, zone=zone).replace(day=1) for begins in rows})


@dataclass(frozen=True, slots=True)
class Cell:
    """One person at one session: what the register says, or that the person was not in the cohort or rested."""

    mark: AttendanceMark | None
    is_member: bool
    rests: bool = False


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One person in a month: the cells in the order of the sessions, and the minutes by signed registers.

    Who left the class and came back stands in one row.
    """

    enrolment: Enrolment
    cells: list[Cell]
    attended: int
    delivered: int


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a cohort's registers."""

    first: date
    sessions: list[ClassSession]
    rows: list[MonthRow]


def month_of(cohort: Cohort, first: date) -> Month:
    """Return what the registers of a month say; the number of queries does not grow with people or sessions."""
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    sessions = planned_sessions(cohort, first, last)
    members = cohort.members.filter(lasting_from(first), joined_on__lte=last)
    members = members.select_related("enrolment__person__user").defer("enrolment__person__resident_id")
    people: dict[Enrolment, list[Stay]] = {}
    for row in members.order_by("enrolment__person__sort_name", "enrolment", "joined_on"):
        people.setdefault(row.enrolment, []).append(Stay(row.joined_on, row.left_on))
    marks = AttendanceMark.objects.filter(register__session__in=sessions)
    by_place = {(row.enrolment_id, row.register.session_id): row for row in marks.select_related("register")}
    rests: dict[int, list[Stay]] = {}
    for enrolment, began, ended in rests_within([row.pk for row in people], first, last):
        rests.setdefault(enrolment, []).append(Stay(began, ended))
    rows = [
        _month_row((row, stays), sessions, by_place, rests.get(row.pk, [])) for row, stays in people.items()
    ]
    # Who left before the first session of the month, or comes after the last one, is on no register of it.
    return Month(
        first, sessions, [row for row in rows if not sessions or any(cell.is_member for cell in row.cells)]
    )


def _month_row(
    person: tuple[Enrolment, Sequence[Stay]],
    sessions: Sequence[ClassSession],
    marks: dict[tuple[int, int], AttendanceMark],
    rests: Sequence[Stay],
) -> MonthRow:
    cells, there, taught = [], 0, 0
    enrolment, stays = person
    for session in sessions:
        day = local_date(session.begins_at, zone=session.cohort.site.time_zone)
        belongs = any(stay.holds_on(day) for stay in stays)
        mark = marks.get((enrolment.pk, session.pk)) if belongs else None
        cells.append(Cell(mark, belongs, any(rest.holds_on(day) for rest in rests)))
        if mark is not None and mark.register.state in (RegisterState.SIGNED, RegisterState.LOCKED):
            delivered = mark.register.delivered_minutes
            taught += delivered
            there += attended(said_by(mark), planned=session.minutes, delivered=delivered)
    return MonthRow(enrolment, cells, there, taught)


@dataclass(frozen=True, slots=True)
class PlannedExamination:
    """An examination that people of a cohort are to sit."""

    title: str
    begins: datetime
    room: str
    people: int


@dataclass(frozen=True, slots=True)
class OpeningFile:
    """Everything that opens a class: people, plan, sessions, teachers, rooms, materials, examinations."""

    members: Sequence[CohortMember]
    """Everybody once, by the stay that lasts or comes first."""
    taken: int
    hours: list[PartHours]
    sessions: list[ClassSession]
    teachers: list[Teacher]
    rooms: list[Room]
    equipment: Mapping[int, tuple[Stock, ...]]
    """What each room has, by its key."""
    needs: list[EquipmentNeed]
    materials: list[UnitLesson]
    requirements: list[Requirement]
    examinations: list[PlannedExamination]


def opening_file_of(cohort: Cohort, *, today: date) -> OpeningFile:
    """Return the class-opening file of a cohort as it is today."""
    sessions = planned_sessions(cohort, cohort.begins_on, cohort.ends_on)
    rooms = {row.room_id: row.room for row in sessions}
    members = members_of(cohort, today=today)
    requirements = cohort.version.requirements.filter(kind__in=EXAMINATIONS).order_by("position")
    return OpeningFile(
        members=list({row.enrolment_id: row for row in reversed(members.now)}.values())[::-1],
        taken=members.taken,
        hours=hours_of_cohort(cohort),
        sessions=sessions,
        teachers=teachers_of(cohort),
        rooms=sorted(rooms.values(), key=lambda room: room.sort_name),
        equipment=stocks_of(rooms),
        needs=needs_of_versions([cohort.version_id]).get(cohort.version_id, []),
        materials=list(list_places(cohort.version_id)),
        requirements=list(requirements),
        examinations=examinations_of(cohort, sessions),
    )


def examinations_of(cohort: Cohort, sessions: Sequence[ClassSession]) -> list[PlannedExamination]:
    """Return the examinations that people of a cohort are to sit while it runs, the earliest first.

    What begins before the first of the sessions belongs to what they learned before.
    """
    zone = cohort.site.time_zone
    span = start_of_day(cohort.begins_on, zone=zone), end_of_day(cohort.ends_on, zone=zone)
    first = sessions[0].begins_at if sessions else span[0]
    persons = persons_of([cohort.pk], cohort.begins_on)[cohort.pk]
    taken = [row for row in taken_by_others(*span) if persons & row.persons and row.period.begins >= first]
    names: dict[Any, str] = dict(
        Room.objects.filter(pk__in={row.room for row in taken if row.room}).values_list("pk", "name")
    )
    found = [
        PlannedExamination(row.title, row.period.begins, names.get(row.room, ""), len(persons & row.persons))
        for row in taken
    ]
    return sorted(found, key=lambda row: row.begins)
