"""Two tables: what employers offer, and everything that was done with it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.issuing.names import CredentialKind
from certificates.referrals import rules
from certificates.referrals.rules import State, Step
from courses.catalog.api import SkillLevel
from lms.core.ids import new_uuid

# Plain values in one order, as migrations compare them.
STATES = [state.value for state in State]


class OpeningState(models.TextChoices):
    DRAFT = State.DRAFT, pgettext_lazy("opening", "Draft")
    SUBMITTED = State.SUBMITTED, pgettext_lazy("opening", "Waits for approval")
    APPROVED = State.APPROVED, pgettext_lazy("opening", "Approved")
    REFUSED = State.REFUSED, pgettext_lazy("opening", "Refused")
    CLOSED = State.CLOSED, pgettext_lazy("opening", "Closed")


class OpeningStep(models.TextChoices):
    CHANGE = Step.CHANGE, pgettext_lazy("opening", "Written")
    SUBMIT = Step.SUBMIT, pgettext_lazy("opening", "Sent in")
    APPROVE = Step.APPROVE, pgettext_lazy("opening", "Approved")
    REFUSE = Step.REFUSE, pgettext_lazy("opening", "Refused")
    CLOSE = Step.CLOSE, pgettext_lazy("opening", "Closed")


class Insurance(models.TextChoices):
    FIVE = "five", _("Social insurance (all five)")
    FIVE_AND_FUND = "five_and_fund", _("Social insurance and housing fund")
    INJURY = "injury", _("Work injury insurance only (part-time work)")


class Lodging(models.TextChoices):
    NONE = "none", _("No lodging")
    FREE = "free", _("Lodging free of charge")
    PAID = "paid", _("Lodging against payment")


class Shifts(models.TextChoices):
    DAY = "day", _("Day work")
    TWO = "two", _("Two shifts")
    THREE = "three", _("Three shifts")
    NIGHT = "night", _("Night work")
    FLEXIBLE = "flexible", _("Flexible hours")


class Opening(models.Model):
    """One row is work that an employer offers. Its people write it, placement officers decide. Not personal.

    `revision` grows with each step; a page that saw another one is refused. No row says that it has ended: the day
    does. Kept as long as the employer.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    employer = models.ForeignKey("organisations.Employer", on_delete=models.PROTECT, related_name="openings")
    title = models.CharField(_("what the work is called"), max_length=rules.LONGEST_TITLE)
    occupation = models.ForeignKey(
        "catalog.Occupation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    wanted_kind = models.CharField(_("wanted"), max_length=30, choices=CredentialKind, blank=True)
    wanted_level = models.PositiveSmallIntegerField(_("level"), choices=SkillLevel, null=True, blank=True)
    district = models.CharField(_("place of work"), max_length=rules.LONGEST_DISTRICT)
    pay_from = models.PositiveIntegerField(help_text="fen a month")
    pay_to = models.PositiveIntegerField(help_text="fen a month")
    insurance = models.CharField(_("insurance"), max_length=20, choices=Insurance)
    lodging = models.CharField(_("lodging"), max_length=20, choices=Lodging)
    shifts = models.CharField(_("hours"), max_length=20, choices=Shifts)
    number_wanted = models.PositiveSmallIntegerField(_("number wanted"))
    from_date = models.DateField(_("from"))
    until_date = models.DateField(_("until"))
    text = models.TextField(
        pgettext_lazy("opening", "description"), max_length=rules.LONGEST_TEXT, blank=True
    )
    state = models.CharField(max_length=20, choices=OpeningState)
    revision = models.PositiveIntegerField()
    client_key = models.UUIDField(unique=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pay_from__gt=0, pay_to__gte=F("pay_from")), name="opening_pay_is_a_range"
            ),
            models.CheckConstraint(
                condition=Q(number_wanted__range=(1, rules.MOST_WANTED)), name="opening_wants_somebody"
            ),
            models.CheckConstraint(
                condition=Q(until_date__gte=F("from_date")), name="opening_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(wanted_level__isnull=True) | Q(wanted_kind=rules.SKILL_LEVEL),
                name="opening_level_is_of_a_skill_certificate",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(district=""), name="opening_says_what_and_where"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="opening_state_is_known"),
        ]
        indexes = [models.Index(fields=["state", "until_date"], name="opening_by_state_and_day")]

    def __str__(self) -> str:
        return str(self.uuid)


class OpeningDecision(models.Model):
    """One row is a step of an opening: written, sent in, approved, refused, closed; by whom, when, what it said then.

    Insert-only (triggers): kept as long as the opening. The employer reads the reason of a refusal, not who decided.
    """

    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="decisions")
    revision = models.PositiveIntegerField()
    step = models.CharField(max_length=20, choices=OpeningStep)
    state = models.CharField(max_length=20, choices=OpeningState)
    offer = models.JSONField()
    reason = models.TextField(max_length=rules.LONGEST_REASON, blank=True)
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("step of an opening")
        verbose_name_plural = _("steps of openings")
        ordering = ["opening", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["opening", "revision"], name="opening_step_once_per_revision"),
            models.CheckConstraint(
                condition=~Q(step=Step.REFUSE.value) | ~Q(reason=""), name="opening_refusal_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opening_id} {self.revision} {self.step}"

    @property
    def words(self) -> str:
        """What was done; the first time an opening is written, later that is a change."""
        is_change = self.step == OpeningStep.CHANGE and self.revision > 1
        return str(pgettext_lazy("opening", "Changed") if is_change else self.get_step_display())
