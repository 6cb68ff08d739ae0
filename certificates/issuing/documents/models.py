"""Which key sealed which document."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.issuing.keys.models import SigningKey
from certificates.issuing.models import Credential


class SealedDocument(models.Model):
    """One row says which key sealed the document of a credential, so that a stolen key's documents can be named.

    Insert-only (triggers); kept for ever.
    """

    credential = models.OneToOneField(Credential, on_delete=models.PROTECT, related_name="sealed")
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="sealed")
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sealed document")
        verbose_name_plural = _("sealed documents")

    def __str__(self) -> str:
        return str(self.credential_id)
