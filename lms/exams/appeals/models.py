"""Rows of appeals: the dated rule, an appeal with its decision, and who may not decide on it."""

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid
from lms.core.language import pick
from lms.exams.appeals.rules import ANSWER_DAYS, FILE_DAYS, MOST_DAYS

if TYPE_CHECKING:
    from lms.exams.marking.models import Result
    from lms.exams.practical.models import PracticalCandidate, PracticalResult
    from lms.exams.sittings.models import Attempt, SittingCandidate


def _days(label: str, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    )


class AppealRule(models.Model):
    """One row is a dated rule of how long candidates may appeal and how long an answer may take, with its basis.

    Insert-only (triggers): it holds for results that are released from `valid_from` on. Written by officers; kept for
    ever, not personal.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    code = models.CharField(_("code of the examination"), max_length=30)
    valid_from = models.DateField(_("from"))
    file_days = _days(_("days to appeal after the release"), FILE_DAYS)
    answer_days = _days(_("days to answer after the appeal"), ANSWER_DAYS)
    basis_zh = models.CharField(_("rests on (Chinese)"), max_length=300)
    basis_en = models.CharField(_("rests on (English)"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("rule of appeals")
        verbose_name_plural = _("rules of appeals")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="appeal_rule_once_per_day"),
            models.CheckConstraint(
                condition=Q(file_days__range=(1, MOST_DAYS), answer_days__range=(1, MOST_DAYS)),
                name="appeal_rule_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"

    @property
    def basis(self) -> str:
        """Return on what it rests, in the reader's language."""
        return pick(self, "basis")


class Ground(models.TextChoices):
    MARKS = "marks", pgettext_lazy("appeal", "My answers were marked wrongly or too low")
    QUESTION = "question", pgettext_lazy("appeal", "A question or its right answer is wrong")
    ROOM = "room", pgettext_lazy("appeal", "Something went wrong in the room or with the computer")
    MIX_UP = "mix_up", pgettext_lazy("appeal", "This cannot be my result")
    OTHER = "other", pgettext_lazy("appeal", "Something else")


class AppealState(models.TextChoices):
    FILED = "filed", pgettext_lazy("appeal", "Filed")
    IN_REVIEW = "in_review", pgettext_lazy("appeal", "In review")
    DECIDED = "decided", pgettext_lazy("appeal", "Decided")
    WITHDRAWN = "withdrawn", pgettext_lazy("appeal", "Withdrawn")


class Outcome(models.TextChoices):
    UPHELD = "upheld", pgettext_lazy("appeal", "Upheld")
    IN_PART = "in_part", pgettext_lazy("appeal", "Upheld in part")
    REJECTED = "rejected", pgettext_lazy("appeal", "Rejected")


class Remedy(models.TextChoices):
    NOTHING = "nothing", pgettext_lazy("appeal", "The result stays")
    MARKING = "marking", pgettext_lazy("appeal", "A further person marks")
    KEY = "key", pgettext_lazy("appeal", "The key is looked at, for everybody")
    TRY = "try", pgettext_lazy("appeal", "This try does not count: the examination can be written again")


OPEN_STATES = (AppealState.FILED, AppealState.IN_REVIEW)


class Appeal(models.Model):
    """One row is an appeal of a candidate against one released result, with what became of it. PERSONAL.

    What is appealed is a written result with its attempt, or a practical one (a constraint: one of both). Kept ten
    years. What was filed never changes, and an appeal that was decided or withdrawn never changes at all (triggers).
    `parts` lists kinds of questions or codes of tasks, none means the whole; `behalf_reason` says why an officer filed
    it in the place of the candidate. `answer_by` is the last day for an answer, by the rule of the day of the release.
    `answer` is written for the candidate. Who is in `AppealPart` does not decide (trigger).
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    attempt = models.ForeignKey("exams.Attempt", null=True, on_delete=models.PROTECT, related_name="appeals")
    result = models.ForeignKey("exams.Result", null=True, on_delete=models.PROTECT, related_name="appeals")
    practical_result = models.ForeignKey(
        "exams.PracticalResult", null=True, on_delete=models.PROTECT, related_name="appeals"
    )
    ground = models.CharField(_("ground"), max_length=10, choices=Ground)
    parts = models.JSONField(default=list)
    text = models.CharField(_("in own words"), max_length=600, blank=True)
    behalf_reason = models.CharField(_("why an officer filed it"), max_length=300, blank=True)
    filed_by = models.UUIDField()
    filed_at = models.DateTimeField(_("filed"))
    answer_by = models.DateField(_("answer by"))
    client_key = models.UUIDField(unique=True)
    state = models.CharField(_("state"), max_length=10, choices=AppealState, default=AppealState.FILED)
    reviewer = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome, blank=True)
    remedy = models.CharField(_("what follows"), max_length=10, choices=Remedy, blank=True)
    answer = models.CharField(_("answer to the candidate"), max_length=1000, blank=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["-filed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(attempt__isnull=False, result__isnull=False, practical_result__isnull=True)
                | Q(attempt__isnull=True, result__isnull=True, practical_result__isnull=False),
                name="appeal_is_about_one_result",
            ),
            models.UniqueConstraint(
                fields=["result"], condition=~Q(state="withdrawn"), name="appeal_once_per_result"
            ),
            models.UniqueConstraint(
                fields=["practical_result"],
                condition=~Q(state="withdrawn"),
                name="appeal_once_per_practical_result",
            ),
            # What was done in a workshop is not marked again, and has no key.
            models.CheckConstraint(
                condition=Q(practical_result__isnull=True) | Q(remedy__in=("", "nothing", "try")),
                name="appeal_of_work_changes_no_marks",
            ),
            models.UniqueConstraint(
                fields=["attempt"], condition=Q(state__in=("filed", "in_review")), name="appeal_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=AppealState.values), name="appeal_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="in_review") | Q(reviewer__isnull=False, taken_at__isnull=False),
                name="appeal_in_review_has_its_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="decided",
                    outcome__in=Outcome.values,
                    remedy__in=Remedy.values,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    reviewer=F("decided_by"),
                )
                & ~Q(answer="")
                | (~Q(state="decided") & Q(outcome="", remedy="", answer="", decided_by__isnull=True)),
                name="appeal_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="appeal_withdrawal_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("filed_by")),
                name="appeal_not_decided_by_who_filed_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"

    @property
    def is_open(self) -> bool:
        """Return whether somebody has to answer it."""
        return self.state in OPEN_STATES

    @property
    def is_practical(self) -> bool:
        """Return whether it is about work in a workshop, which nobody can mark again."""
        return self.practical_result_id is not None

    @property
    def written(self) -> "Attempt":
        """Return the attempt of an appeal against a written result.

        :raises ValueError: it is about a practical one.
        """
        if self.attempt is None:
            raise ValueError("Nothing was written here.")
        return self.attempt

    @property
    def told(self) -> "Result | PracticalResult":
        """Return the result that is appealed.

        :raises ValueError: there is none; a constraint keeps that from being.
        """
        told = self.result or self.practical_result
        if told is None:
            raise ValueError("An appeal is about a result.")
        return told

    @property
    def candidate(self) -> "SittingCandidate | PracticalCandidate":
        """Return whose result it is, as a candidate of that examination."""
        return self.practical_result.candidate if self.practical_result else self.written.candidate


class Part(models.TextChoices):
    SELF = "self", pgettext_lazy("appeal", "is the candidate")
    FILED = "filed", pgettext_lazy("appeal", "filed the appeal")
    MARKED = "marked", pgettext_lazy("appeal", "marked or decided on marks")
    KEY = "key", pgettext_lazy("appeal", "corrected the key")
    RELEASED = "released", pgettext_lazy("appeal", "moderated or released the result")
    ROOM = "room", pgettext_lazy("appeal", "was on duty in the room or decided there")
    DREW = "drew", pgettext_lazy("appeal", "opened the practical examination and drew the tasks")
    CALLED = "called", pgettext_lazy("appeal", "called a further assessor or decided in the workshop")
    TAUGHT = "taught", pgettext_lazy("appeal", "taught the candidate or declared a conflict")


class AppealPart(models.Model):
    """One row says that somebody had a part in what an appeal is about, and so does not decide on it.

    Insert-only (triggers), kept with the appeal. PERSONAL by reference. Written when it is taken and again
    before the decision, from marks, sets, the room and the audit trail.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="taken_part")
    user_uuid = models.UUIDField()
    part = models.CharField(max_length=10, choices=Part)

    class Meta:
        ordering = ["appeal", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["appeal", "user_uuid", "part"], name="appeal_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.part}"
