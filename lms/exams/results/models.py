"""Rows of frozen sets of results: what one officer proposed, and what another one decided."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid


class SetState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("results", "Waits for a second person")
    RELEASED = "released", pgettext_lazy("results", "Released")
    RETURNED = "returned", pgettext_lazy("results", "Sent back")


class ResultSet(models.Model):
    """One row is a set of a sitting's results as one officer froze it; another one releases it or sends it back.

    `digest` covers the values of its rows: if they are not what counts any more, nobody can release it. Decided once,
    then never changed (triggers). `left_out` lists {"candidate", "why"} of those who could not be in it, `outcomes`
    counts {"candidates", "passed", "told"}. PERSONAL by reference; kept ten years.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    sitting = models.ForeignKey("exams.Sitting", on_delete=models.PROTECT, related_name="result_sets")
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=SetState, default=SetState.WAITING)
    digest = models.CharField(max_length=64)
    left_out = models.JSONField()
    outcomes = models.JSONField()
    client_key = models.UUIDField(unique=True)
    frozen_by = models.UUIDField()
    frozen_at = models.DateTimeField(_("frozen"))
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("set of results")
        verbose_name_plural = _("sets of results")
        ordering = ["sitting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "number"], name="result_set_number_once_per_sitting"),
            models.UniqueConstraint(
                fields=["sitting"], condition=Q(state="waiting"), name="result_set_one_waits_per_sitting"
            ),
            models.CheckConstraint(condition=Q(state__in=SetState.values), name="result_set_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="result_set_decision_has_its_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | ~Q(decided_by=F("frozen_by")),
                name="result_set_released_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(decision_reason=""),
                name="result_set_sent_back_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id}.{self.number}"


class ResultSetRow(models.Model):
    """One row puts one result into a frozen set, with the values that its digest covers. PERSONAL by reference.

    Insert-only (triggers), kept with the set. `values` is written as `rules.values_of` says.
    """

    result_set = models.ForeignKey(ResultSet, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveSmallIntegerField()
    result = models.ForeignKey("exams.Result", on_delete=models.PROTECT, related_name="set_rows")
    values = models.JSONField()

    class Meta:
        ordering = ["result_set", "position"]
        constraints = [
            models.UniqueConstraint(fields=["result_set", "position"], name="result_set_position_once"),
            models.UniqueConstraint(fields=["result_set", "result"], name="result_once_per_set"),
        ]

    def __str__(self) -> str:
        return f"{self.result_set_id}.{self.position}"
