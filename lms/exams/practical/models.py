"""Rows of practical examinations: schemes, examinations, candidates with drawn tasks, panels, the log of marks."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid
from lms.core.language import pick


class Aggregation(models.TextChoices):
    MEAN = "mean", _("Mean of all assessors")
    TRIMMED_MEAN = "trimmed_mean", _("Mean without the highest and the lowest mark")


class VetoRule(models.TextChoices):
    EXAMINATION = "examination", _("A veto item fails the examination")
    TASK = "task", _("A veto item takes all marks of its task")


class PracticalScheme(models.Model):
    """One row is one dated version of the rules of a practical examination, with the basis they rest on.

    Never edited (triggers): a change is a further version. Kept for ever, not personal. `groups` is written as
    `rules.schemes` says; `bank` is the code of the programme that it belongs to.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=30)
    bank = models.CharField(max_length=30, blank=True, editable=False)
    number = models.PositiveSmallIntegerField(_("version"))
    title_zh = models.CharField(_("Chinese title"), max_length=150)
    title_en = models.CharField(_("English title"), max_length=250, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    pass_percent = models.DecimalField(
        _("pass mark in percent"), max_digits=5, decimal_places=2, validators=[MaxValueValidator(100)]
    )
    groups = models.JSONField()
    least_assessors = models.PositiveSmallIntegerField(_("assessors at least"))
    aggregation = models.CharField(max_length=15, choices=Aggregation)
    spread_limit = models.DecimalField(
        _("marks that assessors may differ by"), max_digits=5, decimal_places=2
    )
    veto = models.CharField(max_length=12, choices=VetoRule)
    tries = models.PositiveSmallIntegerField(_("tries on the day"))
    basis_zh = models.TextField(_("rests on (Chinese)"))
    basis_en = models.TextField(_("rests on (English)"), blank=True)
    content_hash = models.CharField(max_length=64)
    valid_from = models.DateTimeField()

    class Meta:
        verbose_name = _("practical scheme")
        verbose_name_plural = _("practical schemes")
        ordering = ["code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="practical_scheme_number_once"),
            models.CheckConstraint(
                condition=Q(least_assessors__in=(3, 5, 7, 9)), name="practical_panel_is_odd"
            ),
            models.CheckConstraint(
                condition=Q(pass_percent__range=(0, 100), spread_limit__range=(0, 100)),
                name="practical_scheme_percents",
            ),
            models.CheckConstraint(
                condition=Q(tries__gte=1, minutes__gte=1), name="practical_scheme_has_time_and_a_try"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return pick(self, "title")

    @property
    def basis(self) -> str:
        """Return what the rules rest on, in the reader's language."""
        return pick(self, "basis")


class PracticalState(models.TextChoices):
    SCHEDULED = "scheduled", pgettext_lazy("practical", "Scheduled")
    OPEN = "open", pgettext_lazy("practical", "Being marked")
    CLOSED = "closed", pgettext_lazy("practical", "Waiting for release")
    RELEASED = "released", pgettext_lazy("practical", "Released")
    CANCELLED = "cancelled", pgettext_lazy("practical", "Cancelled")


class PracticalExamination(models.Model):
    """One row is one practical examination at one place and time. Officers schedule, open, close; kept ten years.

    `closed_by` settled the results; another officer releases them.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    scheme = models.ForeignKey(PracticalScheme, on_delete=models.PROTECT, related_name="examinations")
    site = models.ForeignKey("organisations.Site", on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey("organisations.Room", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("begins"))
    state = models.CharField(max_length=10, choices=PracticalState, default=PracticalState.SCHEDULED)
    seed = models.CharField(max_length=64)
    closed_by = models.UUIDField(null=True)
    released_by = models.UUIDField(null=True)
    released_at = models.DateTimeField(null=True)
    client_key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("practical examination")
        verbose_name_plural = _("practical examinations")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="released", released_at__isnull=False)
                | (~Q(state="released") & Q(released_at__isnull=True)),
                name="practical_release_has_its_instant",
            ),
        ]
        indexes = [models.Index(fields=["site", "starts_at"], name="practical_by_site_and_time")]

    def __str__(self) -> str:
        return f"{self.uuid}"

    @property
    def title(self) -> str:
        """Return the title of its scheme in the reader's language."""
        return self.scheme.title


class PracticalCandidate(models.Model):
    """One row is one try of one enrolment under a candidate number. PERSONAL by reference; kept ten years."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    examination = models.ForeignKey(PracticalExamination, on_delete=models.PROTECT, related_name="candidates")
    enrolment = models.ForeignKey("enrolments.Enrolment", on_delete=models.PROTECT, related_name="practicals")
    number = models.PositiveSmallIntegerField(_("candidate number"))
    attempt = models.PositiveSmallIntegerField(_("try"), default=1)
    is_absent = models.BooleanField(_("did not appear"), default=False)
    admitted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("candidate of a practical examination")
        verbose_name_plural = _("candidates of practical examinations")
        ordering = ["examination", "number", "attempt"]
        constraints = [
            models.UniqueConstraint(
                fields=["examination", "enrolment", "attempt"], name="practical_candidate_try_once"
            ),
            models.UniqueConstraint(
                fields=["examination", "number", "attempt"], name="practical_number_try_once"
            ),
            models.CheckConstraint(condition=Q(attempt__gte=1), name="practical_try_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.number:03d}"


class DrawnTask(models.Model):
    """One row is one task that a candidate has to do, in the wording of the day. Insert-only (triggers); ten years."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    candidate = models.ForeignKey(PracticalCandidate, on_delete=models.PROTECT, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=30)
    rubric = models.ForeignKey("exams.RubricVersion", on_delete=models.PROTECT, related_name="drawn")

    class Meta:
        ordering = ["candidate", "position"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "position"], name="drawn_task_position_once"),
            models.UniqueConstraint(fields=["candidate", "rubric"], name="drawn_task_once"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id}.{self.position}"


class PanelMember(models.Model):
    """One row lets one assessor mark at one examination, and heads their log. PERSONAL; kept ten years.

    `epoch`, `log_count` and `log_head` are moved under the row's lock only.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    examination = models.ForeignKey(PracticalExamination, on_delete=models.PROTECT, related_name="panel")
    assessor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    marks_all = models.BooleanField(default=True)
    epoch = models.PositiveIntegerField(default=0)
    log_count = models.PositiveIntegerField(default=0)
    log_head = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["examination", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["examination", "assessor"], name="panel_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.examination_id} {self.assessor_id}"


class ConflictOfInterest(models.Model):
    """One row says that an assessor may not mark a person, and who said so. PERSONAL. Insert-only (triggers).

    Kept ten years; a `TakenBack` row ends it. What the platform itself knows of who taught whom is not written here: it
    is asked each time.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    assessor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    declared_by = models.UUIDField(null=True)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="conflict_of_interest_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.assessor_id} {self.person_id}"


class SheetState(models.TextChoices):
    OPEN = "open", pgettext_lazy("sheet", "Open")
    SIGNED = "signed", pgettext_lazy("sheet", "Signed")
    SET_ASIDE = "set_aside", pgettext_lazy("sheet", "Set aside")


class MarkSheet(models.Model):
    """One row is one assessor's marking of one candidate (评分表). PERSONAL by reference; kept ten years.

    `is_further`: called because the others were not of one mind. After the signature nothing of it changes.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    candidate = models.ForeignKey(PracticalCandidate, on_delete=models.PROTECT, related_name="sheets")
    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="sheets")
    is_further = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.OPEN)
    assigned_at = models.DateTimeField()
    assigned_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["candidate", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "member"], name="mark_sheet_once_per_assessor"),
            models.UniqueConstraint(
                fields=["candidate"],
                condition=Q(is_further=True, state="open"),
                name="mark_sheet_one_further_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id}/{self.member_id}"


class MarkDevice(models.Model):
    """One row is one load of the marking page under its own epoch. Insert-only (triggers); kept with the log."""

    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="devices")
    epoch = models.PositiveIntegerField()
    holder = models.CharField(max_length=80)
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "epoch"], name="mark_device_epoch_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}/{self.epoch}"


class MarkEvent(models.Model):
    """One row is one change of one mark as the tablet sent it, chained to the one before. PERSONAL.

    Insert-only (triggers), kept ten years. `line` is a criterion, a veto line or the note of a task; `held` names why
    an event did not count when it came; it stays as evidence. See `rules.marks.is_counted`.
    """

    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="events")
    position = models.PositiveIntegerField()
    epoch = models.PositiveIntegerField()
    seq = models.PositiveIntegerField()
    sheet = models.ForeignKey(MarkSheet, on_delete=models.PROTECT, related_name="events")
    task = models.ForeignKey(DrawnTask, on_delete=models.PROTECT, related_name="events")
    line = models.CharField(max_length=10)
    value = models.JSONField(null=True)
    client_monotonic_ms = models.PositiveBigIntegerField()
    client_at = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField()
    held = models.CharField(max_length=20, blank=True)
    body_hash = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("mark event")
        verbose_name_plural = _("mark events")
        ordering = ["member", "position"]
        constraints = [
            models.UniqueConstraint(fields=["member", "epoch", "seq"], name="mark_event_seq_once"),
            models.UniqueConstraint(fields=["member", "position"], name="mark_event_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}/{self.epoch}.{self.seq}"


class MarkSignature(models.Model):
    """One row is the signed proof of what a sheet held when its assessor signed. PERSONAL by reference.

    Insert-only (triggers), kept ten years. The signature covers `payload` as canonical JSON bytes.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    sheet = models.OneToOneField(MarkSheet, on_delete=models.PROTECT, related_name="signature")
    payload = models.JSONField()
    signature = models.CharField(max_length=120)
    short_code = models.CharField(max_length=20, db_index=True)
    signed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("signature of an assessor")
        verbose_name_plural = _("signatures of assessors")

    def __str__(self) -> str:
        return self.short_code


class PracticalResult(models.Model):
    """One row is one calculation of a candidate's result. PERSONAL. Insert-only (triggers); kept ten years.

    `parts` holds what each task gave; `digest` covers the digests of the signed sheets that it was made from. The one
    with the highest number counts, once the examination is released.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    candidate = models.ForeignKey(PracticalCandidate, on_delete=models.PROTECT, related_name="results")
    number = models.PositiveSmallIntegerField(default=1)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    is_vetoed = models.BooleanField()
    passed = models.BooleanField()
    parts = models.JSONField()
    digest = models.CharField(max_length=64)
    calculated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("practical result")
        verbose_name_plural = _("practical results")
        ordering = ["candidate", "number"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "number"], name="practical_result_number_once"),
            models.CheckConstraint(
                condition=Q(percent__range=(0, 100)), name="practical_result_percent_is_a_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.percent}"
