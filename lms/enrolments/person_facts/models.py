"""Corrections of what the records say of a person."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.accounts.api import Sex
from lms.core.crypto import EncryptedTextField
from lms.core.ids import new_uuid


class DecisionState(models.TextChoices):
    WAITING = "waiting", _("Waits for a second person")
    KEPT = "kept", pgettext_lazy("correction", "Kept")
    REFUSED = "refused", pgettext_lazy("correction", "Refused")


class CorrectionCause(models.TextChoices):
    TYPING = "typing", _("Typed wrongly at admission")
    AUTHORITY = "authority", _("Changed by the authority")
    PAPER = "paper", _("An identity paper shows it otherwise")
    OTHER = "other", pgettext_lazy("cause", "Other")


class PersonCorrection(models.Model):
    """One row asks to correct name, sex, date of birth or identity number of somebody in training. PERSONAL.

    It says what stood there before, what is right, why, and who. `name` is empty in rows that say nothing of it; the
    `number` is sealed, and emptied as soon as it is decided (it stands with the person, or nowhere), its last four
    characters stay.
    `explanation` says why sex or birth may differ from what the identity number holds. `refusal` says to the one who
    asked why it is not kept (empty where that one took it back, and in older rows). Written by
    `person_facts.operations`; two people decide; what is decided stays as it is. Kept as long as the stay.
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
    name_before = models.CharField(max_length=100, blank=True, default="")
    name = models.CharField(max_length=100, blank=True, default="")
    last4_before = models.CharField(max_length=4, blank=True, default="")
    number = EncryptedTextField(blank=True, default="")
    number_last4 = models.CharField(max_length=4, blank=True, default="")
    cause = models.CharField(max_length=10, choices=CorrectionCause, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=200)
    explanation = models.CharField(max_length=200, blank=True)
    refusal = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=8, choices=DecisionState, default=DecisionState.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    client_key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("correction of a person")
        verbose_name_plural = _("corrections of people")
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
                | Q(born_before__isnull=True, birth_date__isnull=False)
                | ~Q(name=F("name_before"))
                | ~Q(number_last4=""),
                name="person_correction_changes_something",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(number=""), name="decided_person_correction_keeps_no_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state}"

    @property
    def is_of_name(self) -> bool:
        """Return whether the name is what is to change, or changed."""
        return self.name != self.name_before

    @property
    def is_taken_back(self) -> bool:
        """Return whether the one who asked took it back, which nobody refused."""
        return self.state == DecisionState.REFUSED and self.decided_by_id == self.asked_by_id
