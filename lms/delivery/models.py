"""What a trainee has done in lessons. Refers to catalogue rows, so that pages may be moved, copied, deleted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid


class LessonProgress(models.Model):
    """One row is one enrolment's way through one lesson. PERSONAL. Changed only by `delivery.operations`.

    Kept as long as the enrolment.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="lesson_progress"
    )
    lesson = models.ForeignKey("catalog.Lesson", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("lesson progress")
        verbose_name_plural = _("lesson progress")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson"], name="lesson_progress_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.lesson_id}"
