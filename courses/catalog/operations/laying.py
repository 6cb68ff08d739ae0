"""Building blocks: the rows of a plan, laid down in a draft; and all rows of a draft, taken away again."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from courses.catalog.equipment import EquipmentNeed
from courses.catalog.errors import PartShown
from courses.catalog.models import (
    Course,
    CoursePrerequisite,
    Lesson,
    ProgrammeVersion,
    RecognitionCredit,
    RecognitionTable,
    Requirement,
    Unit,
    UnitLesson,
)
from courses.catalog.plans import PlannedCourse, PlannedLesson, PlannedUnit, ProgrammePlan, Text
from lms.organisations.api import EquipmentKind


def titles(text: Text) -> dict[str, str]:
    """Return the two columns of a title."""
    return {"title_zh": text["zh"], "title_en": text["en"]}


def planned_lessons(plan: ProgrammePlan) -> dict[str, PlannedLesson]:
    """Return the lessons of a plan by their codes."""
    return {
        lesson.code: lesson for course in plan.courses for unit in course.units for lesson in unit.lessons
    }


def lay_down(version: ProgrammeVersion, plan: ProgrammePlan) -> None:
    """Add everything that the plan names to an empty draft, inside the caller's transaction.

    Its lessons and kinds of equipment are known.
    """
    lessons = {row.code: row for row in Lesson.objects.filter(code__in=planned_lessons(plan))}
    courses = {
        planned.code: _add_course(version, position, planned, lessons)
        for position, planned in enumerate(plan.courses, start=1)
    }
    CoursePrerequisite.objects.bulk_create(
        CoursePrerequisite(course=courses[planned.code], needs=courses[code])
        for planned in plan.courses
        for code in planned.requires
    )
    _add_requirements(version, plan)
    _add_recognition(version, plan)
    _add_equipment(version, plan)


def _add_course(
    version: ProgrammeVersion, position: int, planned: PlannedCourse, lessons: dict[str, Lesson]
) -> Course:
    course = Course.objects.create(
        version=version,
        code=planned.code,
        position=position,
        block=planned.block,
        credits=planned.credits,
        is_elective=planned.is_elective,
        theory_minutes=planned.theory_minutes,
        practice_minutes=planned.practice_minutes,
        **titles(planned.title),
    )
    for place, unit in enumerate(planned.units, start=1):
        _add_unit(course, place, unit, lessons)
    return course


def _add_unit(course: Course, position: int, planned: PlannedUnit, lessons: dict[str, Lesson]) -> None:
    unit = Unit.objects.create(
        course=course,
        code=planned.code,
        position=position,
        theory_minutes=planned.theory_minutes,
        practice_minutes=planned.practice_minutes,
        **titles(planned.title),
    )
    UnitLesson.objects.bulk_create(
        UnitLesson(unit=unit, lesson=lessons[lesson.code], position=place)
        for place, lesson in enumerate(planned.lessons, start=1)
    )


def _add_requirements(version: ProgrammeVersion, plan: ProgrammePlan) -> None:
    Requirement.objects.bulk_create(
        Requirement(
            version=version,
            code=planned.code,
            kind=planned.kind,
            position=position,
            share_percent=planned.share_percent,
            examination_scheme=planned.examination_scheme,
            rubric_code=planned.rubric_code,
            theory_minutes=planned.theory_minutes,
            practice_minutes=planned.practice_minutes,
            minimum=planned.minimum,
            block=planned.block,
            certificate_kinds=list(planned.certificate_kinds),
            **titles(planned.title),
        )
        for position, planned in enumerate(plan.requirements, start=1)
    )


def _add_recognition(version: ProgrammeVersion, plan: ProgrammePlan) -> None:
    for planned in plan.recognition:
        table = RecognitionTable.objects.create(
            version=version,
            valid_from=planned.valid_from,
            cap_percent=planned.cap_percent,
            cap_blocks=list(planned.cap_blocks),
            basis_zh=planned.basis["zh"],
            basis_en=planned.basis["en"],
        )
        RecognitionCredit.objects.bulk_create(
            RecognitionCredit(table=table, certificate_kind=kind, credits=number)
            for kind, number in planned.credits.items()
        )


def _add_equipment(version: ProgrammeVersion, plan: ProgrammePlan) -> None:
    kinds = {
        row.code: row for row in EquipmentKind.objects.filter(code__in={one.kind for one in plan.equipment})
    }
    courses = {row.code: row for row in version.courses.all()} if plan.equipment else {}
    units = {row.code: row for row in Unit.objects.filter(course__version=version)} if plan.equipment else {}
    EquipmentNeed.objects.bulk_create(
        EquipmentNeed(
            version=version,
            course=courses[planned.course] if planned.course else None,
            unit=units[planned.unit] if planned.unit else None,
            position=position,
            kind=kinds[planned.kind],
            count=planned.count,
            per_people=planned.per_people,
            teaching=planned.teaching,
        )
        for position, planned in enumerate(plan.equipment, start=1)
    )


@contextmanager
def refuse_shown() -> Iterator[None]:
    """Refuse to remove inside what a page shows: pages hold on to the courses and units that they are about.

    :raises PartShown: naming the pages.
    """
    try:
        yield
    except ProtectedError as error:
        rows = sorted(f"{row._meta.verbose_name} “{row}”" for row in error.protected_objects)
        message = _("A page shows this part: %(pages)s. Remove that page first.")
        raise PartShown(message % {"pages": ", ".join(rows)}) from error


def take_up_course(course: Course) -> None:
    """Remove a course of a draft with its units, places, prerequisites and equipment; the lessons stay."""
    EquipmentNeed.objects.filter(Q(course=course) | Q(unit__course=course)).delete()
    CoursePrerequisite.objects.filter(course=course).delete()
    CoursePrerequisite.objects.filter(needs=course).delete()
    UnitLesson.objects.filter(unit__course=course).delete()
    course.units.all().delete()
    course.delete()


def take_up(version: ProgrammeVersion) -> None:
    """Remove a draft with all its rows; the lessons stay."""
    version.equipment.all().delete()
    for course in version.courses.all():
        take_up_course(course)
    RecognitionCredit.objects.filter(table__version=version).delete()
    version.recognition.all().delete()
    version.requirements.all().delete()
    version.delete()
