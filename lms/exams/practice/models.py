"""Rows of practice. They are the learner's own notes: no result, no evidence, nothing that staff look at."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid
from lms.exams.practice.rules import BOXES


class PracticeAnswer(models.Model):
    """One row is one checked practice answer. PERSONAL; read by its trainee only. Kept a year after training ends.

    `client_key` is made of the form's key and what was sent: the same form sent twice is one row.
    """

    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="practice_answers")
    item_version = models.ForeignKey("exams.ItemVersion", on_delete=models.PROTECT, related_name="+")
    response = models.JSONField(null=True)
    is_right = models.BooleanField()
    answered_at = models.DateTimeField()
    client_key = models.UUIDField()

    class Meta:
        verbose_name = _("practice answer")
        verbose_name_plural = _("practice answers")
        ordering = ["answered_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "client_key"], name="practice_answer_once_per_form"),
        ]

    def __str__(self) -> str:
        return f"{self.item_version_id} {self.is_right}"


class PracticeBox(models.Model):
    """One row is how well one trainee knows one item that was missed once. PERSONAL; kept with the answers.

    `due_on` is a day at the site; no day means learnt: it does not come again until it is missed again.
    """

    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="practice_boxes")
    item = models.ForeignKey("exams.Item", on_delete=models.PROTECT, related_name="+")
    box = models.PositiveSmallIntegerField()
    due_on = models.DateField(null=True)
    moved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("practice box")
        verbose_name_plural = _("practice boxes")
        ordering = ["due_on", "moved_at"]
        constraints = [
            models.UniqueConstraint(fields=["person", "item"], name="practice_box_once_per_item"),
            models.CheckConstraint(condition=Q(box__range=(1, BOXES)), name="practice_box_is_one_of_five"),
        ]
        indexes = [
            # "What does this trainee repeat today?"
            models.Index(fields=["person", "due_on"], name="practice_box_by_due_day"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} in {self.box}"


class MockExam(models.Model):
    """One row is one mock examination of one trainee. PERSONAL; read by its trainee only. Kept with the answers."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="mock_exams")
    scheme = models.ForeignKey("exams.ExaminationScheme", on_delete=models.PROTECT, related_name="+")
    seed = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    deadline = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mock examination")
        verbose_name_plural = _("mock examinations")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scheme"], condition=Q(handed_in_at=None), name="mock_exam_one_open"
            ),
            models.CheckConstraint(condition=Q(deadline__gt=F("started_at")), name="mock_exam_has_time"),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"


class MockQuestion(models.Model):
    """One row is one question of a mock examination with the answer given so far. PERSONAL by reference; kept with it.

    It names a version, and versions never change: what was asked stays what was asked.
    """

    mock = models.ForeignKey(MockExam, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    item_version = models.ForeignKey("exams.ItemVersion", on_delete=models.PROTECT, related_name="+")
    marks = models.DecimalField(max_digits=6, decimal_places=2)
    response = models.JSONField(null=True)

    class Meta:
        ordering = ["mock", "number"]
        constraints = [
            models.UniqueConstraint(fields=["mock", "number"], name="mock_question_number_once"),
            models.UniqueConstraint(fields=["mock", "item_version"], name="mock_question_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mock_id}/{self.number}"
