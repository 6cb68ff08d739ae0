"""Rows of admission: stays of people at sites, forecasts of their release, and files that people came in by."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.crypto import EncryptedTextField
from lms.core.ids import new_uuid
from lms.core.transfers.models import Transfer
from lms.core.transfers.rules import LONGEST_NAME


class Schooling(models.TextChoices):
    NONE = "none", pgettext_lazy("schooling", "None")
    PRIMARY = "primary", _("Primary school")
    JUNIOR = "junior", _("Junior secondary")
    SENIOR = "senior", _("Senior secondary")
    VOCATIONAL = "vocational", _("Vocational school")
    HIGHER = "higher", _("College or university")
    UNKNOWN = "unknown", _("Not known")


class Language(models.TextChoices):
    MANDARIN = "mandarin", _("Mandarin")
    HAINANESE = "hainanese", _("Hainanese")
    LI = "li", pgettext_lazy("language", "Li")
    DANZHOU = "danzhou", pgettext_lazy("language", "Danzhou")
    LINGAO = "lingao", pgettext_lazy("language", "Lingao")
    CANTONESE = "cantonese", _("Cantonese")
    HAKKA = "hakka", _("Hakka")
    OTHER = "other", pgettext_lazy("language", "Other")


class Consent(models.TextChoices):
    NOT_ASKED = "not_asked", _("Not asked")
    GIVEN = "given", pgettext_lazy("consent", "Agreed")
    REFUSED = "refused", pgettext_lazy("consent", "Refused")


class FileState(models.TextChoices):
    READING = "reading", pgettext_lazy("admission", "Being read")
    READY = "ready", _("Waits for confirmation")
    ADMITTING = "admitting", _("People are being admitted")
    ADMITTED = "admitted", pgettext_lazy("several people", "Admitted")
    REFUSED = "refused", pgettext_lazy("admission", "Could not be read")
    DISCARDED = "discarded", pgettext_lazy("admission", "Cancelled")
    EXPIRED = "expired", pgettext_lazy("admission", "Expired")


class AdmissionFile(Transfer):
    """One row is a workbook of an admission, from the first look to the people admitted by it. PERSONAL.

    Only who sent it sees it until people are admitted; then it is the list that registrars of the site print cards
    for. `rows` is what was read of it and corrected since, sealed, and empty as soon as it is over; `revision` counts
    the corrections: who confirms says which one was shown. Written by `admission.operations`; kept with the stays.
    """

    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    site = models.ForeignKey("organisations.Site", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=FileState, default=FileState.READING)
    revision = models.PositiveIntegerField(default=1)
    rows = EncryptedTextField(blank=True, default="")
    problem = models.CharField(max_length=30, blank=True)  # code of what refuses the file
    detail = models.CharField(max_length=200, blank=True)
    admitted = models.PositiveIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("admission file")
        verbose_name_plural = _("admission files")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.uuid}"


class Admission(models.Model):
    """One row is one stay of one person at one site. PERSONAL, of the most protected kind: it never leaves the office.

    No reason of the stay is kept, and no diagnosis: the clinic says yes or no to training, with a day. Forecast,
    fitness and consent are what counts now; how they came to be so is in `ReleaseForecast`, `FitnessStatement` and
    `ConsentAnswer`. Written by `admission.operations`; registrars of the site read it; kept ten years after the stay
    ended.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="admissions")
    site = models.ForeignKey("organisations.Site", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("trainee number"), max_length=17)
    admitted_date = models.DateField(_("admitted on"))
    left_date = models.DateField(_("left on"), null=True, blank=True)
    schooling = models.CharField(_("schooling"), max_length=12, choices=Schooling)
    language = models.CharField(_("first language"), max_length=12, choices=Language, blank=True)
    other_language = models.CharField(_("other language"), max_length=12, choices=Language, blank=True)
    is_fit = models.BooleanField(_("fit for training"), null=True, blank=True)
    fitness_date = models.DateField(_("fitness stated on"), null=True, blank=True)
    certificates = models.CharField(_("earlier certificates, as declared"), max_length=500, blank=True)
    forecast_date = models.DateField(_("release forecast"), null=True, blank=True)
    notice_date = models.DateField(_("notice given on"), null=True, blank=True)
    consent = models.CharField(_("consent"), max_length=10, choices=Consent, default=Consent.NOT_ASKED)
    origin = models.ForeignKey(
        AdmissionFile, on_delete=models.PROTECT, null=True, blank=True, related_name="admissions"
    )
    client_key = models.UUIDField(unique=True, null=True, blank=True)  # of the form; None for a row of a file
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("admission")
        verbose_name_plural = _("admissions")
        ordering = ["-admitted_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(left_date__isnull=True), name="admission_open_once_per_person"
            ),
            models.UniqueConstraint(
                fields=["number"], condition=Q(left_date__isnull=True), name="admission_open_once_per_number"
            ),
            models.UniqueConstraint(
                fields=["person", "admitted_date"], name="admission_once_per_person_and_day"
            ),
            models.CheckConstraint(
                condition=Q(left_date__isnull=True) | Q(left_date__gte=F("admitted_date")),
                name="admission_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(is_fit__isnull=True, fitness_date__isnull=True)
                | Q(is_fit__isnull=False, fitness_date__isnull=False),
                name="admission_fitness_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(consent=Consent.NOT_ASKED) | Q(notice_date__isnull=False),
                name="admission_consent_follows_the_notice",
            ),
            models.CheckConstraint(
                condition=Q(forecast_date__isnull=True) | Q(forecast_date__gte=F("admitted_date")),
                name="admission_forecast_is_after_it_begins",
            ),
        ]
        indexes = [
            # "Who is here, and who leaves next?"
            models.Index(fields=["site", "left_date", "forecast_date"], name="admission_by_forecast"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class ReleaseForecast(models.Model):
    """One row says when the release was expected, from a moment on: by whom, and why it was said. PERSONAL.

    Insert-only (triggers): the last row counts, the others are its history. None means that nobody knows. Kept as long
    as the stay.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    admission = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="forecasts")
    release_date = models.DateField(_("release forecast"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    client_key = models.UUIDField(unique=True, null=True, blank=True)

    class Meta:
        verbose_name = _("release forecast")
        verbose_name_plural = _("release forecasts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.admission_id} {self.release_date}"


class FitnessReason(models.TextChoices):
    """Why fitness was written down. Coded: in no free text can anybody write an illness."""

    ADMISSION = "admission", _("At admission")
    STATED = "stated", _("The clinic says it anew")
    CORRECTED = "corrected", _("The last entry was wrong")


class FitnessStatement(models.Model):
    """One row says what the clinic said of training, on which day: by whom and why it was written down. PERSONAL.

    Insert-only (triggers). On a day counts the newest statement until then, of those that no correction `replaces`.
    Never an illness. Kept as long as the stay.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    admission = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="fitness")
    is_fit = models.BooleanField(_("fit for training"))
    stated_on = models.DateField(_("fitness stated on"))
    reason = models.CharField(_("reason"), max_length=10, choices=FitnessReason)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("statement of fitness")
        verbose_name_plural = _("statements of fitness")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason=FitnessReason.CORRECTED, replaces__isnull=False)
                | (~Q(reason=FitnessReason.CORRECTED) & Q(replaces__isnull=True)),
                name="fitness_statement_corrects_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.admission_id} {self.is_fit}"


class ConsentAnswer(models.Model):
    """One row says that a person was given the notice, and what the answer was: agreed, refused, not asked. PERSONAL.

    Insert-only (triggers): the last row counts; a later refusal is a withdrawal. A refusal never blocks training
    (security.md A9). Kept as long as the stay.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    admission = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="answers")
    notice_date = models.DateField(_("notice given on"), null=True, blank=True)
    consent = models.CharField(_("consent"), max_length=10, choices=Consent)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer about consent")
        verbose_name_plural = _("answers about consent")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(consent=Consent.NOT_ASKED) | Q(notice_date__isnull=False),
                name="consent_answer_follows_the_notice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.admission_id} {self.consent}"
