"""The row that takes back what was noted by mistake about somebody at a practical examination."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid
from lms.exams.practical.models import ConflictOfInterest, PracticalCandidate


class TakenBack(models.Model):
    """One row takes back, for a reason, that a candidate did not appear, or that an assessor may not mark a person.

    PERSONAL by reference. Insert-only (triggers), written by officers; kept ten years. The same may be noted again.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    candidate = models.ForeignKey(
        PracticalCandidate, null=True, on_delete=models.PROTECT, related_name="taken_back"
    )
    conflict = models.OneToOneField(
        ConflictOfInterest, null=True, on_delete=models.PROTECT, related_name="taken_back"
    )
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField()
    actor_uuid = models.UUIDField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(candidate__isnull=False, conflict__isnull=True)
                | Q(candidate__isnull=True, conflict__isnull=False),
                name="taken_back_is_one_thing",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="taken_back_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id or self.conflict_id}"
