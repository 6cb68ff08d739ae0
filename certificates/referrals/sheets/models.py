"""What was referred to whom, as the paper says it, and every reply. Both tables are insert-only."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.referrals.consent.models import Consent, Disclosure
from certificates.referrals.sheets.rules import LONGEST_WORDS, Answer, Why
from lms.core.crypto import EncryptedTextField
from lms.core.ids import new_uuid


class ReplyAnswer(models.TextChoices):
    """What an employer replies."""

    INTERVIEW = Answer.INTERVIEW, pgettext_lazy("reply", "We invite for an interview")
    OFFER = Answer.OFFER, pgettext_lazy("reply", "We offer the work")
    STARTED = Answer.STARTED, pgettext_lazy("reply", "The person has started work")
    DECLINED = Answer.DECLINED, pgettext_lazy("reply", "Not this time")


class ReplyWhy(models.TextChoices):
    """Why not."""

    FILLED = Why.FILLED, pgettext_lazy("reply", "The work is filled")
    OTHER_SKILLS = Why.OTHER_SKILLS, pgettext_lazy("reply", "The work needs other skills")
    CONDITIONS = Why.CONDITIONS, pgettext_lazy("reply", "Pay, hours or place did not fit")
    NOT_REACHED = Why.NOT_REACHED, pgettext_lazy("reply", "We could not reach the person")
    PERSON_DECLINED = Why.PERSON_DECLINED, pgettext_lazy("reply", "The person did not want the work")
    OTHER = Why.OTHER, pgettext_lazy("reply", "Another reason")


class ReplyWay(models.TextChoices):
    """By which way a reply came."""

    PORTAL = "portal", _("Page of the employer")
    LINK = "link", _("Code on the sheet")
    PAPER = "paper", _("Reply slip on paper")


class ReferralSheet(models.Model):
    """One row is a referral sheet (就业推荐表) of a school for one person, employer and opening. PERSONAL.

    Insert-only (triggers). `content` is what the paper says, sealed; the paper lies under its digest. The address is
    sealed and found by its digest; it answers as long as the consent holds. Kept as long as the person's records.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="sheet")
    disclosure = models.OneToOneField(Disclosure, on_delete=models.PROTECT, related_name="sheet")
    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+")
    content = EncryptedTextField()
    document_sha256 = models.CharField(max_length=64)
    token = EncryptedTextField()
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("referral sheet")
        verbose_name_plural = _("referral sheets")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return str(self.uuid)


class SheetReply(models.Model):
    """One row is a reply of the employer to a referral; a later one overwrites none. PERSONAL by reference.

    Insert-only (triggers). `by` is the person of the employer, or the officer who typed a paper slip; none by the code.
    By the code on the sheet there is one reply (constraint). `slip_date`: of which day a paper slip is; those typed in
    before this was asked say none. Kept as long as the sheet.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    sheet = models.ForeignKey(ReferralSheet, on_delete=models.PROTECT, related_name="replies")
    answer = models.CharField(max_length=20, choices=ReplyAnswer)
    day = models.DateField(null=True)
    why = models.CharField(max_length=20, choices=ReplyWhy, blank=True)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    way = models.CharField(max_length=10, choices=ReplyWay)
    slip_date = models.DateField(null=True)
    by = models.UUIDField(null=True)
    at = models.DateTimeField()
    client_key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("reply to a referral")
        verbose_name_plural = _("replies to referrals")
        ordering = ["sheet", "at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(way="link"), name="sheet_reply_by_code_once"
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.DECLINED.value) & ~Q(why="")
                | ~Q(answer=Answer.DECLINED.value) & Q(why=""),
                name="sheet_reply_declines_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=[Answer.INTERVIEW.value, Answer.STARTED.value])
                | Q(day__isnull=False),
                name="sheet_reply_names_the_day",
            ),
            models.CheckConstraint(
                condition=Q(way="link", by__isnull=True) | ~Q(way="link") & Q(by__isnull=False),
                name="sheet_reply_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(slip_date__isnull=True) | Q(way="paper"), name="sheet_reply_slip_day_is_of_paper"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.answer}"

    @property
    def is_proven(self) -> bool:
        """Return whether somebody is known to have said it: whoever holds the sheet can type by its code."""
        return self.way != ReplyWay.LINK
