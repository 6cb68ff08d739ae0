"""Reads of the catalogue."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from courses.catalog.equipment import EquipmentNeed
from courses.catalog.errors import ProgrammeNotFound, VersionNotFound
from courses.catalog.models import (
    Course,
    CoursePrerequisite,
    Lesson,
    Occupation,
    Programme,
    ProgrammeVersion,
    RecognitionTable,
    Requirement,
    RequirementKind,
    Unit,
    UnitLesson,
    VersionState,
)
from courses.catalog.parts import PARTS, Part
from courses.catalog.plans import (
    PlannedCourse,
    PlannedEquipment,
    PlannedLesson,
    PlannedRecognition,
    PlannedRequirement,
    PlannedUnit,
    ProgrammePlan,
    Text,
)


def get_published_version(*, programme_code: str) -> ProgrammeVersion:
    """Return the newest published version of a programme.

    :raises VersionNotFound: when none is published.
    """
    published = ProgrammeVersion.objects.filter(programme__code=programme_code, state=VersionState.PUBLISHED)
    version = published.select_related("programme").order_by("-number").first()
    if version is None:
        raise VersionNotFound
    return version


def list_occupations() -> QuerySet[Occupation]:
    """Return every occupation, by its code."""
    return Occupation.objects.order_by("code")


def newest_published_versions() -> list[ProgrammeVersion]:
    """Return the newest published version of each programme that has one, by the programmes' codes."""
    rows = ProgrammeVersion.objects.filter(state=VersionState.PUBLISHED).select_related("programme")
    newest = {row.programme_id: row for row in rows.order_by("programme__code", "number")}
    return list(newest.values())


def newest_versions_and(also: Iterable[int]) -> tuple[list[ProgrammeVersion], set[int]]:
    """Return the newest published version of each programme and these others, and the keys of the newest; one query.

    They come by the programmes' codes, with the programmes and their occupations.
    """
    wanted = Q(state=VersionState.PUBLISHED) | Q(pk__in=list(also))
    rows = list(
        ProgrammeVersion.objects.filter(wanted)
        .select_related("programme__occupation")
        .order_by("programme__code", "number")
    )
    published = {row.programme_id: row.pk for row in rows if row.state == VersionState.PUBLISHED}
    newest = set(published.values())
    kept = newest | set(also)
    return [row for row in rows if row.pk in kept], newest


def lessons_of_version(version_id: int) -> QuerySet[Lesson]:
    """Return the lessons of a version in teaching order."""
    placed = Lesson.objects.filter(places__unit__course__version_id=version_id)
    return placed.order_by("places__unit__course__position", "places__unit__position", "places__position")


# A published version never changes, so its order may be kept; the uuid keeps versions of two databases apart.
@lru_cache(maxsize=256)
def lessons_in_order(version_id: int, version_uuid: UUID) -> tuple[Lesson, ...]:
    """Return the lessons of a published version in teaching order, asked of the database once.

    Titles are those of the first look; who shows them takes `lessons_of_version` or `list_places`.
    """
    return tuple(lessons_of_version(version_id))


def outline_of_version(version_id: int) -> list[Course] | list[Unit]:
    """Return what a version consists of for a reader: its courses, or the units where there is one course only."""
    courses = list(Course.objects.filter(version_id=version_id).prefetch_related("units"))
    return courses if len(courses) > 1 else [unit for course in courses for unit in course.units.all()]


def list_places(version_id: int) -> QuerySet[UnitLesson]:
    """Return the places of a version's lessons in teaching order, each with its unit and its lesson."""
    placed = UnitLesson.objects.filter(unit__course__version_id=version_id).select_related("unit", "lesson")
    return placed.order_by("unit__course__position", "unit__position", "position")


def requirements_of_kind(version_id: int, kind: RequirementKind) -> QuerySet[Requirement]:
    """Return the requirements of one kind that a version has."""
    return Requirement.objects.filter(version_id=version_id, kind=kind)


def list_programmes() -> QuerySet[Programme]:
    """Return all programmes with the number of their newest published version and of their drafts."""
    published = Q(versions__state=VersionState.PUBLISHED)
    return Programme.objects.select_related("occupation").annotate(
        newest=Max("versions__number", filter=published),
        drafts=Count("versions", filter=Q(versions__state=VersionState.DRAFT)),
    )


def get_programme(uuid: UUID) -> Programme:
    """Return a programme with its occupation.

    :raises ProgrammeNotFound: when there is none.
    """
    programme = Programme.objects.select_related("occupation").filter(uuid=uuid).first()
    if programme is None:
        raise ProgrammeNotFound
    return programme


def get_version(uuid: UUID) -> ProgrammeVersion:
    """Return a version with its programme, whatever its state.

    :raises VersionNotFound: when there is none.
    """
    related = ProgrammeVersion.objects.select_related("programme__occupation")
    version = related.filter(uuid=uuid).first()
    if version is None:
        raise VersionNotFound
    return version


def list_courses(version: ProgrammeVersion) -> list[Course]:
    """Return the courses of a version with units, lessons and prerequisites, in order."""
    places = UnitLesson.objects.select_related("lesson").order_by("position")
    units = Unit.objects.order_by("position").prefetch_related(Prefetch("places", places))
    needs = CoursePrerequisite.objects.select_related("needs").order_by("needs__position")
    courses = version.courses.order_by("position")
    return list(courses.prefetch_related(Prefetch("units", units), Prefetch("prerequisites", needs)))


def list_equipment(version: ProgrammeVersion) -> list[EquipmentNeed]:
    """Return what a version needs of equipment, in order, with kinds, courses and units; one query."""
    rows = version.equipment.select_related("kind", "course", "unit")
    return list(rows.order_by("position"))


def find_part(part: Part) -> Any:
    """Return the row that a part of a version is, or None."""
    spec = PARTS[part.kind]
    rows = spec.model._default_manager.filter(uuid=part.uuid)
    return rows.filter(**{f"{spec.version_path}__uuid": part.version_uuid}).first()


def find_holder(part: Part) -> Any:
    """Return the row that holds, or is to hold, what is added under this name: the version, a course or a unit."""
    holder = PARTS[part.kind].holder
    if holder is not None:
        return find_part(Part(part.version_uuid, holder, part.uuid))
    is_itself = part.uuid == part.version_uuid
    return ProgrammeVersion.objects.filter(uuid=part.version_uuid).first() if is_itself else None


def plan_of(version: ProgrammeVersion) -> ProgrammePlan:
    """Return everything that makes a version, as plain values."""
    programme = version.programme
    occupation = programme.occupation
    tables = RecognitionTable.objects.filter(version=version).prefetch_related("credits")
    return ProgrammePlan(
        code=programme.code,
        kind=programme.kind,
        title=_text(programme, "title"),
        summary=_text(programme, "summary"),
        occupation_code=occupation.code if occupation else "",
        occupation_title=_text(occupation, "title") if occupation else {"zh": "", "en": ""},
        number=version.number,
        valid_from=version.valid_from,
        basis=_text(version, "basis"),
        courses=tuple(_course(course, programme) for course in list_courses(version)),
        requirements=tuple(_requirement(row) for row in version.requirements.order_by("position")),
        recognition=tuple(_recognition(table) for table in tables.order_by("valid_from")),
        equipment=tuple(_equipment(row) for row in list_equipment(version)),
        level=programme.level,
        standard=version.standard,
    )


def _text(row: Any, name: str) -> Text:
    return {"zh": getattr(row, f"{name}_zh"), "en": getattr(row, f"{name}_en")}


def _course(course: Course, programme: Programme) -> PlannedCourse:
    return PlannedCourse(
        code=course.code,
        title=_text(course, "title"),
        block=course.block,
        credits=course.credits,
        is_elective=course.is_elective,
        theory_minutes=course.theory_minutes,
        practice_minutes=course.practice_minutes,
        units=tuple(_unit(unit, programme) for unit in course.units.all()),
        requires=tuple(row.needs.code for row in course.prerequisites.all()),
    )


def _unit(unit: Unit, programme: Programme) -> PlannedUnit:
    lessons = tuple(_lesson(place.lesson, programme) for place in unit.places.all())
    return PlannedUnit(unit.code, _text(unit, "title"), unit.theory_minutes, unit.practice_minutes, lessons)


def _lesson(lesson: Lesson, programme: Programme) -> PlannedLesson:
    is_borrowed = lesson.owner_id not in (None, programme.pk)
    return PlannedLesson(lesson.code, _text(lesson, "title"), lesson.minutes, is_borrowed)


def _requirement(row: Requirement) -> PlannedRequirement:
    return PlannedRequirement(
        code=row.code,
        title=_text(row, "title"),
        kind=row.kind,
        share_percent=row.share_percent,
        examination_scheme=row.examination_scheme,
        rubric_code=row.rubric_code,
        theory_minutes=row.theory_minutes,
        practice_minutes=row.practice_minutes,
        minimum=row.minimum,
        block=row.block,
        certificate_kinds=tuple(row.certificate_kinds),
    )


def _equipment(row: EquipmentNeed) -> PlannedEquipment:
    return PlannedEquipment(
        kind=row.kind.code,
        title=_text(row.kind, "name"),
        count=row.count,
        per_people=row.per_people,
        teaching=row.teaching,
        course=row.course.code if row.course else "",
        unit=row.unit.code if row.unit else "",
    )


def _recognition(table: RecognitionTable) -> PlannedRecognition:
    return PlannedRecognition(
        valid_from=table.valid_from,
        cap_percent=table.cap_percent,
        cap_blocks=tuple(table.cap_blocks),
        credits={row.certificate_kind: row.credits for row in table.credits.all()},
        basis=_text(table, "basis"),
    )
