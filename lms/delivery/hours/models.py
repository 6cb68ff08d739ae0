"""The ledger of minutes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid
from lms.delivery.register.models import Register
from lms.delivery.timetable.models import TeachingKind


class Measure(models.TextChoices):
    PLANNED = "planned", _("Planned")
    DELIVERED = "delivered", _("Delivered")
    ATTENDED = "attended", _("Attended")


class HoursEntry(models.Model):
    """One row is minutes of one enrolment from one locked register. PERSONAL. Kept ten years after the enrolment.

    Insert-only (triggers). A correction is a reversal row, with the minutes taken back, and a new row; both name the
    correction. Written by `register.operations` only.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="hours_entries"
    )
    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="hours_entries")
    course = models.ForeignKey("catalog.Course", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("catalog.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=TeachingKind)
    measure = models.CharField(max_length=10, choices=Measure)
    minutes = models.IntegerField()
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    correction = models.ForeignKey(
        "delivery.Correction", on_delete=models.PROTECT, null=True, related_name="hours_entries"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("entry of the hours ledger")
        verbose_name_plural = _("entries of the hours ledger")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, minutes__gte=0)
                | Q(reverses__isnull=False, minutes__lte=0, correction__isnull=False),
                name="hours_taken_back_only_by_a_reversal",
            ),
            models.UniqueConstraint(
                fields=["register", "enrolment", "measure"],
                condition=Q(correction__isnull=True),
                name="hours_once_per_register",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.measure} {self.minutes}"
