"""What was asked of a person, what the person said, and what was handed out. Every table is insert-only."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.referrals.consent import texts
from certificates.referrals.consent.rules import Field
from lms.core.crypto import EncryptedTextField
from lms.core.ids import new_uuid


class DataField(models.TextChoices):
    """What may be told of a person, in the order of the sheet."""

    NAME = Field.NAME, pgettext_lazy("person", "Name")
    CONTACT = Field.CONTACT, pgettext_lazy("consent", "Contact")
    SCHOOLING = Field.SCHOOLING, pgettext_lazy("consent", "Schooling")
    MAJOR = Field.MAJOR, _("Field of study")
    CERTIFICATES = Field.CERTIFICATES, pgettext_lazy("consent", "Certificates")
    SKILLS = Field.SKILLS, pgettext_lazy("consent", "Skills")
    WISH = Field.WISH, _("Work wished for")
    AVAILABILITY = Field.AVAILABILITY, _("Available from")
    OPINION = Field.OPINION, _("The school's opinion")


class Purpose(models.TextChoices):
    REFERRAL = texts.REFERRAL, _("Referral to an employer")
    FOLLOW_UP = texts.FOLLOW_UP, _("Calls and visits after release")


class Way(models.TextChoices):
    """By which way something left."""

    SHEET = "sheet", _("Referral sheet")
    PORTAL = "portal", _("Page of the employer")
    LETTER = "letter", pgettext_lazy("consent", "Letter")
    TELEPHONE = "telephone", _("Telephone")


class ConsentText(models.Model):
    """One row is a version of the words that are consented to, as they were when first used. Not personal.

    Insert-only (triggers): other words are another version. Kept for ever.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    purpose = models.CharField(max_length=20, choices=Purpose)
    version = models.PositiveSmallIntegerField()
    zh = models.TextField()
    en = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("text of consent")
        verbose_name_plural = _("texts of consent")
        ordering = ["purpose", "version"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_once_per_version"),
            models.CheckConstraint(condition=~Q(zh="") & ~Q(en=""), name="consent_text_has_both_languages"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class ConsentRequest(models.Model):
    """One row is a question to a person: may this employer be told these fields for this opening? PERSONAL.

    Insert-only (triggers); placement officers ask. `revision` is the opening's, as it was asked for. `words` is what
    the officer wrote of the fields that no table says, sealed. Nothing leaves by it. Kept as long as the person's
    records.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="consent_requests")
    employer = models.ForeignKey("organisations.Employer", on_delete=models.PROTECT, related_name="+")
    opening = models.ForeignKey(
        "certificates.Opening", on_delete=models.PROTECT, related_name="consent_requests"
    )
    revision = models.PositiveIntegerField()
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField()
    words = EncryptedTextField(blank=True, default="")
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    asks_until = models.DateTimeField()
    client_key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("question for consent")
        verbose_name_plural = _("questions for consent")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(asks_until__gt=F("asked_at")), name="consent_request_can_be_answered"
            ),
        ]
        indexes = [models.Index(fields=["person", "opening"], name="consent_request_by_opening")]

    def __str__(self) -> str:
        return str(self.uuid)


class ConsentAnswer(models.Model):
    """One row says that a person said no to a question; a later yes is a row of `Consent`. PERSONAL by reference.

    Insert-only (triggers). Changes nothing in training. Kept as long as the question.
    """

    request = models.OneToOneField(ConsentRequest, on_delete=models.PROTECT, related_name="refusal")
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("refusal of consent")
        verbose_name_plural = _("refusals of consent")

    def __str__(self) -> str:
        return str(self.request_id)


class Consent(models.Model):
    """One row is a yes: this person, this employer, these fields, these words, until then. PERSONAL.

    Insert-only (triggers), given by the person with the own secret at a terminal, by nobody else: `given_by` is that
    person's sign-in. A trigger refuses fields that were not asked for. Kept as long as the person's records.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    request = models.OneToOneField(ConsentRequest, on_delete=models.PROTECT, related_name="consent")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="consents")
    employer = models.ForeignKey("organisations.Employer", on_delete=models.PROTECT, related_name="+")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")
    text_sha256 = models.CharField(max_length=64)
    fields = models.JSONField()
    language = models.CharField(max_length=10)
    was_read_aloud = models.BooleanField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    terminal = models.UUIDField(null=True)
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("given_at")), name="consent_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(language__in=["zh-hans", "en"]), name="consent_language_is_known"
            ),
        ]
        indexes = [models.Index(fields=["person", "employer"], name="consent_by_employer")]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def reference(self) -> str:
        """Return by what an employer may speak of it when the person is named no more."""
        return str(self.uuid)[-8:].upper()


class ConsentWithdrawal(models.Model):
    """One row ends a consent for ever, from its commit on. PERSONAL by reference.

    Insert-only (triggers); by the person, or by an officer whom the person asked to. Kept as long as the consent.
    """

    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="withdrawal")
    is_by_person = models.BooleanField()
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("withdrawal of consent")
        verbose_name_plural = _("withdrawals of consent")

    def __str__(self) -> str:
        return str(self.consent_id)


class Disclosure(models.Model):
    """One row says that fields of a person left to an employer: which, by which way, under which consent. PERSONAL.

    Insert-only (triggers), written in the transaction of what leaves. A trigger refuses a row without a consent that
    holds at `at`, is not withdrawn, and names this person, this employer and these fields. The person reads it. Kept as
    long as the person's records.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="disclosures")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="disclosures")
    employer = models.ForeignKey("organisations.Employer", on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField()
    way = models.CharField(max_length=20, choices=Way)
    what = models.CharField(max_length=100, blank=True)
    by = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.uuid)
