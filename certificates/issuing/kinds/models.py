"""Definitions of kinds: each version says from which day on it holds, and nothing changes it afterwards."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.issuing.closings import Closing
from certificates.issuing.names import CredentialKind
from certificates.issuing.numbers.rules import NumberRule
from certificates.issuing.proposals.models import Approval
from lms.core.ids import new_uuid


class Occasion(models.TextChoices):
    """What begins the issuing: the completion alone, or a batch that two people make."""

    COMPLETION = "completion", _("On completion")
    BATCH = "batch", _("In a batch")


class Signatory(models.TextChoices):
    """Who stands on the paper: by name above a line, or with a seal."""

    PRINCIPAL = "principal", _("Principal")
    SCHOOL_SEAL = "school_seal", _("Seal of the school")
    ASSESSMENT_BODY_SEAL = "assessment_body_seal", _("Seal of the assessment body")


class KindDefinition(models.Model):
    """One row is one version of what a kind of credential is, from a day on. Insert-only (triggers); kept for ever.

    `fields`: names of what the frozen content must hold and may not be empty. `signatories`: who stands on the paper.
    `valid_months`: None is for life. A credential keeps the version it was made by. Not personal.
    """

    kind = models.CharField(_("kind"), max_length=30, choices=CredentialKind)
    version = models.PositiveSmallIntegerField(_("version"))
    from_date = models.DateField(_("in force from"))
    fields = models.JSONField()
    number_rule = models.CharField(max_length=12, choices=[(rule.value, rule.value) for rule in NumberRule])
    number_prefix = models.CharField(max_length=2, blank=True)
    template = models.CharField(max_length=40)
    valid_months = models.PositiveSmallIntegerField(null=True)
    signatories = models.JSONField()
    occasion = models.CharField(max_length=12, choices=Occasion)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("definition of a kind")
        verbose_name_plural = _("definitions of kinds")
        ordering = ["kind", "version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="kind_version_once"),
            models.UniqueConstraint(fields=["kind", "from_date"], name="kind_version_of_a_day_once"),
            models.CheckConstraint(
                condition=Q(number_rule="random") & ~Q(number_prefix="")
                | ~Q(number_rule="random") & Q(number_prefix=""),
                name="kind_prefix_is_of_random_numbers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


LONGEST_VALIDITY = 600  # months


class KindProposal(models.Model):
    """One row is what an officer proposes for a kind from a day on: how long it is in force, and who stands on it.

    Insert-only (triggers); kept for ever. Not personal.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    kind = models.CharField(pgettext_lazy("certificate", "kind"), max_length=30, choices=CredentialKind)
    from_date = models.DateField(_("in force from"))
    valid_months = models.PositiveSmallIntegerField(null=True)
    signatories = models.JSONField()
    by = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("proposed version of a kind")
        verbose_name_plural = _("proposed versions of kinds")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_months__isnull=True) | Q(valid_months__range=(1, LONGEST_VALIDITY)),
                name="kind_validity_is_months_or_life",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.from_date}"


class KindApproval(Approval):
    """One row is the administration's yes, and the version that came of it. Insert-only (triggers). Not personal."""

    proposal = models.OneToOneField(KindProposal, on_delete=models.PROTECT, related_name="approval")
    definition = models.OneToOneField(KindDefinition, on_delete=models.PROTECT, related_name="approval")


class KindClosing(Closing):
    """One row is the end of a proposed version without approval; see `Closing`."""

    proposal = models.OneToOneField(KindProposal, on_delete=models.PROTECT, related_name="closing")
