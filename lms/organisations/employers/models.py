"""One table: what placement officers decided about employers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid
from lms.organisations.employers.rules import Decision

LONGEST_NOTE = 1000


class DecisionKind(models.TextChoices):
    LOOKED_AT = Decision.LOOKED_AT, _("First of two stands for it")
    VERIFIED = Decision.VERIFIED, pgettext_lazy("employer", "Verified")
    REFUSED = Decision.REFUSED, pgettext_lazy("employer", "Refused")
    SUSPENDED = Decision.SUSPENDED, pgettext_lazy("employer", "Suspended")
    LIFT_LOOKED_AT = Decision.LIFT_LOOKED_AT, _("First of two would lift the suspension")
    LIFTED = Decision.LIFTED, _("Suspension lifted")


class EmployerDecision(models.Model):
    """One row is a decision of a placement officer about an employer: what was checked, the reason, who, when.

    Insert-only (triggers): a later decision is a further row. Kept for ever, not personal.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    employer = models.ForeignKey("organisations.Employer", on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=DecisionKind)
    checks = models.JSONField(default=list)
    note = models.TextField(max_length=LONGEST_NOTE, blank=True)
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision about an employer")
        verbose_name_plural = _("decisions about employers")
        ordering = ["employer", "number"]
        constraints = [
            models.UniqueConstraint(fields=["employer", "number"], name="employer_decision_once_per_number"),
            models.CheckConstraint(
                condition=~Q(note="") | Q(kind__in=[Decision.LOOKED_AT, Decision.VERIFIED]),
                name="employer_decision_against_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer_id} {self.number} {self.kind}"
