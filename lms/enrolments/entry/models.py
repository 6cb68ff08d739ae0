"""The row that says on what an enrolment rests."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid


class Ground(models.TextChoices):
    """Why somebody may apply for the examination, as application forms ask it."""

    ENTRY = "entry", _("Age and schooling are enough")
    LOWER_LEVEL = "lower_level", _("Holds the certificate of the level below")
    WORK = "work", _("Years of work in the trade")
    TRAINING = "training", _("Certificate of the full hours of training")
    STUDENT = "student", _("Student or graduate of the major")


class EligibilityBasis(models.Model):
    """One row says on what an enrolment rests: what was known on its day, and what was still open. PERSONAL.

    Insert-only (triggers), written by `enrol_trainee` only; kept as long as the enrolment. Who is enrolled again after
    a withdrawal is judged anew: a further row, and the last one holds. `rule` is what the setting said, `age` that on
    the day of the examination, or on the day of the enrolment where none was named.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    enrolment = models.ForeignKey("enrolments.Enrolment", on_delete=models.PROTECT, related_name="bases")
    resumption = models.OneToOneField(
        "enrolments.Resumption", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    rule = models.CharField(max_length=120, blank=True)
    ground = models.CharField(_("rests on"), max_length=12, choices=Ground, default=Ground.ENTRY)
    proof = models.CharField(_("proof"), max_length=200, blank=True)
    exam_date = models.DateField(_("day of the examination"), null=True, blank=True)
    age = models.PositiveSmallIntegerField(_("age"), null=True, blank=True)
    schooling = models.CharField(max_length=12, blank=True)
    is_fit = models.BooleanField(null=True, blank=True)
    unsettled = models.JSONField(default=list, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("basis of eligibility")
        verbose_name_plural = _("bases of eligibility")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(resumption__isnull=True),
                name="enrolment_began_on_one_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.ground}"
