"""Rows of certificates that other bodies issued, of what was asked about them, and of their scans. All insert-only."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.catalog.api import SkillLevel
from lms.core.crypto import EncryptedTextField
from lms.core.ids import new_uuid
from lms.enrolments.external import rules
from lms.enrolments.external.rules import Kind


class ExternalKind(models.TextChoices):
    """Kinds of papers; which days they existed is a matter of the rules."""

    SKILL_LEVEL = Kind.SKILL_LEVEL.value, _("Vocational skill-level certificate")
    QUALIFICATION = Kind.QUALIFICATION.value, _("Vocational qualification certificate (until 2020)")
    SPECIAL_OPERATION = Kind.SPECIAL_OPERATION.value, _("Special-operation licence")
    SINGLE_SKILL = Kind.SINGLE_SKILL.value, _("Single-skill certificate")
    TRAINING = Kind.TRAINING.value, _("Training certificate")
    DIPLOMA = Kind.DIPLOMA.value, _("Secondary-vocational diploma")
    OTHER = Kind.OTHER.value, _("Other certificate")


class ExternalCertificate(models.Model):
    """One row is a certificate of a person that another body issued, as its paper says. PERSONAL.

    The number is encrypted and found by its keyed hash: that of a licence holds an identity number. Insert-only
    (triggers), but for the instant at which it is struck out; registrars of the person's site record. Kept as long as
    the person.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="external_certificates"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ExternalKind)
    occupation = models.CharField(_("occupation or skill"), max_length=100)
    level = models.PositiveSmallIntegerField(
        pgettext_lazy("skill", "level"), choices=SkillLevel, null=True, blank=True
    )
    number = EncryptedTextField(_("number"))
    identity_hash = models.CharField(max_length=64, editable=False)
    has_right_form = models.BooleanField(_("the number has the right form"))
    issuer = models.CharField(_("issued by"), max_length=150)
    issued_date = models.DateField(_("issued on"))
    expires_date = models.DateField(_("valid until"), null=True, blank=True)
    review_due_date = models.DateField(_("review due"), null=True, blank=True)
    recorded_at = models.DateTimeField()
    client_key = models.UUIDField(unique=True)
    struck_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("outside certificate")
        verbose_name_plural = _("outside certificates")
        ordering = ["-issued_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["identity_hash"],
                condition=Q(struck_at__isnull=True),
                name="outside_certificate_recorded_once",
            ),
            models.CheckConstraint(
                condition=Q(expires_date__isnull=True) | Q(expires_date__gte=F("issued_date")),
                name="outside_certificate_ends_after_its_issue",
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__range=(1, 5)),
                name="outside_certificate_level_is_one_of_five",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"

    @property
    def masked_number(self) -> str:
        """Return what pages show: the last four characters."""
        return rules.masked(self.number)


class VerificationMeans(models.TextChoices):
    OFFICIAL_SITE = "official_site", _("on the official site")
    LETTER = "letter", _("by letter")
    TELEPHONE = "telephone", _("by telephone")
    IN_PERSON = "in_person", _("in person at the issuing body")


class VerificationResult(models.TextChoices):
    CONFIRMED = "confirmed", _("confirmed: all as on the paper")
    DIFFERS = "differs", _("known there, but something differs")
    NOT_FOUND = "not_found", _("not known there")


class CertificateVerification(models.Model):
    """One row says that somebody asked the issuing side about a certificate, where, and what the answer was.

    Insert-only (triggers), the last one counts; PERSONAL by reference; kept as long as the certificate.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    certificate = models.ForeignKey(
        ExternalCertificate, on_delete=models.PROTECT, related_name="verifications"
    )
    means = models.CharField(_("how it was asked"), max_length=15, choices=VerificationMeans)
    source = models.CharField(_("where it was asked"), max_length=200)
    result = models.CharField(_("answer"), max_length=10, choices=VerificationResult)
    asked_date = models.DateField(_("asked on"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    by_name = models.CharField(_("asked by"), max_length=100)
    actor_uuid = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="certificate_verified_somewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.result}"


class CertificateReview(models.Model):
    """One row says that a licence was reviewed (复审) by its authority on a day.

    Insert-only (triggers); PERSONAL by reference; kept as long as the certificate.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    certificate = models.ForeignKey(ExternalCertificate, on_delete=models.PROTECT, related_name="reviews")
    reviewed_date = models.DateField(_("reviewed on"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    actor_uuid = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("review of a licence")
        verbose_name_plural = _("reviews of licences")
        ordering = ["reviewed_date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "reviewed_date"], name="licence_review_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.reviewed_date}"


class CertificateScan(models.Model):
    """One row is a picture of the paper, without what cameras note beside it. PERSONAL by reference.

    `file` is a name in the private store, `sha256` is of what is stored there. Insert-only (triggers); kept as long as
    the certificate.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    certificate = models.ForeignKey(ExternalCertificate, on_delete=models.PROTECT, related_name="scans")
    file = models.CharField(max_length=150)
    kind = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("scan of a certificate")
        verbose_name_plural = _("scans of certificates")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "sha256"], name="certificate_scan_once"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.sha256[:8]}"


class StruckCertificate(models.Model):
    """One row strikes out a certificate for a reason: it stays, is shown as struck out, and counts no more.

    Insert-only (triggers); PERSONAL by reference; kept as long as the certificate.
    """

    certificate = models.OneToOneField(ExternalCertificate, on_delete=models.PROTECT, related_name="struck")
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField()
    actor_uuid = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("certificate struck out")
        verbose_name_plural = _("certificates struck out")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="certificate_struck_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}"
