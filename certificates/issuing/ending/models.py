"""Requests to revoke, correct or replace a certificate."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.issuing.ending.rules import OPEN, RUNNING, Ending, Reason, RequestStep
from certificates.issuing.models import Credential
from lms.core.crypto import EncryptedTextField
from lms.core.ids import new_uuid


class EndingKind(models.TextChoices):
    REVOKE = Ending.REVOKE.value, pgettext_lazy("certificate", "Revoke")
    CORRECT = Ending.CORRECT.value, pgettext_lazy("certificate", "Correct")
    REPLACE = Ending.REPLACE.value, pgettext_lazy("certificate", "Replace")


class EndingReason(models.TextChoices):
    ISSUED_IN_ERROR = Reason.ISSUED_IN_ERROR.value, _("Issued in error")
    NOT_ELIGIBLE = Reason.NOT_ELIGIBLE.value, _("The requirements were not met")
    OBTAINED_BY_FRAUD = Reason.OBTAINED_BY_FRAUD.value, _("Obtained by fraud")
    RESULT_CORRECTED = Reason.RESULT_CORRECTED.value, _("A result was corrected and is no pass any more")
    ORDERED = Reason.ORDERED.value, _("Ordered by the authority in charge")
    ASKED_BY_HOLDER = Reason.ASKED_BY_HOLDER.value, _("The holder asked for it")
    TYPING_ERROR = Reason.TYPING_ERROR.value, _("Typing error")
    RECORD_WRONG = Reason.RECORD_WRONG.value, _("The record was wrong when it was issued")
    LOST = Reason.LOST.value, pgettext_lazy("certificate", "Lost")
    DAMAGED = Reason.DAMAGED.value, pgettext_lazy("certificate", "Damaged")
    NAME_CHANGED = Reason.NAME_CHANGED.value, _("Name changed by law")
    OTHER = Reason.OTHER.value, pgettext_lazy("reason", "Other")


class EndingState(models.TextChoices):
    REQUESTED = RequestStep.REQUESTED.value, pgettext_lazy("request", "Waits for a decision")
    APPROVED = RequestStep.APPROVED.value, pgettext_lazy("request", "The new one is being made")
    FAILED = RequestStep.FAILED.value, pgettext_lazy("request", "The new one could not be made")
    DONE = RequestStep.DONE.value, pgettext_lazy("request", "Done")
    REFUSED = RequestStep.REFUSED.value, pgettext_lazy("request", "Refused")
    WITHDRAWN = RequestStep.WITHDRAWN.value, pgettext_lazy("request", "Withdrawn")
    GIVEN_UP = RequestStep.GIVEN_UP.value, pgettext_lazy("request", "Given up")


class EndingRequest(models.Model):
    """One row asks to end one certificate. What it asks for is frozen (triggers). PERSONAL; kept for ever.

    Changed only by `ending.operations`. `note` never leaves the house. `content`: what the new certificate is to say,
    as a payload without a number, empty where nothing new is made. `requested_by` and `decided_by` are UUIDs of users;
    the database refuses that they are the same (I9). `answer`: why it was refused, failed or given up, in words.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="ending_requests")
    kind = models.CharField(_("what is to be done"), max_length=10, choices=EndingKind)
    reason = models.CharField(_("reason"), max_length=20, choices=EndingReason)
    note = EncryptedTextField(_("note"), blank=True)
    content = models.BinaryField(default=b"")
    state = models.CharField(_("state"), max_length=10, choices=EndingState, default=EndingState.REQUESTED)
    requested_by = models.UUIDField()
    requested_at = models.DateTimeField(_("requested at"))
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("request to end a certificate")
        verbose_name_plural = _("requests to end certificates")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["credential"],
                condition=Q(state__in=[step.value for step in OPEN]),
                name="ending_open_once_per_credential",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="ending_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(kind="revoke", content=b"") | (~Q(kind="revoke") & ~Q(content=b"")),
                name="ending_content_unless_revoked",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="requested", decided_by__isnull=True, decided_at__isnull=True, ended_at__isnull=True
                )
                | Q(
                    state="withdrawn",
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                    ended_at__isnull=False,
                )
                | Q(
                    state__in=[step.value for step in RUNNING],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    ended_at__isnull=True,
                )
                | Q(
                    state__in=["done", "refused", "given_up"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    ended_at__isnull=False,
                ),
                name="ending_state_has_its_instant",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
