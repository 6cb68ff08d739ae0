"""Which absences do not count: those that two officers have excused after the room was closed (ADR 0215)."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils.translation import pgettext_lazy

from lms.exams.sittings.models import SittingCandidate


class ExcuseState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("excuse", "Waits for a second officer")
    HOLDS = "holds", pgettext_lazy("excuse", "Agreed")
    REFUSED = "refused", pgettext_lazy("excuse", "Not agreed")
    TAKEN_BACK = "taken_back", pgettext_lazy("excuse", "Held, and was taken back")


def excused(candidate: str = "candidate") -> Exists:
    """Return the condition on rows that the absence of their candidate, named by its way, is excused."""
    rows = SittingCandidate.objects.filter(excuses__undoes=None, excuses__state=ExcuseState.HOLDS)
    return Exists(rows.filter(pk=OuterRef(candidate)))


def excuse_stand() -> Subquery:
    """Return where the last request to excuse a candidate stands, None without one; one that was given up is none."""
    rows = SittingCandidate.objects.filter(pk=OuterRef("pk"), excuses__undoes=None, excuses__isnull=False)
    # By annotations, so that the condition is about the same request, not about the person's others.
    rows = rows.annotate(
        stand=F("excuses__state"), asker=F("excuses__asked_by"), decider=F("excuses__decided_by")
    )
    rows = rows.exclude(stand=ExcuseState.REFUSED, decider=F("asker"))
    return Subquery(rows.order_by("-excuses__pk").values("stand")[:1])
