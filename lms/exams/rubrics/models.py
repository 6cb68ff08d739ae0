"""Rows of practical tasks and their rubrics."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid
from lms.core.language import pick


class PracticalTask(models.Model):
    """One row is the identity of a practical task, whatever its wording. Packs add; kept for ever.

    `bank` is the code of the programme whose pack brought it and may change it; empty: nobody's yet.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=40, unique=True)
    bank = models.CharField(max_length=30, blank=True, editable=False)

    class Meta:
        verbose_name = _("practical task")
        verbose_name_plural = _("practical tasks")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class RubricVersion(models.Model):
    """One row is one wording of a practical task with its criteria. Never edited: a change is a further row.

    `criteria` is a list of {id, zh, en, marks} whose marks add up to 100; `veto` a list of {id, zh, en}: one of
    these fails the task whatever the marks (`veto_item` 否决项). Kept for ever, not personal.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    task = models.ForeignKey(PracticalTask, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    title_zh = models.CharField(_("Chinese title"), max_length=150)
    title_en = models.CharField(_("English title"), max_length=250, blank=True)
    subject_zh = models.CharField(_("subject (Chinese)"), max_length=150, blank=True)
    subject_en = models.CharField(_("subject (English)"), max_length=250, blank=True)
    instruction_zh = models.TextField(_("what the candidate is told (Chinese)"))
    instruction_en = models.TextField(_("what the candidate is told (English)"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(1)])
    pass_percent = models.PositiveSmallIntegerField(
        _("pass mark in percent"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    tools = models.JSONField(default=list)
    criteria = models.JSONField()
    veto = models.JSONField(default=list)
    source = models.CharField(max_length=300, blank=True)
    source_year = models.PositiveSmallIntegerField(null=True, blank=True)
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        ordering = ["task", "number"]
        constraints = [
            models.UniqueConstraint(fields=["task", "number"], name="rubric_number_once_per_task"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="rubric_lasts_a_minute"),
            models.CheckConstraint(
                condition=Q(pass_percent__range=(1, 100)), name="rubric_pass_mark_is_a_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id}.{self.number}"

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return pick(self, "title")

    @property
    def subject(self) -> str:
        """Return the subject in the reader's language."""
        return pick(self, "subject")

    @property
    def instruction(self) -> str:
        """Return what the candidate is told, in the reader's language."""
        return pick(self, "instruction")
