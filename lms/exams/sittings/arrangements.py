"""Rows about a sitting beside the examination itself: who watches, what is arranged for whom, who may be admitted."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid
from lms.core.language import pick
from lms.core.sentences import enumerated

if TYPE_CHECKING:
    from lms.exams.sittings.models import SittingCandidate

MOST_EXTRA_MINUTES, MOST_EXTRA_PERCENT = 240, 100


class SittingInvigilator(models.Model):
    """One row asks one person to watch at one sitting. Officers assign. PERSONAL by reference, kept with it."""

    sitting = models.ForeignKey("exams.Sitting", on_delete=models.PROTECT, related_name="watches")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "user"], name="invigilator_once_per_sitting"),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.user_id}"


class TakenOut(models.Model):
    """One row says whom an officer took out of a sitting before the start, under which number, and why.

    PERSONAL by reference; kept with the sitting. Insert-only (triggers). The candidate's own row is gone then.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    sitting = models.ForeignKey("exams.Sitting", on_delete=models.PROTECT, related_name="taken_out")
    enrolment = models.ForeignKey("enrolments.Enrolment", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    actor_uuid = models.UUIDField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="taken_out_for_a_reason")]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.number}"


class Arrangement(models.Model):
    """One row is what is arranged in advance for one candidate: more time, larger type, another room, a reader.

    PERSONAL, and near to health: seen by officers and invigilators of the site only, never printed on lists at a door.
    Officers allow it with a reason before the sitting opens; kept as long as the candidate's row.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    candidate = models.OneToOneField(
        "exams.SittingCandidate", on_delete=models.PROTECT, related_name="arrangement"
    )
    extra_minutes = models.PositiveSmallIntegerField(_("more minutes"), default=0)
    extra_percent = models.PositiveSmallIntegerField(_("more time in percent"), default=0)
    is_larger_type = models.BooleanField(_("larger type"), default=False)
    is_separate_room = models.BooleanField(_("a room apart"), default=False)
    has_reader = models.BooleanField(_("a reader"), default=False)
    reason = models.CharField(_("reason"), max_length=300)
    allowed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    allowed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("arrangement")
        verbose_name_plural = _("arrangements")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="arrangement_has_a_reason"),
            models.CheckConstraint(
                condition=Q(extra_minutes=0) | Q(extra_percent=0), name="arrangement_adds_time_in_one_way"
            ),
            models.CheckConstraint(
                condition=Q(extra_minutes__lte=MOST_EXTRA_MINUTES, extra_percent__lte=MOST_EXTRA_PERCENT),
                name="arrangement_adds_no_endless_time",
            ),
            models.CheckConstraint(
                condition=Q(extra_minutes__gt=0)
                | Q(extra_percent__gt=0)
                | Q(is_larger_type=True)
                | Q(is_separate_room=True)
                | Q(has_reader=True),
                name="arrangement_arranges_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id}"


class AdmissionRule(models.Model):
    """One row is a dated rule of who may be admitted to an examination: resits, what comes before, how long it counts.

    Insert-only (triggers): from `valid_from` on it stands in the place of the one before. Written by officers; kept for
    ever, not personal. `resits`: tries after the first, empty for any number; `absence_counts`: a place not taken is a
    try; `after`: the examination to be passed before; `after_months`: for so long that pass counts, empty for ever.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    code = models.CharField(_("code of the examination"), max_length=30)
    valid_from = models.DateField(_("from"))
    absence_counts = models.BooleanField(_("who does not appear has used a try"), default=True)
    resits = models.PositiveSmallIntegerField(_("resits"), null=True, blank=True)
    after = models.CharField(_("only after"), max_length=30, blank=True)
    after_months = models.PositiveSmallIntegerField(
        _("which counts for so many months"), null=True, blank=True
    )
    basis_zh = models.CharField(_("rests on (Chinese)"), max_length=300)
    basis_en = models.CharField(_("rests on (English)"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("rule of admission")
        verbose_name_plural = _("rules of admission")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="admission_rule_once_per_day"),
            models.CheckConstraint(
                condition=Q(after_months__isnull=True) | ~Q(after=""), name="admission_months_are_of_a_pass"
            ),
            models.CheckConstraint(
                condition=Q(after="") | ~Q(after=models.F("code")), name="admission_not_after_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"

    @property
    def basis(self) -> str:
        """Return on what it rests, in the reader's language."""
        return pick(self, "basis")


def arrangement_of(candidate: "SittingCandidate") -> Arrangement | None:
    """Return what is arranged for a candidate."""
    return getattr(candidate, "arrangement", None)


def duration_for(candidate: "SittingCandidate", seconds: int) -> int:
    """Return how many seconds a candidate has from the start, with what was arranged in advance."""
    return with_arranged(seconds, arrangement_of(candidate))


def with_arranged(seconds: int, arranged: Arrangement | None) -> int:
    """Return a number of seconds with what was arranged on top."""
    if arranged is None:
        return seconds
    return seconds + arranged.extra_minutes * 60 + seconds * arranged.extra_percent // 100


def words_of(row: Arrangement) -> str:
    """Return in words what is arranged."""
    words = []
    if row.extra_minutes:
        words.append(gettext("%(count)d more minutes") % {"count": row.extra_minutes})
    if row.extra_percent:
        words.append(gettext("%(count)d percent more time") % {"count": row.extra_percent})
    named = (
        (row.is_larger_type, _("Larger type")),
        (row.is_separate_room, _("A room apart")),
        (row.has_reader, _("A reader")),
    )
    return enumerated([*words, *(word for holds, word in named if holds)])
