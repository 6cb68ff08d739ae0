"""Rows of sittings, candidates, attempts, leases, and the three append-only logs: answers, time, receipts."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid
from lms.core.language import pick
from lms.exams.sittings.compared import Compared


class SittingState(models.TextChoices):
    SCHEDULED = "scheduled", _("Scheduled")
    OPEN = "open", _("Open now")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", pgettext_lazy("sitting", "Cancelled")


# Nobody is to sit there any more.
OVER = (SittingState.CLOSED, SittingState.CANCELLED)


class Sitting(models.Model):
    """One row is one examination at one place and time. Officers schedule, invigilators open; ten years.

    `closes_at` is the last moment to start. `seating` is the seed by which seats were drawn; empty: they were not.
    `browser_keys`: config keys of Safe Exam Browser, one on each line; empty: any browser (ADR 0118).
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    scheme = models.ForeignKey("exams.ExaminationScheme", on_delete=models.PROTECT, related_name="sittings")
    papers = models.ManyToManyField(
        "exams.PaperVersion", through="exams.SittingPaper", related_name="sittings"
    )
    site = models.ForeignKey("organisations.Site", on_delete=models.PROTECT, related_name="sittings")
    room = models.ForeignKey("organisations.Room", on_delete=models.PROTECT, related_name="sittings")
    title_zh = models.CharField(_("Chinese title"), max_length=150)
    title_en = models.CharField(_("English title"), max_length=250, blank=True)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("last start"))
    doors_at = models.DateTimeField(_("doors open"), null=True)
    state = models.CharField(
        pgettext_lazy("sitting", "state"),
        max_length=10,
        choices=SittingState,
        default=SittingState.SCHEDULED,
    )
    cancelled_why = models.CharField(max_length=300, blank=True)
    seating = models.CharField(max_length=64, blank=True)
    browser_keys = models.TextField(blank=True, default="")
    invigilators = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="exams.SittingInvigilator", related_name="sittings_to_watch"
    )
    client_key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        ordering = ["-opens_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="sitting_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(doors_at__isnull=True) | Q(doors_at__lte=F("opens_at")),
                name="sitting_doors_open_before_it_does",
            ),
            models.CheckConstraint(
                condition=(Q(state="cancelled") & ~Q(cancelled_why=""))
                | (~Q(state="cancelled") & Q(cancelled_why="")),
                name="sitting_cancelled_has_its_reason",
            ),
        ]
        indexes = [
            # "What is on at this site?"
            models.Index(fields=["site", "opens_at"], name="sitting_by_site_and_time"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return pick(self, "title")


class SittingPaper(models.Model):
    """One row lays a paper ready at a sitting: the only one, one of its parallel forms, or one candidate's own.

    All are of the sitting's own examination and version (on PostgreSQL a trigger holds it). Officers lay papers before
    anybody is admitted; kept ten years, not personal.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="laid")
    paper = models.ForeignKey("exams.PaperVersion", on_delete=models.PROTECT, related_name="laid")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["sitting", "position"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "paper"], name="paper_once_per_sitting"),
            models.UniqueConstraint(fields=["sitting", "position"], name="paper_position_once_per_sitting"),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id}.{self.position}"


class CandidateState(models.TextChoices):
    ADMITTED = "admitted", _("Admitted")
    ABSENT = "absent", _("Did not appear")


class SittingCandidate(Compared):
    """One row admits one enrolment to one sitting under a number. PERSONAL by reference; kept with it."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="candidates")
    enrolment = models.ForeignKey("enrolments.Enrolment", on_delete=models.PROTECT, related_name="sittings")
    number = models.PositiveSmallIntegerField(_("candidate number"))
    seat = models.CharField(_("seat"), max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=CandidateState, default=CandidateState.ADMITTED)
    admitted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ["sitting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "enrolment"], name="candidate_once_per_sitting"),
            models.UniqueConstraint(fields=["sitting", "number"], name="candidate_number_once_per_sitting"),
            models.UniqueConstraint(
                fields=["sitting", "seat"], condition=~Q(seat=""), name="candidate_alone_on_a_seat"
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="candidate_seen_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number:03d}"


class AttemptState(models.TextChoices):
    PREPARED = "prepared", _("Not started")
    IN_PROGRESS = "in_progress", _("Writing")
    HANDED_IN = "handed_in", _("Handed in")
    CLOSED_BY_TIME = "closed_by_time", _("Closed at the end of time")
    ENDED_BY_STAFF = "ended_by_staff", _("Handed in by the invigilator")
    VOIDED = "voided", _("Void")


# Not being written any more, and there is something to mark.
ENDED_STATES = (AttemptState.HANDED_IN, AttemptState.CLOSED_BY_TIME, AttemptState.ENDED_BY_STAFF)


class Attempt(models.Model):
    """One row is one candidate's one try at a paper of a sitting. PERSONAL by reference. Kept ten years.

    Built beforehand; `paper` may be another one of the sitting's until the start. `lease_epoch`, `log_count` and
    `log_head` are moved under the row's lock only.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    candidate = models.ForeignKey(SittingCandidate, on_delete=models.PROTECT, related_name="attempts")
    paper = models.ForeignKey("exams.PaperVersion", on_delete=models.PROTECT, related_name="attempts")
    state = models.CharField(max_length=15, choices=AttemptState, default=AttemptState.PREPARED)
    shuffle_seed = models.CharField(max_length=64)
    lease_epoch = models.PositiveIntegerField(default=0)
    log_count = models.PositiveIntegerField(default=0)
    log_head = models.CharField(max_length=64, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(
                fields=["candidate"],
                condition=Q(state__in=["prepared", "in_progress"]),
                name="attempt_one_live_per_candidate",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=["prepared", "in_progress"], ended_at__isnull=True)
                    | Q(
                        state__in=["handed_in", "closed_by_time", "ended_by_staff", "voided"],
                        ended_at__isnull=False,
                    )
                ),
                name="attempt_end_has_its_instant",
            ),
        ]
        indexes = [
            # The sweep asks: which attempts are running?
            models.Index(fields=["state"], name="attempt_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"


class Lease(models.Model):
    """One row lets one seat write to an attempt under one epoch; a higher epoch fences it. Kept with it.

    `holder` names a registered terminal, a browser session by its hash where terminals are not registered, or "paper:".
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="leases")
    epoch = models.PositiveIntegerField()
    holder = models.CharField(max_length=80)
    seat = models.CharField(max_length=40, blank=True)
    granted_at = models.DateTimeField()
    granted_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["attempt", "epoch"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "epoch"], name="lease_epoch_once_per_attempt"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.epoch}"

    @property
    def is_from_paper(self) -> bool:
        """Return whether it stands for what was keyed from a sheet, as `FromPaper.holder` writes it."""
        return self.holder.startswith("paper:")


class SeatDecision(models.TextChoices):
    ASKED = "asked", _("Asked")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


class SeatRequest(models.Model):
    """One row asks to go on with an attempt at another seat. Invigilators decide; kept with the attempt.

    The seat repeats its question every few seconds; when it stops (`last_asked_at`), nobody waits there any more.
    `is_used`: it is the answer no more, because somebody moved by it or by a later one, its time is over, or it was
    asked anew after a refusal.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="seat_requests")
    holder = models.CharField(max_length=80)
    seat = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=SeatDecision, default=SeatDecision.ASKED)
    asked_at = models.DateTimeField()
    last_asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    is_used = models.BooleanField(default=False)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "holder"], condition=Q(is_used=False), name="seat_asked_once_per_holder"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at__isnull=True)
                | (~Q(state="asked") & Q(decided_at__isnull=False)),
                name="seat_decision_has_its_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.state}"


class Channel(models.TextChoices):
    LIVE = "live", pgettext_lazy("answer", "Live")
    LATE = "late", pgettext_lazy("answer", "Late")
    PAPER = "paper", pgettext_lazy("answer", "Keyed from paper")


class AnswerEvent(models.Model):
    """One row is one change of one answer as the terminal sent it, chained to the one before. PERSONAL.

    Insert-only (triggers), kept ten years. `held` names why an event does not count; it stays as evidence. Where it is
    `mark` the row is no answer and was held for nothing: a question was marked for later, or the mark taken off, and
    `response` says which (see `answer_rows`); `mark:other_seat` and the like say why such a mark is not shown.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="events")
    position = models.PositiveIntegerField()
    epoch = models.PositiveIntegerField()
    seq = models.PositiveIntegerField()
    item_uuid = models.UUIDField()
    response = models.JSONField(null=True)
    client_monotonic_ms = models.PositiveBigIntegerField()
    client_at = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=5, choices=Channel)
    held = models.CharField(max_length=20, blank=True)
    body_hash = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("answer event")
        verbose_name_plural = _("answer events")
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "epoch", "seq"], name="answer_event_seq_once"),
            models.UniqueConstraint(fields=["attempt", "position"], name="answer_event_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.epoch}.{self.seq}"


class AnswerCurrent(models.Model):
    """One row is the answer that counts now for one item: the fold of the log. PERSONAL."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="answers")
    item_uuid = models.UUIDField()
    epoch = models.PositiveIntegerField()
    seq = models.PositiveIntegerField()
    response = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "item_uuid"], name="answer_current_once_per_item"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.item_uuid}"


class TimeKind(models.TextChoices):
    START = "start", _("Start")
    EXTRA = "extra", _("Extra time")
    PAUSE = "pause", _("Pause")
    RESUME = "resume", _("Resume")
    OUTAGE = "outage", _("Outage")
    CLOSE = "close", _("Close")
    REOPEN = "reopen", _("Reopening")


class TimeEvent(models.Model):
    """One row moves the clock of an attempt; the deadline is the fold of these rows and of nothing else.

    Insert-only (triggers), kept ten years. `seconds`: the duration on start, the gift on extra, outage and reopening.
    `since` and `until` say when the server was away; `act` is what an invigilator did to one candidate or the room.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="time_events")
    act = models.ForeignKey("exams.RoomAct", null=True, on_delete=models.PROTECT, related_name="time_events")
    kind = models.CharField(max_length=8, choices=TimeKind)
    at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    actor_uuid = models.UUIDField(null=True)

    class Meta:
        # As written, not by `at`: a server clock that was set back must not reorder the facts of the clock.
        ordering = ["attempt", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt"], condition=Q(kind="start"), name="time_event_one_start_per_attempt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.kind}"


class Receipt(models.Model):
    """One row is the signed proof of what an attempt held when it ended. PERSONAL by reference.

    Insert-only (triggers), kept ten years. The signature covers `payload` as canonical JSON bytes.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="receipts")
    number = models.PositiveSmallIntegerField(default=1)
    payload = models.JSONField()
    signature = models.CharField(max_length=120)
    short_code = models.CharField(max_length=20, db_index=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="receipt_number_once_per_attempt"),
        ]

    def __str__(self) -> str:
        return self.short_code
