"""Signed credentials, byte for byte."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.issuing.keys.models import SigningKey
from certificates.issuing.models import Credential


class SignedCredential(models.Model):
    """One row is the signed JSON of one credential, which is never written anew. PERSONAL: it holds the name.

    Insert-only (triggers); kept for ever, as the log and the document hold the digest of just these bytes.
    """

    credential = models.OneToOneField(Credential, on_delete=models.PROTECT, related_name="signed")
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="signed")
    content = models.BinaryField()
    content_sha256 = models.CharField(max_length=64, unique=True)
    signed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("signed credential")
        verbose_name_plural = _("signed credentials")

    def __str__(self) -> str:
        return self.content_sha256
