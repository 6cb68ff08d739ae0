"""Rows of the credit ledger and of what was reversed in it. Insert-only."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid


class CreditSource(models.TextChoices):
    """What credits are given for."""

    COURSE = "course", _("course passed")
    CERTIFICATE = "certificate", _("certificate recognised")
    SCHOOLING = "schooling", _("earlier schooling, by transcript")
    EQUIVALENCE = "equivalence", _("equivalent course")


class CreditRow(models.Model):
    """One row is credits of one enrolment, for one source and with a reason. PERSONAL by reference.

    Insert-only (triggers), but for the instant at which it is reversed; registrars of the site record. A source, and a
    course of the version, counts once among the rows that stand. Kept as long as the enrolment.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="credit_rows"
    )
    source = models.CharField(_("given for"), max_length=12, choices=CreditSource)
    source_key = models.CharField(max_length=80)
    course = models.ForeignKey(
        "catalog.Course", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    credits = models.PositiveSmallIntegerField(_("credits"))
    mark = models.DecimalField(_("mark"), max_digits=5, decimal_places=2, null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    actor_uuid = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    reversed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("credits")
        verbose_name_plural = _("credits")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "source_key"],
                condition=Q(reversed_at__isnull=True),
                name="credit_source_counts_once",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "course"],
                condition=Q(reversed_at__isnull=True, course__isnull=False),
                name="credit_course_counts_once",
            ),
            models.CheckConstraint(condition=Q(credits__gte=1), name="credit_row_has_a_credit"),
            models.CheckConstraint(
                condition=Q(mark__isnull=True) | Q(mark__range=(0, 100)), name="credit_mark_is_a_mark"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="credits_given_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.credits}"


class CreditReversal(models.Model):
    """One row takes credits back for a reason: both stay to be seen, neither counts.

    Insert-only (triggers); PERSONAL by reference; kept as long as the enrolment.
    """

    row = models.OneToOneField(CreditRow, on_delete=models.PROTECT, related_name="reversal")
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField()
    actor_uuid = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("credits taken back")
        verbose_name_plural = _("credits taken back")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="credits_reversed_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.row_id}"
