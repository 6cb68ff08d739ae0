"""Rows of absences that are excused after the room was closed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext, pgettext_lazy

from lms.core.ids import new_uuid
from lms.exams.sittings.excused import ExcuseState


class Why(models.TextChoices):
    """Why somebody did not appear, as it is kept: no place and no circumstance is named."""

    MEDICAL = "medical", pgettext_lazy("absence", "Ill, with a note of a doctor or nurse")
    MOVED = "moved", pgettext_lazy("absence", "Left or was transferred before the day")
    SITE = "site", pgettext_lazy("absence", "The site could not let the person come")
    OTHER = "other", pgettext_lazy("absence", "Something else, in words")


class AbsenceExcuse(models.Model):
    """One row asks to excuse somebody who did not appear, or to take back (`undoes`) an excuse that holds.

    One examinations officer asks, another decides, once (triggers: what was asked never changes, nothing is deleted,
    and only who did not appear can be excused). Of one that was agreed nothing changes but that it was taken back.
    While it holds, the absence is no try (ADR 0215). `why` is for officers alone. PERSONAL; kept ten years.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    candidate = models.ForeignKey("exams.SittingCandidate", on_delete=models.PROTECT, related_name="excuses")
    undoes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    why = models.CharField(
        pgettext_lazy("absence", "Why the person did not appear"), max_length=10, choices=Why, blank=True
    )
    words = models.CharField(pgettext_lazy("absence", "in words"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=ExcuseState, default=ExcuseState.WAITING)
    client_key = models.UUIDField(unique=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("absence", "excused absence")
        verbose_name_plural = pgettext_lazy("absence", "excused absences")
        ordering = ["candidate", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate"],
                condition=Q(undoes__isnull=True, state__in=["waiting", "holds"]),
                name="absence_excused_once",
            ),
            models.UniqueConstraint(
                fields=["undoes"],
                condition=Q(undoes__isnull=False, state__in=["waiting", "holds"]),
                name="excuse_taken_back_once",
            ),
            models.CheckConstraint(
                condition=Q(undoes__isnull=True, why__in=Why.values) & (~Q(why="other") | ~Q(words=""))
                | Q(undoes__isnull=False, why="") & ~Q(words="") & ~Q(state="taken_back"),
                name="excuse_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | Q(
                    state__in=["holds", "refused", "taken_back"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="excuse_decision_has_its_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["holds", "taken_back"]) | ~Q(decided_by=F("asked_by")),
                name="excuse_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(decision_reason=""), name="excuse_refused_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.state}"

    @property
    def is_undoing(self) -> bool:
        """Return whether it asks to take an excuse back."""
        return self.undoes_id is not None

    @property
    def is_given_up(self) -> bool:
        """Return whether its own asker decided against it: nobody else has said anything."""
        return self.state == ExcuseState.REFUSED and self.decided_by == self.asked_by

    @property
    def state_word(self) -> str:
        """Return the state in words; what its own asker decided against was taken back before anybody agreed."""
        return pgettext("excuse", "Given up by who asked") if self.is_given_up else self.get_state_display()
