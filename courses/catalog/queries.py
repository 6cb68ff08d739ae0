"""Reads of the catalogue."""

from django.db.models import QuerySet

from courses.catalog.errors import VersionNotFound
from courses.catalog.models import (
    Lesson,
    ProgrammeVersion,
    Requirement,
    RequirementKind,
    UnitLesson,
    VersionState,
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


def lessons_of_version(version_id: int) -> QuerySet[Lesson]:
    """Return the lessons of a version in teaching order."""
    placed = Lesson.objects.filter(places__unit__version_id=version_id)
    return placed.order_by("places__unit__position", "places__position")


def list_places(version_id: int) -> QuerySet[UnitLesson]:
    """Return the places of a version's lessons in teaching order, each with its unit and its lesson."""
    placed = UnitLesson.objects.filter(unit__version_id=version_id).select_related("unit", "lesson")
    return placed.order_by("unit__position", "position")


def requirements_of_kind(version_id: int, kind: RequirementKind) -> QuerySet[Requirement]:
    """Return the requirements of one kind that a version has."""
    return Requirement.objects.filter(version_id=version_id, kind=kind)
