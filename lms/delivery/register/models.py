"""Registers, what they say of each person, the dated rule of their lock, and corrections after it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid
from lms.core.language import pick
from lms.delivery.timetable.models import ClassSession


class RegisterRule(models.Model):
    """One row is how long registers stay open from a day on. Not personal, kept for ever."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    valid_from = models.DateField(_("valid from"), unique=True)
    lock_after_days = models.PositiveSmallIntegerField(_("days until a signed register is locked"))
    basis_zh = models.TextField(_("rests on (Chinese)"))
    basis_en = models.TextField(_("rests on (English)"), blank=True)

    class Meta:
        verbose_name = _("rule of registers")
        verbose_name_plural = _("rules of registers")
        ordering = ["valid_from"]

    def __str__(self) -> str:
        return f"{self.valid_from} {self.lock_after_days}"

    @property
    def basis(self) -> str:
        """Return what the rule rests on, in the reader's language."""
        return pick(self, "basis")


class RegisterState(models.TextChoices):
    OPEN = "open", pgettext_lazy("attendance", "Open")
    SIGNED = "signed", _("Signed")
    LOCKED = "locked", _("Locked")


class Register(models.Model):
    """One row is the register of one session. PERSONAL by who signed. Kept ten years after the last enrolment in it.

    Changed only by `register.operations`. `delivered_minutes` is what was really taught, and `short_because` why it was
    far less than planned. `reopened_*`: who changed a mark after the signature and so took it back; until it is signed
    again.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    session = models.OneToOneField(ClassSession, on_delete=models.PROTECT, related_name="register")
    state = models.CharField(max_length=10, choices=RegisterState, default=RegisterState.OPEN)
    delivered_minutes = models.PositiveSmallIntegerField()
    signed_at = models.DateTimeField(null=True)
    signed_by = models.UUIDField(null=True)
    locked_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.UUIDField(null=True)
    short_because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("register")
        verbose_name_plural = _("registers")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RegisterState.OPEN, signed_at__isnull=True, locked_at__isnull=True)
                | Q(state=RegisterState.SIGNED, signed_at__isnull=False, locked_at__isnull=True)
                | Q(state=RegisterState.LOCKED, signed_at__isnull=False, locked_at__isnull=False),
                name="register_state_has_its_instants",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True, reopened_by__isnull=True)
                | Q(reopened_at__isnull=False, state=RegisterState.OPEN),
                name="register_is_reopened_only_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.state}"

    @property
    def signature(self) -> str:
        """Return what stands for the signature that holds, for a page to say which one it showed; "" without one."""
        return self.signed_at.isoformat() if self.signed_at else ""


class AttendanceState(models.TextChoices):
    PRESENT = "present", _("Present")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent without excuse")
    PUNISHED = "punished", _("Kept away by a measure")
    TRANSFERRED = "transferred", _("Away for a transfer")


class ExcuseKind(models.TextChoices):
    MEDICAL = "medical", _("Medical")
    LEGAL = "legal", _("Legal proceedings")
    LABOUR = "labour", _("Work duty")
    OTHER = "other", _("Another reason")


def _said(prefix: str = "") -> Q:
    """Return the condition that minutes belong to who was present, and a kind to who was excused."""
    state, late, early, excuse = (f"{prefix}{name}" for name in ("state", "late", "left_early", "excuse"))
    present = Q(**{state: AttendanceState.PRESENT, excuse: ""})
    nothing = {late: 0, early: 0}
    excused = Q(**{state: AttendanceState.EXCUSED, **nothing}) & ~Q(**{excuse: ""})
    others = [AttendanceState.ABSENT, AttendanceState.PUNISHED, AttendanceState.TRANSFERRED]
    return present | excused | Q(**{f"{state}__in": others, excuse: "", **nothing})


class AttendanceMark(models.Model):
    """One row is what a register says of one enrolment. PERSONAL. Kept as long as the register.

    `late` and `left_early` are minutes. `revision` grows with each change, so that a tablet that was without network
    cannot write over what it has not seen. After the lock only a decided correction changes it.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="marks")
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="attendance_marks"
    )
    state = models.CharField(max_length=12, choices=AttendanceState)
    late = models.PositiveSmallIntegerField(default=0)
    left_early = models.PositiveSmallIntegerField(default=0)
    excuse = models.CharField(max_length=10, choices=ExcuseKind, blank=True)
    revision = models.PositiveIntegerField(default=1)
    marked_at = models.DateTimeField()
    marked_by = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["register", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["register", "enrolment"], name="attendance_once_per_register"),
            models.CheckConstraint(condition=_said(), name="attendance_says_one_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.register_id} {self.enrolment_id} {self.state}"


class CorrectionState(models.TextChoices):
    PROPOSED = "proposed", _("Waits for a second person")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


class Correction(models.Model):
    """One row is a wish to change a locked register, and what a second person decided. PERSONAL.

    Kept as long as the register. What was said before stands in `before_*`. A refusal says why; those from before this
    was asked do not.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    mark = models.ForeignKey(AttendanceMark, on_delete=models.PROTECT, related_name="corrections")
    state = models.CharField(max_length=12, choices=AttendanceState)
    late = models.PositiveSmallIntegerField(default=0)
    left_early = models.PositiveSmallIntegerField(default=0)
    excuse = models.CharField(max_length=10, choices=ExcuseKind, blank=True)
    before_state = models.CharField(max_length=12, choices=AttendanceState)
    before_late = models.PositiveSmallIntegerField(default=0)
    before_left_early = models.PositiveSmallIntegerField(default=0)
    before_excuse = models.CharField(max_length=10, choices=ExcuseKind, blank=True)
    reason = models.CharField(max_length=300)
    decision = models.CharField(max_length=10, choices=CorrectionState, default=CorrectionState.PROPOSED)
    refused_because = models.CharField(max_length=300, blank=True)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("correction of a register")
        verbose_name_plural = _("corrections of registers")
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mark"],
                condition=Q(decision=CorrectionState.PROPOSED),
                name="correction_one_open_per_mark",
            ),
            models.CheckConstraint(condition=_said(), name="correction_says_one_thing"),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
            models.CheckConstraint(
                condition=Q(refused_because="") | Q(decision=CorrectionState.REFUSED),
                name="correction_says_why_only_when_refused",
            ),
            models.CheckConstraint(
                condition=Q(
                    decision=CorrectionState.PROPOSED, decided_by__isnull=True, decided_at__isnull=True
                )
                | (
                    ~Q(decision=CorrectionState.PROPOSED)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                ),
                name="correction_is_decided_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark_id} {self.decision}"
