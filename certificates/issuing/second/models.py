"""Detached signatures over the stored bytes of signed credentials."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.issuing.digital.models import SignedCredential
from certificates.issuing.keys.models import SigningKey


class SecondSignature(models.Model):
    """One row is one signature (DER) over the exact JSON of one credential, made by `second.operations`.

    Insert-only (triggers), kept for ever: it counts until its key is removed as stolen, then another one is made. Not
    personal: a number that says nothing without the bytes.
    """

    signed = models.ForeignKey(SignedCredential, on_delete=models.PROTECT, related_name="second_signatures")
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="second_signatures")
    content = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("second signature")
        verbose_name_plural = _("second signatures")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["signed", "key"], name="second_signature_once_for_each_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.signed_id}"
