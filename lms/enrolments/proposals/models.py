"""Plans that were proposed for sites, and weekly lists of people at risk: written once, never changed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid


class PlanProposal(models.Model):
    """One row is a plan that somebody asked for: which classes a site could open, and who joins. PERSONAL.

    Insert-only (triggers), but for `outcome`, which the worker fills once: the plan, the hash of what it was made from,
    its bound. `fixes` is what staff decided beforehand. People are named by their stays. Written by
    `proposals.operations`; registrars of the site read it; kept ten years, as the stays.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    site = models.ForeignKey("organisations.Site", on_delete=models.PROTECT, related_name="+")
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    fixes = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    client_key = models.UUIDField(unique=True)
    outcome = models.JSONField(null=True)

    class Meta:
        verbose_name = _("proposed plan")
        verbose_name_plural = _("proposed plans")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["site", "at"], name="plan_proposal_by_site")]

    def __str__(self) -> str:
        return f"{self.uuid}"

    @property
    def planned_before(self) -> dict[str, Any]:
        """The last plan with classes that this one goes back to; empty without one.

        One that was impossible with what staff had fixed is passed over: what it was made around still holds.
        """
        row = self.based_on
        while row is not None and not (row.outcome and not row.outcome.get("conflicts")):
            row = row.based_on
        return row.outcome if row is not None else {}


class RiskList(models.Model):
    """One row is the list of one week: who of a site will not reach the target by forecast, and why. PERSONAL.

    Insert-only (triggers), but for `outcome`, which the worker fills once with numbers; who it names are rows of
    `PersonAtRisk`. `by` is empty on the weekly ones. Written by `proposals.operations`; registrars of the site read it;
    kept ten years, as the stays.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    site = models.ForeignKey("organisations.Site", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    client_key = models.UUIDField(unique=True)
    outcome = models.JSONField(null=True)

    class Meta:
        verbose_name = _("list of people at risk")
        verbose_name_plural = _("lists of people at risk")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["site", "at"], name="risk_list_by_site")]

    def __str__(self) -> str:
        return f"{self.uuid}"


class PersonAtRisk(models.Model):
    """One row is one person whom a list names: why, and what can still be done, by the planner's codes. PERSONAL.

    Insert-only (triggers). Written with the list's outcome by `proposals.operations`; read and kept as the list.
    """

    risk_list = models.ForeignKey(RiskList, on_delete=models.PROTECT, related_name="people")
    stay = models.ForeignKey("enrolments.Admission", on_delete=models.PROTECT, related_name="+")
    danger = models.CharField(max_length=20)
    told = models.JSONField()

    class Meta:
        verbose_name = _("person at risk")
        verbose_name_plural = _("people at risk")
        ordering = ["risk_list", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["risk_list", "stay"], name="person_at_risk_once_per_list"),
        ]

    def __str__(self) -> str:
        return f"{self.risk_list_id} {self.stay_id}"
