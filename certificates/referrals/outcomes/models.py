"""What became of people after training, fact by fact."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.referrals.outcomes import rules
from certificates.referrals.outcomes.rules import Grade, Kind
from lms.core.ids import new_uuid


class OutcomeKind(models.TextChoices):
    INTERVIEW = Kind.INTERVIEW, pgettext_lazy("outcome", "Interview")
    OFFER = Kind.OFFER, pgettext_lazy("outcome", "Offer of work")
    CONTRACT = Kind.CONTRACT, pgettext_lazy("outcome", "Contract signed")
    START = Kind.START, pgettext_lazy("outcome", "Work started")
    INSURANCE = Kind.INSURANCE, pgettext_lazy("outcome", "Insured by the employer")
    EXIT = Kind.EXIT, pgettext_lazy("outcome", "Work ended")
    STUDY = Kind.STUDY, pgettext_lazy("outcome", "Studies instead of work")
    AT_WORK = Kind.AT_WORK, pgettext_lazy("outcome", "Was at work")
    NOT_AT_WORK = Kind.NOT_AT_WORK, pgettext_lazy("outcome", "Was without work")


class EvidenceGrade(models.TextChoices):
    SELF_REPORTED = Grade.SELF_REPORTED, _("The person says so")
    EMPLOYER_CONFIRMED = Grade.EMPLOYER_CONFIRMED, _("The employer confirms it")
    DOCUMENT_SEEN = Grade.DOCUMENT_SEEN, _("A document was seen")


class ExitReason(models.TextChoices):
    CONTRACT_ENDED = "contract_ended", _("Contract or trial ended")
    OWN_WISH = "own_wish", _("By own wish")
    OTHER_WORK = "other_work", _("Found other work")
    EMPLOYER_ENDED = "employer_ended", _("Ended by the employer")
    NO_WORK_LEFT = "no_work_left", _("No more work there")
    PAY = "pay", _("Pay or insurance not as agreed")
    MOVED = "moved", _("Moved away")
    NOT_TOLD = "not_told", pgettext_lazy("reason", "Not told")


class Reporter(models.TextChoices):
    PERSON = "person", _("The person")
    EMPLOYER = "employer", _("The employer")
    FAMILY = "family", _("Somebody named by the person")
    OFFICE = "office", _("An office or a register")


class ReportWay(models.TextChoices):
    PORTAL = "portal", _("On the platform")
    LINK = "link", _("By a link that opens once")
    PAPER = "paper", _("On paper")
    CALL = "call", _("By telephone")
    VISIT = "visit", _("At a visit")


class Outcome(models.Model):
    """One row is a fact about somebody's work or study, of a day, with who said it and how well it is shown. PERSONAL.

    Insert-only (triggers). What was wrong is corrected by a newer row that names the older one and why; `is_void` says
    that there was nothing of the kind. No row says nothing: unknown is not without work. Kept as long as the person.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(_("what happened"), max_length=20, choices=OutcomeKind)
    day = models.DateField(_("day"))
    employer = models.ForeignKey(
        "organisations.Employer", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    employer_name = models.CharField(_("employer"), max_length=rules.LONGEST_EMPLOYER, blank=True)
    occupation = models.ForeignKey(
        "catalog.Occupation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    exit_reason = models.CharField(_("why it ended"), max_length=20, choices=ExitReason, blank=True)
    grade = models.CharField(_("evidence"), max_length=20, choices=EvidenceGrade)
    reporter = models.CharField(_("who said it"), max_length=10, choices=Reporter)
    way = models.CharField(_("by which way"), max_length=10, choices=ReportWay)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    reason = models.CharField(_("reason"), max_length=rules.LONGEST_REASON, blank=True)
    is_void = models.BooleanField(default=False)
    by = models.UUIDField()
    at = models.DateTimeField()
    client_key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=Kind.EXIT.value) & ~Q(exit_reason="")
                | ~Q(kind=Kind.EXIT.value) & Q(exit_reason=""),
                name="outcome_exit_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="", is_void=False)
                | Q(corrects__isnull=False) & ~Q(reason=""),
                name="outcome_correction_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(employer__isnull=True) | Q(employer_name=""),
                name="outcome_employer_is_named_once",
            ),
            models.CheckConstraint(
                condition=~Q(grade=Grade.EMPLOYER_CONFIRMED.value) | Q(reporter="employer"),
                name="outcome_is_confirmed_by_the_employer",
            ),
        ]
        indexes = [models.Index(fields=["person", "day"], name="outcome_by_person_and_day")]

    def __str__(self) -> str:
        return str(self.uuid)
