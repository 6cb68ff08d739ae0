"""Definitions of kinds: each version says from which day on it holds, and nothing changes it afterwards."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.issuing.names import CredentialKind
from certificates.issuing.numbers.rules import NumberRule


class Occasion(models.TextChoices):
    """What begins the issuing: the completion alone, or a batch that two people make."""

    COMPLETION = "completion", _("On completion")
    BATCH = "batch", _("In a batch")


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
