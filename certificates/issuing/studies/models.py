"""How long the schooling of a diploma programme is at a school."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid


class Schooling(models.Model):
    """One row says how many years a programme takes at a school; the newest one holds, and diplomas print it.

    Insert-only (triggers); written by `studies.operations`; kept for ever, not personal.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="schoolings")
    programme = models.ForeignKey("catalog.Programme", on_delete=models.PROTECT, related_name="schoolings")
    years = models.PositiveSmallIntegerField(_("length of schooling in years"))
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = _("length of schooling")
        verbose_name_plural = _("lengths of schooling")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(years__range=(1, 6)), name="schooling_is_one_to_six_years"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.programme_id} {self.years}"
