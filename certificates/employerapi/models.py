"""One table: the keys of employers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.employerapi.rules import LONGEST_NAME
from lms.core.ids import new_uuid


class EmployerKey(models.Model):
    """One row is a key with which programs of an employer check certificates. Kept for ever, not personal.

    Only the keyed hash of its secret is here. People of the employer make and revoke it, staff revoke it. Of its use
    the last day is kept: not what was asked, nor how often.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    employer = models.ForeignKey("organisations.Employer", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the key"), max_length=LONGEST_NAME)
    secret_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    client_key = models.UUIDField(unique=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("ends"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    last_used_date = models.DateField(_("last used"), null=True)

    class Meta:
        verbose_name = _("key of an employer")
        verbose_name_plural = _("keys of employers")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="employer_key_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("made_at")),
                name="employer_key_revoked_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
