"""Register numbers, credentials with frozen content, and the public record that verification reads."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.issuing.kinds.models import CredentialKind, KindDefinition
from certificates.issuing.names import PublicStatus
from certificates.issuing.rules import State
from lms.core.crypto import EncryptedTextField
from lms.core.ids import new_uuid


class CredentialState(models.TextChoices):
    RESERVED = State.RESERVED.value, _("Being prepared")
    ISSUED = State.ISSUED.value, _("Issued")
    REVOKED = State.REVOKED.value, _("Revoked")
    REPLACED = State.REPLACED.value, _("Replaced")
    VOID = State.VOID.value, pgettext_lazy("certificate", "Void")


class RegisterNumber(models.Model):
    """One row is a number that was taken from the pool, in the transaction that made its credential.

    Insert-only (triggers), kept for ever: no number is used twice. Of those from a school's pool the serial tells which
    one it is. Not personal.
    """

    number = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=30, choices=CredentialKind)
    pool = models.ForeignKey(
        "certificates.NumberPool", on_delete=models.PROTECT, null=True, related_name="numbers"
    )
    serial = models.PositiveIntegerField(null=True)
    reserved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("register number")
        verbose_name_plural = _("register numbers")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["pool", "serial"], name="register_number_serial_once"),
            models.CheckConstraint(
                condition=Q(pool__isnull=True, serial__isnull=True)
                | Q(pool__isnull=False, serial__isnull=False),
                name="register_number_of_a_pool_has_a_serial",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Credential(models.Model):
    """One row is one award to one person. PERSONAL. Changed only by `issuing.operations`; kept for ever.

    The content (payload, number, token, enrolment) is frozen by triggers from the first write on: later
    changes of the person's or the school's row do not touch it. The document is a function of the payload.
    `replaces`: the one in whose place this is issued, which ends with it or was revoked before; both are in force at no
    instant.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=30, choices=CredentialKind)
    definition = models.ForeignKey(KindDefinition, on_delete=models.PROTECT, related_name="credentials")
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="credentials"
    )
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="credentials")
    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="credentials")
    number = models.OneToOneField(
        RegisterNumber,
        on_delete=models.PROTECT,
        to_field="number",
        db_column="number",
        related_name="credential",
    )
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="successors")
    payload = models.BinaryField()
    payload_sha256 = models.CharField(max_length=64)
    token = EncryptedTextField()
    token_hash = models.CharField(max_length=64, unique=True)
    awarded_date = models.DateField(_("awarded on"))
    state = models.CharField(
        _("state"), max_length=10, choices=CredentialState, default=CredentialState.RESERVED
    )
    document_name = models.CharField(max_length=100, blank=True)
    document_sha256 = models.CharField(max_length=64, blank=True)
    reserved_at = models.DateTimeField()
    issued_at = models.DateTimeField(_("issued at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        ordering = ["-reserved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "kind"],
                condition=Q(state__in=["reserved", "issued"], replaces__isnull=True),
                name="credential_live_once_per_enrolment",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "kind"],
                condition=Q(state="issued"),
                name="credential_issued_once_per_enrolment",
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=~Q(state="void"), name="credential_replaced_by_one"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["reserved", "void"]) | ~Q(document_sha256=""),
                name="credential_issued_has_document",
            ),
            models.CheckConstraint(
                condition=Q(state="reserved", issued_at__isnull=True, ended_at__isnull=True)
                | Q(state="void", issued_at__isnull=True, ended_at__isnull=False)
                | Q(state="issued", issued_at__isnull=False, ended_at__isnull=True)
                | Q(state__in=["revoked", "replaced"], issued_at__isnull=False, ended_at__isnull=False),
                name="credential_state_has_its_instant",
            ),
        ]
        # A file that somebody drops is looked for by its digest.
        indexes = [models.Index(fields=["document_sha256"], name="credential_by_document")]

    def __str__(self) -> str:
        return self.number_id


class PublishedCredential(models.Model):
    """One row is what the public may learn of one credential; the only table that verification reads.

    PERSONAL: the full name is sealed and found by its keyed hash. Written by `issuing.operations` alone;
    after the insert only its status changes. No key leads to an enrolment or a place. Kept for ever.
    `valid_until`: the last day in force, None for life.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    number = models.CharField(max_length=30, unique=True)
    name_hash = models.CharField(max_length=64)
    full_name = EncryptedTextField()
    masked_name = models.CharField(max_length=10)
    kind = models.CharField(max_length=30, choices=CredentialKind)
    title_zh = models.CharField(max_length=150)
    title_en = models.CharField(max_length=250, blank=True)
    occupation_zh = models.CharField(max_length=150, blank=True)
    occupation_en = models.CharField(max_length=250, blank=True)
    school_zh = models.CharField(max_length=100)
    school_en = models.CharField(max_length=200, blank=True)
    awarded_date = models.DateField()
    valid_until = models.DateField(null=True)
    status = models.CharField(max_length=10, choices=PublicStatus, default=PublicStatus.VALID)
    status_date = models.DateField()

    class Meta:
        verbose_name = _("published credential")
        verbose_name_plural = _("published credentials")

    def __str__(self) -> str:
        return self.number
