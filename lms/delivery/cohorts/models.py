"""Cohorts, who is and was in them, and what instructors are qualified to teach."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid
from lms.enrolments.api import parting_text


class Cohort(models.Model):
    """One row is a group that learns one programme version together. Not personal, kept for ever.

    The version is pinned: changed only by `cohorts.operations`, and never once somebody joined. One that was cancelled
    before anything was taught stays as a record and is never changed again; its code is free.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    code = models.CharField(_("code of the cohort"), max_length=30)
    version = models.ForeignKey("catalog.ProgrammeVersion", on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("organisations.Site", on_delete=models.PROTECT, related_name="+")
    capacity = models.PositiveSmallIntegerField(_("places"))
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    cancelled_at = models.DateTimeField(null=True)
    cancelled_because = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-begins_on", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "code"],
                condition=Q(cancelled_at__isnull=True),
                name="cohort_code_once_per_site",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_because="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_because="")),
                name="cohort_is_cancelled_for_a_reason",
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="cohort_has_a_place"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="cohort_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CohortMember(models.Model):
    """One row is one stay of an enrolment in a cohort, from a day on. PERSONAL. Kept as long as the enrolment.

    `left_on` is the first day that the person does not belong to it any more. Coming back is a further row.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="members")
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="cohort_stays"
    )
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    left_because = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("member of a cohort")
        verbose_name_plural = _("members of cohorts")
        ordering = ["cohort", "joined_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(left_on__isnull=True),
                name="enrolment_in_one_cohort_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="cohort_member_leaves_after_joining",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.enrolment_id}"

    @property
    def left_text(self) -> str:
        """Return for people why the stay ended."""
        return parting_text(self.left_because)


class Qualification(models.Model):
    """One row says that an instructor may teach a programme from one day to another. PERSONAL.

    Registrars add and end; kept as long as the sessions that rest on it.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    instructor = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="teaching_qualifications"
    )
    programme = models.ForeignKey("catalog.Programme", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("certificate or title"), max_length=100)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("teaching qualification")
        verbose_name_plural = _("teaching qualifications")
        ordering = ["instructor", "programme", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["instructor", "programme", "valid_from"], name="qualification_once_per_start"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="qualification_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instructor_id} {self.title}"

    def holds_on(self, day: date) -> bool:
        """Return whether the instructor may teach by it on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
