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
from courses.catalog.operations import load_programme_version, lock_programme, name_lesson
from courses.catalog.plans import (
    PlannedCourse,
    PlannedLesson,
    PlannedRecognition,
    PlannedRequirement,
    PlannedUnit,
    ProgrammePlan,
)
from courses.catalog.presentation import changes_since_published, difference_rows
from courses.catalog.queries import (
    get_published_version,
    get_version,
    lessons_in_order,
    lessons_of_version,
    list_courses,
    list_places,
    newest_published_versions,
    outline_of_version,
    plan_of,
    requirements_of_kind,
)
from courses.catalog.words import difference_text, threshold_text

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
    "changes_since_published",
    "difference_rows",
    "difference_text",
    "get_published_version",
    "get_version",
    "lessons_in_order",
    "lessons_of_version",
    "list_courses",
    "newest_published_versions",
    "plan_of",
    "list_places",
    "load_programme_version",
    "lock_programme",
    "name_lesson",
    "outline_of_version",
    "requirements_of_kind",
    "threshold_text",
]
