"""The door to the catalogue for other apps."""

from courses.catalog.models import (
    Course,
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
from courses.catalog.operations import load_programme_version
from courses.catalog.plans import (
    PlannedCourse,
    PlannedLesson,
    PlannedRecognition,
    PlannedRequirement,
    PlannedUnit,
    ProgrammePlan,
)
from courses.catalog.queries import (
    get_published_version,
    lessons_of_version,
    list_courses,
    newest_published_versions,
    plan_of,
    requirements_of_kind,
    units_of_version,
)
from courses.catalog.words import threshold_text

__all__ = [
    "Course",
    "Lesson",
    "PlannedCourse",
    "PlannedLesson",
    "PlannedRecognition",
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
    "list_courses",
    "newest_published_versions",
    "plan_of",
    "load_programme_version",
    "requirements_of_kind",
    "threshold_text",
    "units_of_version",
]
