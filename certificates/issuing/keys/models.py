"""Signing keys as rows: what they are for, who holds them, and since when they sign no more."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.issuing.keys.algorithms import Algorithm
from lms.core.ids import new_uuid


class Purpose(models.TextChoices):
    CREDENTIAL = "credential", _("Digital credentials and their status list")
    JWT = "jwt", _("Credentials as JWT")
    DOCUMENT = "document", _("Seal of documents")
    LOG = "log", _("Checkpoints of the register")
    SECOND = "second", _("Second signatures of digital credentials (SM2/SM3)")


ALGORITHMS = {
    Purpose.CREDENTIAL: Algorithm.ED25519,
    Purpose.JWT: Algorithm.ES256,
    Purpose.DOCUMENT: Algorithm.RS256,
    Purpose.LOG: Algorithm.ED25519,
    Purpose.SECOND: Algorithm.SM2,
}


class Custody(models.TextChoices):
    FILE = "file", _("Encrypted file")
    PKCS11 = "pkcs11", _("Security module (PKCS#11)")
    COMMAND = "command", _("External command")


class SigningKey(models.Model):
    """One row is one key pair; the private half is where `custody` and `locator` say, never here.

    Changed only by `keys.operations`, and only towards its end (triggers): retired, it signs nothing new and what it
    signed stays valid; removed, it was stolen, and nothing it signed is confirmed by it. Kept for ever, not personal.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    name = models.CharField(max_length=40, unique=True)
    purpose = models.CharField(max_length=20, choices=Purpose)
    algorithm = models.CharField(max_length=10, choices=Algorithm)
    custody = models.CharField(max_length=10, choices=Custody)
    locator = models.CharField(max_length=200)
    public = models.BinaryField()
    valid_from = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose"],
                condition=Q(retired_at__isnull=True),
                name="signing_key_one_in_use_per_purpose",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(retired_at__isnull=False),
                name="signing_key_removed_is_retired",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class KeyCertificate(models.Model):
    """One row is an X.509 certificate (DER) of a key; the newest of a key is put into what it signs.

    Insert-only (triggers), kept for ever: what was sealed with an earlier one is checked against it. Not personal.
    """

    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="certificates")
    content = models.BinaryField()
    content_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("certificate of a key")
        verbose_name_plural = _("certificates of keys")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.content_sha256
