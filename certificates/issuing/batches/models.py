"""Batches and their entries."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.issuing.batches.rules import BatchStep, EntryStep
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.models import Credential
from lms.core.ids import new_uuid


class BatchState(models.TextChoices):
    PREPARED = BatchStep.PREPARED.value, pgettext_lazy("batch", "Waits for approval")
    APPROVED = BatchStep.APPROVED.value, pgettext_lazy("batch", "Approved")
    CANCELLED = BatchStep.CANCELLED.value, pgettext_lazy("batch", "Cancelled")


class EntryState(models.TextChoices):
    WAITING = EntryStep.WAITING.value, pgettext_lazy("entry of a batch", "Waiting")
    ISSUED = EntryStep.ISSUED.value, pgettext_lazy("entry of a batch", "Issued")
    FAILED = EntryStep.FAILED.value, pgettext_lazy("entry of a batch", "Failed")
    DROPPED = EntryStep.DROPPED.value, pgettext_lazy("entry of a batch", "Dropped")


class Batch(models.Model):
    """One row is a batch of one kind and school. Changed only by `batches.operations`; kept for ever.

    `prepared_by` and `approved_by` are the UUIDs of users; the database refuses that they are the same (I9).
    `goes_with`: of transcripts the batch of certificates that they are prepared, approved and cancelled with; each is
    issued when the certificate of the same person is. Not personal.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=30, choices=CredentialKind)
    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="batches")
    state = models.CharField(_("state"), max_length=10, choices=BatchState, default=BatchState.PREPARED)
    prepared_by = models.UUIDField()
    prepared_at = models.DateTimeField(_("prepared at"))
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)
    cancelled_at = models.DateTimeField(null=True)
    goes_with = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="transcripts")

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="batch_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="prepared",
                    approved_by__isnull=True,
                    approved_at__isnull=True,
                    cancelled_at__isnull=True,
                )
                | Q(
                    state="approved",
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    cancelled_at__isnull=True,
                )
                | Q(
                    state="cancelled",
                    approved_by__isnull=True,
                    approved_at__isnull=True,
                    cancelled_at__isnull=False,
                ),
                name="batch_state_has_its_instant",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class BatchEntry(models.Model):
    """One row is one enrolment in a batch. Changed only by `batches.operations`; kept for ever. PERSONAL.

    `kind` is the batch's. `is_live` ends when the entry is dropped or the batch cancelled: an enrolment is in one live
    batch of a kind. `reason` says in words why it failed or was dropped; `tries` names the job of each try.
    `reissues`: the revoked certificate in whose place one is issued again; each is in one live batch, too.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="entries")
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="batch_entries"
    )
    kind = models.CharField(max_length=30, choices=CredentialKind)
    is_live = models.BooleanField(default=True)
    state = models.CharField(_("state"), max_length=10, choices=EntryState, default=EntryState.WAITING)
    credential = models.OneToOneField(
        Credential, on_delete=models.PROTECT, null=True, related_name="batch_entry"
    )
    reissues = models.ForeignKey(
        Credential, on_delete=models.PROTECT, null=True, related_name="reissuing_entries"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("entry of a batch")
        verbose_name_plural = _("entries of batches")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "enrolment"], name="batch_entry_once"),
            models.UniqueConstraint(
                fields=["enrolment", "kind"],
                condition=Q(is_live=True, reissues__isnull=True),
                name="batch_entry_live_once",
            ),
            models.UniqueConstraint(
                fields=["reissues"], condition=Q(is_live=True), name="batch_entry_reissues_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="issued") | Q(credential__isnull=False),
                name="batch_entry_issued_has_credential",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
