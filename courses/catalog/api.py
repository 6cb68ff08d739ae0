"""The door to the catalogue for other apps."""

from courses.catalog.models import (
    Lesson,
    Programme,
    ProgrammeKind,
    ProgrammeVersion,
    Requirement,
    RequirementKind,
    Unit,
    UnitLesson,
    VersionState,
)
from courses.catalog.operations import (
    PlannedLesson,
    PlannedRequirement,
    PlannedUnit,
    ProgrammePlan,
    load_programme_version,
)
from courses.catalog.queries import (
    get_published_version,
    lessons_of_version,
    list_places,
    requirements_of_kind,
)

__all__ = [
    "Lesson",
    "PlannedLesson",
    "PlannedRequirement",
    "PlannedUnit",
    "Programme",
    "ProgrammeKind",
    "ProgrammePlan",
    "ProgrammeVersion",
    "Requirement",
    "RequirementKind",
    "Unit",
    "UnitLesson",
    "VersionState",
    "get_published_version",
    "lessons_of_version",
    "list_places",
    "load_programme_version",
    "requirements_of_kind",
]
