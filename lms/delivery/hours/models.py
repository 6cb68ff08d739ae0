"""The ledger of minutes."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid
from lms.delivery.register.models import Register
from lms.delivery.timetable.models import TeachingKind


class Measure(models.TextChoices):
    PLANNED = "planned", _("Planned")
    DELIVERED = "delivered", _("Delivered")
    ATTENDED = "attended", _("Attended")


class HoursEntry(models.Model):
    """One row is minutes of one enrolment from one locked register. PERSONAL. Kept ten years after the enrolment.

    Insert-only (triggers). A correction is a reversal row, with the minutes taken back, and a new row; both name the
    correction. Written by `register.operations` only.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="hours_entries"
    )
    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="hours_entries")
    course = models.ForeignKey("catalog.Course", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("catalog.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=TeachingKind)
    measure = models.CharField(max_length=10, choices=Measure)
    minutes = models.IntegerField()
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    correction = models.ForeignKey(
        "delivery.Correction", on_delete=models.PROTECT, null=True, related_name="hours_entries"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("entry of the hours ledger")
        verbose_name_plural = _("entries of the hours ledger")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, minutes__gte=0)
                | Q(reverses__isnull=False, minutes__lte=0, correction__isnull=False),
                name="hours_taken_back_only_by_a_reversal",
            ),
            models.UniqueConstraint(
                fields=["register", "enrolment", "measure"],
                condition=Q(correction__isnull=True),
                name="hours_once_per_register",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.measure} {self.minutes}"


_GIVEN = Q(minutes__gte=1, reverses__isnull=True, reason="", register__isnull=True, interruption__isnull=True)
# Of a reason, a register and an interruption one, and one only, says why.
_TAKEN_BACK = Q(minutes__lte=-1, reverses__isnull=False) & (
    (Q(register__isnull=True, interruption__isnull=True) & ~Q(reason=""))
    | Q(register__isnull=False, interruption__isnull=True, reason="")
    | Q(register__isnull=True, interruption__isnull=False, reason="")
)


class LearningEntry(models.Model):
    """One row is minutes of theory accepted for learning one lesson, or taken back. PERSONAL. Kept as `HoursEntry`.

    Insert-only (triggers); written by `hours.learning` only. What it was reckoned from stands in the row: `seconds`
    learnt outside of class from one day to another, the planned minutes of lesson and part, and the rule of those days.
    In rows from before rules went by the day of learning, `learnt_from` is empty: from the first day on. What takes
    back repeats the row it `reverses`, with the minutes taken away; it says why, or which register says that it was
    class, or in which interruption training rested.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="learning_entries"
    )
    lesson = models.ForeignKey("catalog.Lesson", on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey("catalog.Course", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("catalog.Unit", on_delete=models.PROTECT, related_name="+")
    minutes = models.IntegerField()
    seconds = models.PositiveIntegerField()
    learnt_from = models.DateField(null=True)
    learnt_until = models.DateField()
    lesson_minutes = models.PositiveIntegerField()
    plan_minutes = models.PositiveIntegerField()
    rule_from = models.DateField()
    cap_percent = models.PositiveSmallIntegerField()
    counted_percent = models.PositiveSmallIntegerField()
    accepted_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    reason = models.CharField(max_length=300, blank=True)
    register = models.ForeignKey(Register, on_delete=models.PROTECT, null=True, related_name="+")
    interruption = models.ForeignKey(
        "enrolments.Interruption", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("accepted learning time")
        verbose_name_plural = _("accepted learning times")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=_GIVEN | _TAKEN_BACK,
                name="learning_entry_is_given_or_taken_back_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(minutes__lte=F("plan_minutes") * F("cap_percent") / 100),
                name="learning_entry_within_its_cap",
            ),
            models.CheckConstraint(
                condition=Q(cap_percent__range=(1, 100), counted_percent__range=(1, 100)),
                name="learning_entry_rule_is_in_percent",
            ),
            models.CheckConstraint(
                condition=Q(learnt_from__isnull=True) | Q(learnt_from__lte=F("learnt_until")),
                name="learning_entry_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.lesson_id} {self.minutes}"
