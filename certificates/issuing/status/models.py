"""Status lists, what was drawn for each credential, and which were revoked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.issuing.models import Credential
from lms.core.ids import new_uuid


class StatusList(models.Model):
    """One row is one public list of 131,072 bits for all places of the issuer, with its signed bytes.

    Changed only by `status.operations`; kept for ever. Not personal: a bit says nothing about whose it is.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    name = models.CharField(max_length=20, unique=True)
    taken = models.PositiveIntegerField(default=0)
    content = models.BinaryField(default=b"")
    covered = models.PositiveIntegerField(default=0)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("status list")
        verbose_name_plural = _("status lists")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class StatusEntry(models.Model):
    """One row is what was drawn for one credential: its place in a list, and its own and its subject's identifiers.

    Insert-only (triggers), so that making the credential again after a crash makes the same one; kept for ever.
    """

    credential = models.OneToOneField(Credential, on_delete=models.PROTECT, related_name="status_entry")
    list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="entries")
    index = models.PositiveIntegerField()
    identifier = models.UUIDField(unique=True)
    subject_id = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("status entry")
        verbose_name_plural = _("status entries")
        constraints = [
            models.UniqueConstraint(fields=["list", "index"], name="status_index_once_per_list"),
        ]

    def __str__(self) -> str:
        return f"{self.list_id}#{self.index}"


class RevokedEntry(models.Model):
    """One row is one bit that is set, written in the transaction that revokes.

    Insert-only (triggers); kept for ever.
    """

    entry = models.OneToOneField(StatusEntry, on_delete=models.PROTECT, related_name="revoked")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("revoked entry")
        verbose_name_plural = _("revoked entries")

    def __str__(self) -> str:
        return str(self.entry_id)
