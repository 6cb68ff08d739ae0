"""Follow-up of people after release: plans with dates, districts, whom to call, contacts, who is responsible."""

from uuid import UUID, uuid5

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.referrals.followup import rules
from certificates.referrals.followup.rules import Result
from lms.core.crypto import EncryptedTextField
from lms.core.ids import new_uuid

PLANS = UUID("0d0f7a1e-6f55-5c0e-9a52-2f5c1b6f4e21")


class StopReason(models.TextChoices):
    NOT_AGREED = "not_agreed", _("Did not agree to follow-up")
    ASKED = "asked", _("Asked to stop")
    NEW_PLAN = "new_plan", _("A newer plan has begun")


class ContactMode(models.TextChoices):
    CALL = "call", pgettext_lazy("contact", "Call")
    VISIT = "visit", pgettext_lazy("contact", "Visit")
    OFFICE = "office", pgettext_lazy("contact", "Came to the office")


class ContactResult(models.TextChoices):
    REACHED = Result.REACHED, pgettext_lazy("contact", "Reached")
    NOT_REACHED = Result.NOT_REACHED, pgettext_lazy("contact", "Not reached")
    REFUSED = Result.REFUSED, pgettext_lazy("contact", "Does not want to talk today")
    STOP = Result.STOP, pgettext_lazy("contact", "Wants no more contact")


class WorkTold(models.TextChoices):
    WORKING = "working", pgettext_lazy("told", "Is at work")
    NOT_WORKING = "not_working", pgettext_lazy("told", "Has no work")


class StudyTold(models.TextChoices):
    STUDYING = "studying", pgettext_lazy("told", "Studies or trains")
    NOT_STUDYING = "not_studying", pgettext_lazy("told", "Does not study")


class Help(models.TextChoices):
    JOB = "job", pgettext_lazy("help", "Finding work")
    TRAINING = "training", pgettext_lazy("help", "Training or a further certificate")
    PAPERS = "papers", pgettext_lazy("help", "Papers and registration")
    INSURANCE = "insurance", pgettext_lazy("help", "Social insurance and allowances")
    LODGING = "lodging", pgettext_lazy("help", "Lodging")
    LEGAL_AID = "legal_aid", pgettext_lazy("help", "Legal-aid contact")
    OTHER = "other", pgettext_lazy("help", "Something else")


class FollowUpPlan(models.Model):
    """One row is what was planned for a day: the steps that count for people released from it on. Not personal.

    Insert-only (triggers): a newer row follows, valid from a coming day, so that no day that fell due moves. Until its
    day has come a plan is taken back by a row of the next `number` without steps; of the rows of a day the last counts.
    """

    valid_from = models.DateField(_("valid from"))
    number = models.PositiveSmallIntegerField(default=1)
    steps = models.JSONField(help_text="numbers of weeks (w) or months (m), as 1w, 3m; none: taken back")
    reason = models.CharField(_("reason"), max_length=rules.LONGEST_REASON, blank=True)
    by = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("follow-up plan")
        verbose_name_plural = _("follow-up plans")
        ordering = ["valid_from", "number"]
        constraints = [
            models.UniqueConstraint(fields=["valid_from", "number"], name="follow_up_plan_numbered_once")
        ]

    def __str__(self) -> str:
        return f"{self.valid_from} {self.steps}"

    @property
    def uuid(self) -> UUID:
        """Return by what the audit trail names it: day and number, which the first one of a day does not need."""
        number = f" {self.number}" if self.number > 1 else ""
        return uuid5(PLANS, f"{self.valid_from.isoformat()}{number}")


class FollowUpDistrict(models.Model):
    """One row is a district with who follows people up there, and where legal aid is found. Not personal.

    Placement officers of the administration change it; kept as long as people live there.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    administration = models.ForeignKey(
        "organisations.Administration", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(pgettext_lazy("district", "name"), max_length=rules.LONGEST_DISTRICT)
    legal_aid_address = models.CharField(
        _("address of legal aid"), max_length=rules.LONGEST_ADDRESS, blank=True
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = pgettext_lazy("follow-up", "district")
        verbose_name_plural = pgettext_lazy("follow-up", "districts")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["administration", "name"], name="follow_up_district_named_once")
        ]

    def __str__(self) -> str:
        return self.name


class AnswerWay(models.TextChoices):
    TERMINAL = "terminal", pgettext_lazy("follow-up", "At a terminal, by the person alone")
    PAPER = "paper", pgettext_lazy("follow-up", "On paper, signed")


class FollowUpAnswer(models.Model):
    """One row is what a person said to being followed up; of those of one stay the newest counts. PERSONAL.

    Insert-only (triggers). At a terminal the person alone says it (a guard on PostgreSQL), a yes with the own PIN; on
    paper an officer writes down what was signed. Changes nothing in training. Kept as long as the follow-up.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="follow_up_answers")
    agrees = models.BooleanField()
    way = models.CharField(max_length=10, choices=AnswerWay)
    text = models.ForeignKey("certificates.ConsentText", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    was_read_aloud = models.BooleanField(default=False)
    by = models.UUIDField()
    terminal = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer about follow-up")
        verbose_name_plural = _("answers about follow-up")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=["terminal", "paper"]), name="follow_up_answer_way_is_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class FollowUp(models.Model):
    """One row is the follow-up of one person after one release. PERSONAL: whom to call is sealed, and goes at the stop.

    When a contact falls due no row says: the release day and the plan do. `settled` counts the steps that a contact has
    settled; `revision` grows with each contact and hand-over; `answer` is what it rests on. Written by
    `followup.operations`; kept three years after the last step.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="follow_ups")
    released_date = models.DateField()
    district = models.ForeignKey(FollowUpDistrict, on_delete=models.PROTECT, related_name="follow_ups")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    phone = EncryptedTextField(blank=True, default="")
    others = EncryptedTextField(blank=True, default="")
    wants_legal_aid = models.BooleanField(_("wants a legal-aid contact"), default=False)
    answer = models.ForeignKey(FollowUpAnswer, on_delete=models.PROTECT, null=True, related_name="+")
    settled = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True)
    stop_reason = models.CharField(max_length=12, choices=StopReason, blank=True)
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField()
    client_key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["released_date", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "released_date"], name="follow_up_once_per_release"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(stopped_at__isnull=True), name="follow_up_runs_once_per_person"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stop_reason="")
                | Q(stopped_at__isnull=False, phone="", others="") & ~Q(stop_reason=""),
                name="follow_up_stopped_keeps_no_contact",
            ),
        ]
        indexes = [
            models.Index(
                fields=["assigned_to", "released_date"],
                condition=Q(stopped_at__isnull=True),
                name="follow_up_of_an_officer",
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class FollowUpEarlierNumber(models.Model):
    """One row is whom to call as it stood before a change. PERSONAL, sealed, and deleted at the stop.

    For who may see the follow-up only: a number that was mistyped is found again. Kept until the stop.
    """

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="earlier_numbers")
    phone = EncryptedTextField(blank=True, default="")
    others = EncryptedTextField(blank=True, default="")
    district = models.ForeignKey(FollowUpDistrict, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    by = models.UUIDField()

    class Meta:
        verbose_name = _("earlier number of a follow-up")
        verbose_name_plural = _("earlier numbers of follow-ups")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.follow_up_id} {self.until}"


class FollowUpContact(models.Model):
    """One row is a call or a visit: by whom, on which day, what came of it. PERSONAL. No results, nothing of health.

    Insert-only (triggers). `step` is the step of the plan to which it belongs, None outside of it. The few words are
    sealed. Kept as long as the follow-up.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="contacts")
    step = models.PositiveSmallIntegerField(null=True)
    mode = models.CharField(_("how"), max_length=10, choices=ContactMode)
    result = models.CharField(_("what came of it"), max_length=12, choices=ContactResult)
    contact_date = models.DateField(pgettext_lazy("contact", "day"))
    work = models.CharField(_("work"), max_length=12, choices=WorkTold, blank=True)
    study = models.CharField(_("study"), max_length=12, choices=StudyTold, blank=True)
    wanted = models.JSONField(_("help wanted"), default=list)
    given = models.JSONField(_("help given"), default=list)
    note = EncryptedTextField(blank=True, default="")
    by = models.UUIDField()
    at = models.DateTimeField()
    client_key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = pgettext_lazy("follow-up", "contact")
        verbose_name_plural = pgettext_lazy("follow-up", "contacts")
        ordering = ["contact_date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["follow_up", "step"],
                condition=Q(result__in=[result.value for result in rules.SETTLING]),
                name="follow_up_step_is_settled_once",
            ),
            models.CheckConstraint(
                condition=Q(result=Result.REACHED.value) | Q(work="", study=""),
                name="follow_up_only_who_is_reached_says_something",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class FollowUpHandOver(models.Model):
    """One row says who follows somebody up from then on, and why it changed. PERSONAL by reference.

    Insert-only (triggers); kept as long as the follow-up. `batch` is the form by which many were given at once: by it
    they can be taken back.
    """

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="hand_overs")
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=rules.LONGEST_REASON, blank=True)
    batch = models.UUIDField(null=True, db_index=True)
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("hand-over of a follow-up")
        verbose_name_plural = _("hand-overs of follow-ups")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.follow_up_id} {self.to_user_id}"


class FollowUpCount(models.Model):
    """One row is what an officer's letter of a day tells: how many contacts are overdue, due today, and coming.

    A task writes it each morning and again; a second run changes nothing. `reminded_date` is the last day on which a
    letter told of it. Not personal; kept as long as the user.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    overdue = models.PositiveIntegerField()
    today = models.PositiveIntegerField()
    coming = models.PositiveIntegerField()
    reminded_date = models.DateField(null=True)

    class Meta:
        verbose_name = _("count of follow-ups")
        verbose_name_plural = _("counts of follow-ups")

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"
