"""Rows of photographs of candidates' work at practical examinations, and of those that were struck out."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid
from lms.exams.practical.models import DrawnTask, PanelMember


class WorkPhoto(models.Model):
    """One row is one photograph of what a candidate made of a task, drawn anew without its notes. PERSONAL.

    Insert-only (triggers); kept ten years with the examination, never deleted before. `file` is a name in the private
    store, `sha256` is of what is stored there.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    task = models.ForeignKey(DrawnTask, on_delete=models.PROTECT, related_name="photos")
    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="photos")
    number = models.PositiveSmallIntegerField()
    file = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    client_key = models.UUIDField(unique=True)
    at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("photo of work")
        verbose_name_plural = _("photos of work")
        ordering = ["task", "number"]
        constraints = [
            models.UniqueConstraint(fields=["task", "number"], name="photo_number_once_per_task"),
            models.UniqueConstraint(fields=["task", "sha256"], name="photo_once_per_task"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id}.{self.number}"


class StruckPhoto(models.Model):
    """One row strikes out a photograph for a reason: it stays, and is shown as struck out. Insert-only (triggers)."""

    photo = models.OneToOneField(WorkPhoto, on_delete=models.PROTECT, related_name="struck")
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField()
    actor_uuid = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("photo struck out")
        verbose_name_plural = _("photos struck out")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="photo_struck_for_a_reason")]

    def __str__(self) -> str:
        return f"{self.photo_id}"
