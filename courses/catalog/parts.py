"""The parts of a version that can be edited one at a time, and what holds each."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from courses.catalog.equipment import EquipmentNeed
from courses.catalog.models import Course, Requirement, Unit, UnitLesson


class PartKind(TextChoices):
    COURSE = "course", _("Course")
    UNIT = "unit", _("Unit")
    LESSON = "lesson", _("Lesson")
    REQUIREMENT = "requirement", _("Requirement")
    EQUIPMENT = "equipment", _("Equipment")


@dataclass(frozen=True, slots=True)
class Part:
    """Names one part of one draft; when a part is added, the uuid is that of what will hold it."""

    version_uuid: UUID
    kind: PartKind
    uuid: UUID


@dataclass(frozen=True, slots=True)
class PartSpec:
    """How a kind of part is stored: its model, what holds it (None: the version), the way up to the version.

    What the field of its name says occurs once in a version; "" where parts have no names.
    """

    model: Any
    holder: PartKind | None
    holder_field: str
    version_path: str
    naming_field: str = "code"


PARTS: dict[PartKind, PartSpec] = {
    PartKind.COURSE: PartSpec(Course, None, "version", "version"),
    PartKind.UNIT: PartSpec(Unit, PartKind.COURSE, "course", "course__version"),
    PartKind.LESSON: PartSpec(UnitLesson, PartKind.UNIT, "unit", "unit__course__version", "lesson"),
    PartKind.REQUIREMENT: PartSpec(Requirement, None, "version", "version"),
    PartKind.EQUIPMENT: PartSpec(EquipmentNeed, None, "version", "version", ""),
}
