"""Corrections of sex and date of birth."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.accounts.api import Sex
from lms.core.ids import new_uuid


class DecisionState(models.TextChoices):
    WAITING = "waiting", _("Waits for a second person")
    KEPT = "kept", pgettext_lazy("correction", "Kept")
    REFUSED = "refused", pgettext_lazy("correction", "Refused")


class PersonCorrection(models.Model):
    """One row asks to correct sex and date of birth of somebody in training: before, after, why, and who. PERSONAL.

    `explanation` says why it may differ from what the identity number holds. Written by `person_facts.operations`; two
    people decide; what is decided stays as it is. Kept as long as the stay.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    admission = models.ForeignKey(
        "enrolments.Admission", on_delete=models.PROTECT, related_name="person_corrections"
    )
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="corrections")
    sex_before = models.CharField(max_length=6, choices=Sex, blank=True)
    born_before = models.DateField(null=True)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    explanation = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=DecisionState, default=DecisionState.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    client_key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("correction of sex or date of birth")
        verbose_name_plural = _("corrections of sex or date of birth")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="waiting"), name="person_correction_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="person_correction_is_decided_by_somebody",
            ),
            # Whoever asked may take it back, never keep it alone.
            models.CheckConstraint(
                condition=~Q(state="kept", decided_by=F("asked_by")),
                name="person_correction_is_kept_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(sex=F("sex_before"))
                | ~Q(birth_date=F("born_before"))
                | Q(born_before__isnull=True, birth_date__isnull=False),
                name="person_correction_changes_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state}"
