"""Rows of marking by hand: the dated rule, who is appointed, who has which answer, marks and decisions."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid
from lms.core.language import pick


def _percent(label: str, default: int) -> models.DecimalField:
    return models.DecimalField(
        label,
        max_digits=5,
        decimal_places=2,
        default=default,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )


class MarkingRule(models.Model):
    """One row is a dated rule of how answers to an examination are marked by hand, with what it rests on.

    Insert-only (triggers): from `valid_from` on it stands in the place of the one before, for sittings that open from
    then on. Written by officers; kept for ever, not personal. What it says is in `rules.Limits`.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    code = models.CharField(_("code of the examination"), max_length=30)
    valid_from = models.DateField(_("from"))
    near_percent = _percent(_("second marker so near to the pass mark, in percent"), 5)
    sample_percent = _percent(_("second marker for a share of all attempts, in percent"), 0)
    spread_percent = _percent(_("marks may differ by, in percent of the full marks"), 10)
    step = models.DecimalField(
        _("steps of marks"), max_digits=4, decimal_places=2, default="0.5", validators=[MinValueValidator(0)]
    )
    basis_zh = models.CharField(_("rests on (Chinese)"), max_length=300)
    basis_en = models.CharField(_("rests on (English)"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("rule of marking by hand")
        verbose_name_plural = _("rules of marking by hand")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="marking_rule_once_per_day"),
            models.CheckConstraint(
                condition=Q(
                    near_percent__range=(0, 100),
                    sample_percent__range=(0, 100),
                    spread_percent__range=(0, 100),
                ),
                name="marking_rule_percents",
            ),
            models.CheckConstraint(condition=Q(step__gt=0), name="marking_rule_has_steps"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"

    @property
    def basis(self) -> str:
        """Return on what it rests, in the reader's language."""
        return pick(self, "basis")


class Marker(models.Model):
    """One row appoints one person to mark answers of one sitting by hand. PERSONAL by reference; kept ten years.

    Officers appoint, and dismiss with `ended_at`. `seed` orders the answers that this marker reads.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    sitting = models.ForeignKey("exams.Sitting", on_delete=models.PROTECT, related_name="markers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seed = models.CharField(max_length=64)
    appointed_at = models.DateTimeField()
    appointed_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("marker")
        verbose_name_plural = _("markers")
        ordering = ["sitting", "pk"]
        constraints = [models.UniqueConstraint(fields=["sitting", "user"], name="marker_once_per_sitting")]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.user_id}"


class Turn(models.TextChoices):
    FIRST = "first", pgettext_lazy("marker", "First")
    SECOND = "second", pgettext_lazy("marker", "Second")
    THIRD = "third", pgettext_lazy("marker", "Third")
    APPEAL = "appeal", pgettext_lazy("marker", "After an appeal")


class MarkingTurn(models.Model):
    """One row gives one answer to one marker: as the first, second or third, or after an appeal. PERSONAL.

    `answer_hash` is of what was written: if other words count later, that is another answer, which nobody has marked.
    Never changed, but that it is handed on (`TurnHandedOn`); freed (deleted) only while it has no mark. Kept ten years.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    marker = models.ForeignKey(Marker, on_delete=models.PROTECT, related_name="turns")
    attempt = models.ForeignKey("exams.Attempt", on_delete=models.PROTECT, related_name="marking_turns")
    item_uuid = models.UUIDField()
    answer_hash = models.CharField(max_length=64)
    receipt_number = models.PositiveSmallIntegerField()
    turn = models.CharField(max_length=6, choices=Turn)
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer to be marked")
        verbose_name_plural = _("answers to be marked")
        ordering = ["attempt", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "item_uuid", "answer_hash", "turn"], name="answer_has_one_marker_per_turn"
            ),
            models.UniqueConstraint(
                fields=["attempt", "item_uuid", "answer_hash", "marker"],
                name="answer_marked_by_others_each_turn",
            ),
            models.CheckConstraint(condition=Q(turn__in=Turn.values), name="marking_turn_is_known"),
        ]
        # The second copy asks every two seconds what was done by hand of late: here, and of marks, decisions, and what
        # was settled.
        indexes = [models.Index(fields=["taken_at"], name="marking_turn_by_time")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.item_uuid} {self.turn}"


class TurnHandedOn(models.Model):
    """One row hands on an answer whose marker was dismissed and had taken back every mark. PERSONAL by reference.

    Insert-only (triggers), kept ten years. The first `marks_before` marks of that turn are the earlier one's.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    turn = models.ForeignKey(MarkingTurn, on_delete=models.PROTECT, related_name="handed_on")
    from_marker = models.ForeignKey(Marker, on_delete=models.PROTECT, related_name="+")
    marks_before = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer handed on")
        verbose_name_plural = _("answers handed on")
        constraints = [
            models.UniqueConstraint(fields=["turn", "from_marker"], name="turn_handed_on_once_by_each")
        ]

    def __str__(self) -> str:
        return f"{self.turn_id} {self.from_marker_id}"


class HandMark(models.Model):
    """One row is what a marker gave an answer, or that they took it back (no marks). PERSONAL by reference.

    Insert-only (triggers), kept ten years; the one with the highest number counts.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    turn = models.ForeignKey(MarkingTurn, on_delete=models.PROTECT, related_name="marks")
    number = models.PositiveSmallIntegerField()
    marks = models.DecimalField(_("marks"), max_digits=6, decimal_places=2, null=True)
    out_of = models.DecimalField(_("full marks"), max_digits=6, decimal_places=2)
    comment = models.CharField(pgettext_lazy("given by a marker", "comment"), max_length=500, blank=True)
    client_key = models.UUIDField(unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("mark by hand")
        verbose_name_plural = _("marks by hand")
        ordering = ["turn", "number"]
        constraints = [
            models.UniqueConstraint(fields=["turn", "number"], name="hand_mark_number_once"),
            models.CheckConstraint(
                condition=Q(marks__isnull=True) | Q(marks__gte=0, marks__lte=F("out_of")),
                name="hand_mark_in_range",
            ),
        ]
        indexes = [models.Index(fields=["at"], name="hand_mark_by_time")]

    def __str__(self) -> str:
        return f"{self.turn_id}.{self.number}"


class MarkDecision(models.Model):
    """One row settles an answer whose two markers are apart, by an officer and with a reason. PERSONAL by reference.

    Insert-only (triggers), kept ten years. Whoever marked the answer does not decide on it.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    attempt = models.ForeignKey("exams.Attempt", on_delete=models.PROTECT, related_name="mark_decisions")
    item_uuid = models.UUIDField()
    answer_hash = models.CharField(max_length=64)
    marks = models.DecimalField(_("marks"), max_digits=6, decimal_places=2)
    out_of = models.DecimalField(_("full marks"), max_digits=6, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=300)
    client_key = models.UUIDField(unique=True)
    decided_by = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision on marks")
        verbose_name_plural = _("decisions on marks")
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "item_uuid", "answer_hash"], name="mark_decision_once_per_answer"
            ),
            models.CheckConstraint(
                condition=Q(marks__gte=0, marks__lte=F("out_of")), name="mark_decision_in_range"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="mark_decision_has_a_reason"),
        ]
        indexes = [models.Index(fields=["at"], name="mark_decision_by_time")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.item_uuid}"


class SettledMarks(models.Model):
    """One row settles all marks of an attempt: while these marks count, nobody gives or takes back one.

    Insert-only (triggers), kept ten years. PERSONAL by reference. `marks_digest` covers the marks and decisions; if
    other words count later, or a corrected key calls a further marker, these marks are not all, and marking goes on.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    attempt = models.ForeignKey("exams.Attempt", on_delete=models.PROTECT, related_name="settled_marks")
    marks_digest = models.CharField(max_length=64, blank=True)
    settled_by = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("settled marks")
        verbose_name_plural = _("settled marks")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "marks_digest"], name="marks_are_settled_once")
        ]
        indexes = [models.Index(fields=["at"], name="settled_marks_by_time")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.marks_digest[:8]}"


class FurtherMarking(models.Model):
    """One row has answers of an attempt marked by a further person: an appeal was upheld. PERSONAL by reference.

    Insert-only (triggers), kept ten years. `items` lists the questions. Its result is that of this `round`; until it is
    made, these answers wait for somebody who has not marked them and is not who ordered it.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    appeal = models.OneToOneField("exams.Appeal", on_delete=models.PROTECT, related_name="further_marking")
    attempt = models.ForeignKey("exams.Attempt", on_delete=models.PROTECT, related_name="further_markings")
    items = models.JSONField()
    round = models.PositiveSmallIntegerField()
    ordered_by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("further marking")
        verbose_name_plural = _("further markings")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "round"], name="further_marking_once_per_round"),
            models.CheckConstraint(condition=Q(round__gt=0), name="further_marking_after_the_first"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.round}"
