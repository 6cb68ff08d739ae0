"""Rows of what invigilators do and note: acts, incidents, decisions on late answers; and of the examination's clock."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid
from lms.exams.sittings.models import Attempt, Sitting
from lms.exams.sittings.room_rules import needs_officer
from lms.exams.sittings.rules import Span


class ActKind(models.TextChoices):
    PAUSE = "pause", _("Stop the clock")
    RESUME = "resume", _("Let the clock go on")
    EXTRA = "extra", _("Give time")
    OUTAGE = "outage", _("Give back the time of an outage")
    FORCE = "force", _("Hand in for the candidate")
    REOPEN = "reopen", _("Reopen")
    VOID = "void", _("Declare void")
    COUNT = "count", _("Let held answers count")
    DISCOUNT = "discount", _("Let held answers not count")


class ActState(models.TextChoices):
    WAITING = "waiting", _("Waits for a second person")
    DONE = "done", _("Done")
    REFUSED = "refused", pgettext_lazy("request", "Refused")


class RoomAct(models.Model):
    """One row is one act of an invigilator on a candidate or on the whole room, or its request. Kept with the sitting.

    Without `attempt` it was for everybody who was writing; the time events it wrote name it. An outage is proposed by
    the server (`asked_by` is empty) and grows while the server is away; when it is away again before somebody has
    decided, `spans` names each time it was, as [from, until], and `since` and `until` reach from the first to the last.
    `positions` are places in the attempt's log: the held answers of which `count` and `discount` speak. Those two are
    only ever asked for, and give a `Decision` when agreed to. `beside` names the acts of others that had given minutes
    a moment before, of which the page of who gave these told; `beside_minutes`: how many one person had from them.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="acts")
    attempt = models.ForeignKey(Attempt, null=True, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=8, choices=ActKind)
    state = models.CharField(max_length=8, choices=ActState)
    minutes = models.PositiveSmallIntegerField(default=0)
    positions = models.JSONField(null=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    spans = models.JSONField(default=list, blank=True)
    beside = models.JSONField(default=list, blank=True)
    beside_minutes = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300)
    needs_second = models.BooleanField(default=False)
    client_key = models.UUIDField(unique=True)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("act in the room")
        verbose_name_plural = _("acts in the room")
        ordering = ["sitting", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(needs_second=False)
                | ~Q(state="done")
                | Q(decided_by__isnull=False) & (Q(asked_by__isnull=True) | ~Q(decided_by=F("asked_by"))),
                name="room_act_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="room_act_decision_has_its_instant",
            ),
            models.UniqueConstraint(
                fields=["sitting"],
                condition=Q(kind="outage", state="waiting"),
                name="room_act_one_outage_waits",
            ),
            models.UniqueConstraint(
                fields=["attempt", "kind"], condition=Q(state="waiting"), name="room_act_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def away(self) -> tuple[Span, ...]:
        """Return when the server was away, the earliest first; nothing where the act is no outage."""
        if self.spans:
            instants = ([datetime.fromisoformat(instant) for instant in span] for span in self.spans)
            return tuple(Span(since, until) for since, until in instants)
        return (Span(self.since, self.until),) if self.since and self.until else ()

    @property
    def state_word(self) -> str:
        """Return the state in words; what was refused by who had asked for it was taken back."""
        is_taken_back = self.state == ActState.REFUSED and self.decided_by == self.asked_by is not None
        return pgettext("request", "Taken back") if is_taken_back else str(self.get_state_display())

    @property
    def waits_for(self) -> str:
        """Return in words for whose consent it waits."""
        if needs_officer(self.kind):
            return gettext("Waits for an examinations officer.")
        return gettext("Waits for a second person.")

    def note_away(self, since: datetime, until: datetime) -> bool:
        """Let the outage grow, or note that it is another one, and return whether it is; the time between is none."""
        *before, last = self.away
        is_another = last.until is not None and since > last.until
        spans = (
            [*self.away, Span(since, until)] if is_another else [*before, Span(min(last.since, since), until)]
        )
        self.since, self.until = spans[0].since, until
        self.spans = [[span.since.isoformat(), (span.until or until).isoformat()] for span in spans]
        return is_another


class IncidentCategory(models.TextChoices):
    POWER = "power", _("Power failure")
    NETWORK = "network", _("Network failure")
    COMPUTER = "computer", _("Computer failed")
    ILLNESS = "illness", _("Illness")
    LATE = "late", _("Came late")
    LEFT_ROOM = "left_room", _("Left the room for a while")
    TALKING = "talking", _("Talked or passed notes")
    AIDS = "aids", _("Forbidden aids or telephone")
    IMPOSTOR = "impostor", _("Doubt who is sitting there")
    COPYING = "copying", _("Copied or let others copy")
    DISTURBANCE = "disturbance", _("Disturbance in the room")
    QUESTION = "question", _("Complaint about a question")
    EVACUATION = "evacuation", _("Room had to be left")
    OTHER = "other", pgettext_lazy("incident", "Something else")
    # Written by the platform itself.
    CONFLICT = "conflict", _("Two different answers under one number")
    CLOCK = "clock", _("The server's clock was set")
    OUTAGE = "outage", _("The server was away")
    BROWSER = "browser", _("Not in Safe Exam Browser")
    PAPER = "paper", _("The sealed reserve was opened")
    REFUSED = "refused", _("Entries of a terminal that the server did not take")
    LEFT_PAGE = "left_page", _("Left the examination page")
    UNSEEN = "unseen", _("The comparison with photo or papers was taken back")


# What a person may choose; the others are what the platform notes.
WRITTEN_BY_PEOPLE = tuple(IncidentCategory)[:-8]


class IncidentEvent(models.Model):
    """One row is something that happened in a room, to one candidate or to all. PERSONAL by reference.

    Insert-only (triggers), kept ten years. Written by invigilators, or by the platform (then `actor_uuid` is empty).
    `entry` is what a terminal brought and the server cannot count, as the JSON text that it sent; `text` is then why.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="incidents")
    attempt = models.ForeignKey(Attempt, null=True, on_delete=models.PROTECT, related_name="incidents")
    category = models.CharField(max_length=12, choices=IncidentCategory)
    text = models.CharField(max_length=1000, blank=True)
    entry = models.JSONField(null=True)
    at = models.DateTimeField()
    actor_uuid = models.UUIDField(null=True)
    client_key = models.UUIDField(unique=True, default=new_uuid)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["sitting", "pk"]

    def __str__(self) -> str:
        return self.category


class Decision(models.Model):
    """One row says of answers that were held whether they count. PERSONAL by reference.

    Insert-only (triggers), kept ten years. `positions` are places in the attempt's log; of two decisions on one event
    the later one holds. Answers made while the server was away are let in by rule: then `actor_uuid` is empty.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="decisions")
    positions = models.JSONField()
    counts = models.BooleanField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    actor_uuid = models.UUIDField(null=True)
    client_key = models.UUIDField(unique=True, default=new_uuid)

    class Meta:
        verbose_name = _("decision on held answers")
        verbose_name_plural = _("decisions on held answers")
        ordering = ["attempt", "pk"]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.positions}"


class ClockDoubt(models.TextChoices):
    NONE = "", _("None")
    BEHIND = "behind", _("Behind the time that was kept")
    AHEAD = "ahead", _("Far ahead of the time that was kept")


class KeptTime(models.Model):
    """One row, the only one, keeps the latest time at which the platform is known to have lived (ADR 0100).

    Written every few seconds by web and worker; a clock that disagrees with it locks sittings until somebody confirms.
    """

    kept_at = models.DateTimeField()
    web_at = models.DateTimeField(null=True)
    doubt = models.CharField(max_length=8, choices=ClockDoubt, blank=True, default="")
    doubted_at = models.DateTimeField(null=True)
    generation = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="kept_time_is_one_row")]

    def __str__(self) -> str:
        return f"{self.kept_at}"
