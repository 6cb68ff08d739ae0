"""Rows of results."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid


class Result(models.Model):
    """One row is the mark of one attempt under one version of its key. PERSONAL. Kept ten years.

    Never edited, but that it is released (triggers): under a corrected key, when a later receipt covers other answers,
    and when an appeal had a further person mark (`round`), the attempt gets a further row. The one of the newest
    receipt counts, then of the newest key, then of the highest round.
    `answers_digest` equals the digest on that receipt: what was marked is what was handed in. `by_hand` holds by item,
    as exact numbers, what answers were worth that somebody marked; `marks_digest` covers the rows that this came from.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    attempt = models.ForeignKey("exams.Attempt", on_delete=models.PROTECT, related_name="results")
    score = models.DecimalField(max_digits=7, decimal_places=2)
    max_score = models.DecimalField(max_digits=7, decimal_places=2)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    passed = models.BooleanField()
    key_version = models.PositiveSmallIntegerField()
    receipt_number = models.PositiveSmallIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=0)
    answers_digest = models.CharField(max_length=64)
    by_hand = models.JSONField(default=dict)
    marks_digest = models.CharField(max_length=64, blank=True, default="")
    marked_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["-marked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "receipt_number", "key_version", "round"],
                name="result_once_per_receipt_key_and_round",
            ),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=F("max_score")), name="result_score_in_range"
            ),
            models.CheckConstraint(condition=Q(percent__range=(0, 100)), name="result_percent_is_a_percent"),
        ]
        # The second copy asks every two seconds what was marked and told of late.
        indexes = [
            models.Index(fields=["marked_at"], name="result_by_time_of_marking"),
            models.Index(fields=["released_at"], name="result_by_time_of_release"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.percent}"

    @property
    def rank(self) -> tuple[int, int, int]:
        """Return what decides which result of an attempt counts: the highest does."""
        return self.receipt_number, self.key_version, self.round
