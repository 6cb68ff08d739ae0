"""Sessions of cohorts, days without teaching, and every change of a planned session."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid
from lms.delivery.cohorts.models import Cohort


class TeachingKind(models.TextChoices):
    THEORY = "theory", _("Theory")
    PRACTICE = "practice", pgettext_lazy("teaching", "Practice")


class SessionState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("session", "Planned")
    CANCELLED = "cancelled", _("Cancelled")


class Holiday(models.Model):
    """One row is a day on which a site does not teach. Registrars change it; kept for ever, not personal."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    site = models.ForeignKey("organisations.Site", on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    name = models.CharField(_("name of the day"), max_length=60)

    class Meta:
        verbose_name = _("day without teaching")
        verbose_name_plural = _("days without teaching")
        ordering = ["site", "day"]
        constraints = [models.UniqueConstraint(fields=["site", "day"], name="holiday_once_per_site_and_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class ClassSession(models.Model):
    """One row is one planned session of a cohort on one part of its plan. PERSONAL by its instructor.

    Changed only by `timetable.operations`, and never once its register is signed. Kept as long as the hours ledger.
    The part is a unit, or a course that has none. Rows of one `series` were planned by one request.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="sessions")
    course = models.ForeignKey("catalog.Course", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("catalog.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=TeachingKind)
    room = models.ForeignKey("organisations.Room", on_delete=models.PROTECT, related_name="+")
    instructor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.PLANNED)
    series = models.UUIDField(db_index=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["begins_at", "pk"]
        # Each answers: what takes this room, this instructor, this cohort in these hours?
        indexes = [
            models.Index(fields=["room", "begins_at"], name="session_of_a_room"),
            models.Index(fields=["instructor", "begins_at"], name="session_of_an_instructor"),
            models.Index(fields=["cohort", "begins_at"], name="session_of_a_cohort"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="session_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["series", "begins_at"], name="session_once_per_series_and_time"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.begins_at:%Y-%m-%d %H:%M}"

    @property
    def last_change(self) -> "SessionChange | None":
        """Return what was done with the session last, None where it stands as it was planned."""
        return self.changes.order_by("-pk").first()

    @property
    def minutes(self) -> int:
        """Return how many minutes are planned."""
        return int((self.ends_at - self.begins_at).total_seconds() // 60)


class ChangeKind(models.TextChoices):
    MOVED = "moved", pgettext_lazy("session", "Moved")
    CANCELLED = "cancelled", _("Cancelled")
    REPLACED = "replaced", _("Another instructor or room")
    UNDONE = "undone", _("Undone")


class SessionChange(models.Model):
    """One row is one change of one planned session, with what it was before. Kept as long as the session.

    Insert-only (triggers). Rows of one `batch` were changed together and are undone together, by a further batch.
    PERSONAL by who changed it, and who taught before.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    session = models.ForeignKey(ClassSession, on_delete=models.PROTECT, related_name="changes")
    batch = models.UUIDField(db_index=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    reason = models.CharField(max_length=200)
    room_before = models.ForeignKey("organisations.Room", on_delete=models.PROTECT, related_name="+")
    # Empty in changes from before instructors could be replaced.
    instructor_before = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    begins_before = models.DateTimeField()
    ends_before = models.DateTimeField()
    state_before = models.CharField(max_length=10, choices=SessionState)
    changed_by = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("change of a session")
        verbose_name_plural = _("changes of sessions")
        ordering = ["changed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "batch"], name="session_change_once_per_batch")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.kind}"
