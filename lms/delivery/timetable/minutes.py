"""Minutes of a cohort by the parts of its plan: in the timetable, taught, still to be planned."""

from dataclasses import dataclass
from typing import Any

from courses.catalog.api import Course, Unit, list_courses
from lms.delivery.cohorts.models import Cohort
from lms.delivery.register.models import RegisterState
from lms.delivery.timetable.models import ClassSession, SessionState, TeachingKind

Key = tuple[int, int | None, str]


def key_of_part(course: Course, part: Any, kind: str) -> Key:
    """Return what stands for a part in one kind; a course without units is its own part."""
    return course.pk, None if part is course else part.pk, str(kind)


@dataclass(frozen=True, slots=True)
class PartMinutes:
    """Minutes of a part in one kind: in the timetable; by signed registers taught, and planned but not taught."""

    timetabled: int = 0
    taught: int = 0
    lost: int = 0

    def lacking(self, plan: int) -> int:
        """Return what is still to be planned; what a session was cut short by is wanted again."""
        return max(0, plan - self.timetabled + self.lost)


def minutes_by_part(cohort: Cohort) -> dict[Key, PartMinutes]:
    """Return the minutes of each part that is in the timetable. One query."""
    found: dict[Key, PartMinutes] = {}
    rows = ClassSession.objects.filter(cohort=cohort, state=SessionState.PLANNED)
    columns = (
        "course_id",
        "unit_id",
        "kind",
        "begins_at",
        "ends_at",
        "register__state",
        "register__delivered_minutes",
    )
    for course, unit, kind, begins, ends, state, minutes in rows.values_list(*columns):
        key = (course, unit, kind)
        meant = int((ends - begins).total_seconds() // 60)
        was = found.get(key, PartMinutes())
        is_signed = state in (RegisterState.SIGNED, RegisterState.LOCKED)
        taught = minutes if is_signed else 0
        lost = max(0, meant - minutes) if is_signed else 0
        found[key] = PartMinutes(was.timetabled + meant, was.taught + taught, was.lost + lost)
    return found


@dataclass(frozen=True, slots=True)
class OpenPart:
    """A part of the plan in one kind, and how many minutes of it are still to be planned."""

    course: Course
    unit: Unit | None
    kind: TeachingKind
    minutes: int

    @property
    def title(self) -> str:
        """Return the part in words."""
        return self.unit.title if self.unit else self.course.title


def open_parts(cohort: Cohort) -> list[OpenPart]:
    """Return what is still to be planned, in the order of the plan, theory before practice."""
    minutes = minutes_by_part(cohort)
    found = []
    for course in list_courses(cohort.version):
        units = list(course.units.all())
        for part in units or [course]:
            for kind in TeachingKind:
                plan = part.theory_minutes if kind == TeachingKind.THEORY else part.practice_minutes
                lacking = minutes.get(key_of_part(course, part, kind), PartMinutes()).lacking(plan)
                if lacking > 0:
                    found.append(OpenPart(course, part if units else None, kind, lacking))
    return found
