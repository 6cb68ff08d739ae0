"""Which key sealed which document, and what an authority said of the seal."""

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


class DocumentStamp(models.Model):
    """One row is what an authority said of one signature of a document (RFC 3161), or why it said nothing.

    `imprint` is the SHA-256 of the raw signature. Without a token the seal has no time-stamp, for good.
    Insert-only (triggers); kept for ever, as the document cannot be made again without it; not personal.
    """

    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="stamps")
    imprint = models.CharField(max_length=64)
    token = models.BinaryField()
    authority = models.CharField(max_length=200, blank=True)
    stamped_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("time-stamp of a document")
        verbose_name_plural = _("time-stamps of documents")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=("credential", "imprint"), name="document_stamp_once"),
            models.CheckConstraint(
                condition=models.Q(stamped_at__isnull=False, reason="")
                | (models.Q(stamped_at__isnull=True) & ~models.Q(reason="")),
                name="document_stamp_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credential_id} {self.stamped_at or self.reason}"
