"""The number that waits for a second look."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.crypto import EncryptedTextField
from lms.core.ids import new_uuid


class ClaimState(models.TextChoices):
    WAITING = "waiting", _("Waits for a second look")
    KEPT = "kept", pgettext_lazy("identity number", "Kept")
    DROPPED = "dropped", pgettext_lazy("identity number", "Dropped")


class IdentityClaim(models.Model):
    """One row is an identity number that somebody typed for a person without one. PERSONAL.

    The number is sealed, and emptied as soon as it is decided: then it stands with the person, or nowhere. Written by
    `identity.operations`; two people decide. Kept as long as the person.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="identity_claims")
    number = EncryptedTextField(blank=True, default="")
    state = models.CharField(max_length=8, choices=ClaimState, default=ClaimState.WAITING)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("identity number to be looked at")
        verbose_name_plural = _("identity numbers to be looked at")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="waiting"), name="identity_number_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by__isnull=True)
                | Q(number="", decided_by__isnull=False),
                name="decided_identity_number_is_not_kept_here",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state}"
