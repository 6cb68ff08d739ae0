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


def minutes_by_part(cohort: Cohort) -> tuple[dict[Key, int], dict[Key, int]]:
    """Return the minutes in the timetable, and those that signed registers say were taught. One query."""
    planned: dict[Key, int] = {}
    taught: dict[Key, int] = {}
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
        planned[key] = planned.get(key, 0) + int((ends - begins).total_seconds() // 60)
        if state in (RegisterState.SIGNED, RegisterState.LOCKED):
            taught[key] = taught.get(key, 0) + minutes
    return planned, taught


@dataclass(frozen=True, slots=True)
class OpenPart:
    """A part of the plan in one kind, and how many minutes of it the timetable lacks."""

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
    timetabled, _taught = minutes_by_part(cohort)
    found = []
    for course in list_courses(cohort.version):
        units = list(course.units.all())
        for part in units or [course]:
            for kind in TeachingKind:
                plan = part.theory_minutes if kind == TeachingKind.THEORY else part.practice_minutes
                lacking = plan - timetabled.get(key_of_part(course, part, kind), 0)
                if lacking > 0:
                    found.append(OpenPart(course, part if units else None, kind, lacking))
    return found
