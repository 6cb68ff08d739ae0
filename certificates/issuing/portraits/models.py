"""Photographs that certificates print."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.crypto import EncryptedTextField
from lms.core.ids import new_uuid


class Portrait(models.Model):
    """One row is a photograph of one person for certificates; the newest one is printed. PERSONAL.

    `content` is the JPEG in base64, sealed, without what a camera noted; `sha256` is of the JPEG, and a certificate's
    frozen content names it. Insert-only (triggers); kept as long as the person's certificates.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="portraits")
    content = EncryptedTextField()
    sha256 = models.CharField(max_length=64)
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name = _("photograph of a person")
        verbose_name_plural = _("photographs of people")
        ordering = ["pk"]
        # The newest of a person, and the one that a certificate names.
        indexes = [models.Index(fields=["person", "sha256"], name="portrait_of_a_certificate")]

    def __str__(self) -> str:
        return str(self.uuid)
