"""What a trainee has done in lessons. Refers to catalogue rows, so that pages may be moved, copied, deleted."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid
from lms.delivery.cohorts.models import Cohort, CohortMember, Qualification
from lms.delivery.hours.models import HoursEntry, LearningEntry, Measure
from lms.delivery.register.models import (
    AttendanceMark,
    AttendanceState,
    Correction,
    CorrectionState,
    ExcuseKind,
    Register,
    RegisterRule,
    RegisterState,
)
from lms.delivery.timetable.models import (
    ChangeKind,
    ClassSession,
    Holiday,
    SessionChange,
    SessionState,
    TeachingKind,
)
from lms.delivery.tools.models import Tool, ToolLoan

__all__ = [
    "AttendanceMark",
    "AttendanceState",
    "ChangeKind",
    "ClassSession",
    "Cohort",
    "CohortMember",
    "Correction",
    "CorrectionState",
    "ExcuseKind",
    "Holiday",
    "HoursEntry",
    "LearningChoice",
    "LearningClock",
    "LearningEntry",
    "LearningPeriod",
    "LessonMark",
    "LessonPosition",
    "LessonProgress",
    "MarkKind",
    "Measure",
    "Qualification",
    "Register",
    "RegisterRule",
    "RegisterState",
    "SessionChange",
    "SessionState",
    "TeachingKind",
    "Tool",
    "ToolLoan",
]


class LessonProgress(models.Model):
    """One row is one enrolment's way through one lesson. PERSONAL. Changed only by `delivery.operations`.

    Kept as long as the enrolment.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="lesson_progress"
    )
    lesson = models.ForeignKey("catalog.Lesson", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("lesson progress")
        verbose_name_plural = _("lesson progress")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson"], name="lesson_progress_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.lesson_id}"


class LessonPosition(models.Model):
    """One row is where in a lesson somebody stopped. PERSONAL by its progress row, and kept as long as that.

    Changed only by `save_position`; `taken_at` orders terminals by the server's time, an older one never wins.
    """

    progress = models.OneToOneField(LessonProgress, on_delete=models.PROTECT, related_name="position")
    part = models.PositiveSmallIntegerField()
    paragraph = models.PositiveSmallIntegerField(default=0)
    recording = models.CharField(max_length=64, blank=True)
    second = models.PositiveIntegerField(null=True)
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = _("position in a lesson")
        verbose_name_plural = _("positions in lessons")
        constraints = [
            models.CheckConstraint(condition=Q(part__gte=1), name="position_part_from_one"),
            models.CheckConstraint(
                condition=Q(recording="", second__isnull=True) | (~Q(recording="") & Q(second__isnull=False)),
                name="position_second_belongs_to_a_recording",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.progress_id} {self.part}.{self.paragraph}"


class LearningChoice(models.Model):
    """One row is how one person likes lessons shown, at whichever terminal. PERSONAL.

    Changed by the person only (`choose_steps`); kept as long as the person.
    """

    person = models.OneToOneField("accounts.Person", on_delete=models.PROTECT, related_name="learning_choice")
    is_stepwise = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("choice of a learner")
        verbose_name_plural = _("choices of learners")

    def __str__(self) -> str:
        return f"{self.person_id}"


class MarkKind(models.TextChoices):
    NOTE = "note", _("Note")
    REPLACED = "replaced", _("Another text of the note")
    BOOKMARK = "bookmark", _("Bookmark")


class LessonMark(models.Model):
    """One row is something that a trainee wrote or marked in a lesson for nobody else. PERSONAL, private.

    A note, the text that a note of another terminal stood in the way of, or the bookmark of a part. Read and
    changed by this person only; kept as long as the person. It is no record of training and has no audit row.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="lesson_marks")
    lesson = models.ForeignKey("catalog.Lesson", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=MarkKind)
    text = models.TextField(blank=True)
    part = models.PositiveSmallIntegerField(null=True)
    revision = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("mark in a lesson")
        verbose_name_plural = _("marks in lessons")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "lesson"], condition=Q(kind="note"), name="note_once_per_lesson"
            ),
            models.UniqueConstraint(
                fields=["person", "lesson", "part"],
                condition=Q(kind="bookmark"),
                name="bookmark_once_per_part",
            ),
            models.CheckConstraint(
                condition=Q(kind="bookmark", part__gte=1) | (~Q(kind="bookmark") & Q(part__isnull=True)),
                name="bookmark_names_its_part",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.lesson_id}"


class LearningPeriod(models.Model):
    """One row is a stretch of active learning in one lesson on one local day. PERSONAL.

    Evidence for the hours ledger: written by `count_sign_of_life` only, kept as long as the enrolment. Periods of one
    person never overlap. The counts say what the terminal saw the person do meanwhile.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="learning_periods"
    )
    lesson = models.ForeignKey("catalog.Lesson", on_delete=models.PROTECT, related_name="+")
    day = models.DateField(db_index=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    active_seconds = models.PositiveIntegerField()
    signs = models.PositiveIntegerField()
    keys = models.PositiveIntegerField()
    pointers = models.PositiveIntegerField()
    scrolls = models.PositiveIntegerField()
    media_seconds = models.PositiveIntegerField()
    rule_version = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("learning period")
        verbose_name_plural = _("learning periods")
        ordering = ["began_at"]
        indexes = [models.Index(fields=["enrolment", "lesson", "day"], name="learning_period_of_a_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("began_at")), name="learning_period_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(active_seconds__gte=1), name="learning_period_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.lesson_id} {self.day} {self.active_seconds}"


class LearningClock(models.Model):
    """One row is up to when a person's learning time is counted, whatever the lesson and terminal. PERSONAL.

    The lock that keeps two terminals from counting the same minute. It knows the last sign of the newest page and of
    the few before it ([page, seq], the newest first), so that none of them is counted again. Written by
    `count_sign_of_life` only; kept as long as the person.
    """

    person = models.OneToOneField("accounts.Person", on_delete=models.PROTECT, related_name="learning_clock")
    seen_at = models.DateTimeField()
    counted_until = models.DateTimeField()
    page = models.UUIDField()
    seq = models.PositiveIntegerField()
    earlier_pages = models.JSONField(default=list)
    period = models.ForeignKey(LearningPeriod, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("learning clock")
        verbose_name_plural = _("learning clocks")

    def __str__(self) -> str:
        return f"{self.person_id}"
