"""Which equipment the teaching of a version asks for. Part of a version: once that is published it never changes."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.equipment import MOST, Need
from lms.core.ids import new_uuid


class Teaching(models.TextChoices):
    """In which teaching equipment is needed."""

    THEORY = "theory", _("Theory")
    PRACTICE = "practice", pgettext_lazy("teaching", "Practice")


class EquipmentNeed(models.Model):
    """One row is a kind of equipment that a version, one of its courses or one of its units needs. Kept for ever.

    Without a course and a unit it holds for the whole version; with `per_people` for each group of so many people.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    version = models.ForeignKey(
        "catalog.ProgrammeVersion", on_delete=models.PROTECT, related_name="equipment"
    )
    course = models.ForeignKey(
        "catalog.Course", on_delete=models.PROTECT, null=True, blank=True, related_name="equipment"
    )
    unit = models.ForeignKey(
        "catalog.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="equipment"
    )
    position = models.PositiveSmallIntegerField()
    kind = models.ForeignKey("organisations.EquipmentKind", on_delete=models.PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField(_("how many"), default=1)
    per_people = models.PositiveSmallIntegerField(
        _("for each group of so many people"), null=True, blank=True
    )
    teaching = models.CharField(_("needed in"), max_length=10, choices=Teaching, blank=True)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"], name="equipment_position_once_per_version"
            ),
            models.UniqueConstraint(
                fields=["version", "kind"],
                condition=Q(course__isnull=True, unit__isnull=True),
                name="equipment_once_per_version",
                violation_error_message=_("This kind stands there already."),
            ),
            models.UniqueConstraint(
                fields=["course", "kind"],
                condition=Q(course__isnull=False),
                name="equipment_once_per_course",
                violation_error_message=_("This kind stands there already."),
            ),
            models.UniqueConstraint(
                fields=["unit", "kind"],
                condition=Q(unit__isnull=False),
                name="equipment_once_per_unit",
                violation_error_message=_("This kind stands there already."),
            ),
            models.CheckConstraint(
                condition=Q(course__isnull=True) | Q(unit__isnull=True),
                name="equipment_is_of_one_part",
                violation_error_message=_("Choose a course or a unit, not both."),
            ),
            models.CheckConstraint(
                condition=Q(count__range=(1, MOST)),
                name="equipment_is_of_something",
                violation_error_message=_("This is a number from 1 to 999."),
            ),
            models.CheckConstraint(
                condition=Q(per_people__isnull=True) | Q(per_people__range=(1, MOST)),
                name="equipment_is_for_somebody",
                violation_error_message=_("This is a number from 1 to 999."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.kind_id}"

    @property
    def code(self) -> str:
        """Return the code of its kind: what a list of parts calls it."""
        return self.kind.code

    @property
    def title(self) -> str:
        """Return the name of its kind in the reader's language."""
        return self.kind.name

    def clean(self) -> None:
        """Refuse a course or a unit of another version."""
        of_course = self.course is not None and self.course.version_id != self.version_id
        of_unit = self.unit is not None and self.unit.course.version_id != self.version_id
        if of_course or of_unit:
            raise ValidationError(_("This course or unit does not belong to the version."))

    def holds_for(self, course_id: int, unit_id: int | None, teaching: str) -> bool:
        """Return whether teaching this part in this way needs it."""
        is_part = self.unit_id == unit_id if self.unit_id else self.course_id in (None, course_id)
        return is_part and self.teaching in ("", teaching)

    def as_need(self) -> Need:
        """Return it as the rules take it; asks nothing where the kind is fetched already."""
        return Need(self.kind.code, self.count, self.per_people)


def needs_of_versions(versions: Iterable[int]) -> dict[int, list[EquipmentNeed]]:
    """Return what each of these versions needs, by its key, with the kinds; one query."""
    rows = EquipmentNeed.objects.filter(version__in=list(versions)).select_related("kind")
    found: dict[int, list[EquipmentNeed]] = {}
    for row in rows.order_by("version", "position"):
        found.setdefault(row.version_id, []).append(row)
    return found
