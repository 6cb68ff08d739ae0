"""A candidate's own examinations: the list with released results, and the waiting room of one of them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lms.core.clock import local_date
from lms.core.prepared import answers
from lms.exams.errors import SittingNotFound
from lms.exams.papers.models import ReleaseRule
from lms.exams.sittings import room_rules
from lms.exams.sittings.arrangements import Arrangement, arrangement_of, duration_for
from lms.exams.sittings.days import began
from lms.exams.sittings.excused import ExcuseState, excuse_stand
from lms.exams.sittings.models import (
    ENDED_STATES,
    OVER,
    Attempt,
    AttemptState,
    CandidateState,
    Sitting,
    SittingCandidate,
    SittingState,
)
from lms.exams.sittings.policies import candidacies_of
from lms.exams.sittings.standing_clock import asked_clock, clock_from, last_start, last_starts
from lms.exams.sittings.verdicts import KINDS, VERDICTS, Verdict, set_aside, verdict_of


@dataclass(frozen=True, slots=True)
class MySitting:
    """One line of a trainee's examinations.

    `last_start`: the last moment to start, which a room that stood still moves. `is_start_over`: it has passed.
    `excuse`: how far officers are with excusing that the person did not appear (an `ExcuseState`, or nothing); why,
    is not said here.
    """

    sitting: Sitting
    enrolment_id: int
    candidate_number: str
    seat: str
    minutes: int
    arranged: Arrangement | None
    attempt_uuid: UUID
    attempt_state: str
    paper_id: int
    has_receipt: bool
    passed: bool | None
    percent: Decimal | None
    is_set_aside: bool
    excuse: str
    began_at: datetime | None
    last_start: datetime
    is_start_over: bool

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return self.sitting.title

    @property
    def is_ended(self) -> bool:
        """Return whether there is nothing left to write."""
        return self.attempt_state in (*ENDED_STATES, AttemptState.VOIDED)

    @property
    def is_result_to_come(self) -> bool:
        """Return whether it was handed in and its candidate was told nothing yet."""
        return self.attempt_state in ENDED_STATES and self.passed is None

    @property
    def is_running(self) -> bool:
        """Return whether it is being written, also again: a room may reopen what was handed in."""
        return self.attempt_state == AttemptState.IN_PROGRESS

    @property
    def verdict(self) -> Verdict | None:
        """Return what the candidate was told, None before the release."""
        if self.passed is None:
            return None
        return verdict_of(passed=self.passed, is_set_aside=self.is_set_aside)

    @property
    def is_told_at_once(self) -> bool:
        """Return whether the result comes as soon as the computer has marked; else two persons release it."""
        return bool(self.sitting.scheme.release == ReleaseRule.AT_ONCE)

    @property
    def is_cancelled(self) -> bool:
        """Return whether the sitting will not be held."""
        return self.sitting.state == SittingState.CANCELLED

    @property
    def can_enter(self) -> bool:
        """Return whether the waiting room is the place to go."""
        return self.attempt_state == AttemptState.PREPARED and self.sitting.state not in OVER

    @property
    def is_absent(self) -> bool:
        """Return whether the room was closed and its candidate had not begun."""
        return self.attempt_state == AttemptState.PREPARED and self.sitting.state == SittingState.CLOSED

    @property
    def is_excused(self) -> bool:
        """Return whether two officers have excused that its candidate did not appear."""
        return self.excuse == ExcuseState.HOLDS

    @property
    def may_start(self) -> bool:
        """Return whether the candidate may begin now."""
        return self.can_enter and self.sitting.state == SittingState.OPEN and not self.is_start_over

    @property
    def is_too_late(self) -> bool:
        """Return whether the candidate has not begun, and may not any more."""
        return self.can_enter and self.is_start_over

    @property
    def is_coming(self) -> bool:
        """Return whether it is being written, or can still be: now or on a later day."""
        return self.is_running or (self.can_enter and not self.is_start_over)

    def is_awaited(self, now: datetime) -> bool:
        """Return whether its candidate sits and waits for it: from its day on, while it can still be started."""
        is_its_day = local_date(self.sitting.opens_at) <= local_date(now)
        return self.can_enter and not self.is_start_over and is_its_day

    def is_due(self, now: datetime) -> bool:
        """Return whether its doors are open and it cannot be started on a later day: nothing else comes before it."""
        doors = self.sitting.doors_at or self.sitting.opens_at
        is_last_day = local_date(self.last_start) == local_date(now)
        return self.can_enter and not self.is_start_over and is_last_day and doors <= now

    @property
    def url(self) -> str:
        """Return where this sitting goes on: the waiting room, the paper, or the receipt."""
        if self.is_ended:
            return reverse("exams:receipt", args=[self.attempt_uuid])
        if self.is_running:
            return reverse("exams:attempt", args=[self.attempt_uuid])
        return reverse("exams:sitting", args=[self.sitting.uuid])

    @property
    def when_text(self) -> str:
        """Return when and in which room: the days on which one may begin, once begun or on one day the time of it."""
        opens, room = localtime(self.sitting.opens_at), self.sitting.room.name
        if self.began_at or not self.is_coming or local_date(opens) == local_date(self.last_start):
            return f"{date_format(localtime(self.began_at or opens), 'DATETIME_FORMAT')} · {room}"
        days = {
            "from": date_format(opens, "DATE_FORMAT"),
            "until": date_format(localtime(self.last_start), "DATE_FORMAT"),
        }
        return f"{_('%(from)s to %(until)s') % days} · {room}"

    @property
    def note(self) -> str:
        """Return what else its card says: what an excused absence means, and that its page tells how it goes on."""
        if not (self.is_absent and self.is_excused):
            return ""
        return _("It does not count as a try. Open it to read what comes next.")

    @property
    def tag(self) -> dict[str, str]:
        """Return the state in a word, with the kind of tag that shows it."""
        if self.verdict:
            word, kind = VERDICTS[self.verdict], KINDS[self.verdict]
        elif self.attempt_state == AttemptState.VOIDED:
            word, kind = AttemptState.VOIDED.label, "warning"
        elif self.is_ended:
            word, kind = _("Handed in"), "neutral"
        elif self.is_running:
            word, kind = _("Running"), "accent"
        elif self.is_absent and self.is_excused:
            word, kind = _("Did not appear, excused"), "neutral"
        elif self.is_absent:
            word, kind = CandidateState.ABSENT.label, "warning"
        elif self.may_start:
            word, kind = _("Open now"), "accent"
        elif self.is_too_late:
            word, kind = _("Start is over"), "warning"
        elif self.is_cancelled:
            word, kind = self.sitting.get_state_display(), "warning"
        else:
            word, kind = self.sitting.get_state_display(), "neutral"
        return {"label": str(word), "kind": kind}


def list_my_sittings(person_id: int | None, *, now: datetime) -> list[MySitting]:
    """Return a person's sittings, newest first, with released results."""
    rows = list(_my_candidacies(person_id).order_by("-sitting__opens_at", "-pk"))
    until = last_starts([row.sitting for row in rows], now=now)
    return [_my_sitting(row, until[row.sitting_id], now=now) for row in rows]


def get_my_sitting(person_id: int | None, sitting_uuid: UUID, *, now: datetime) -> MySitting:
    """Return a person's own sitting.

    :raises SittingNotFound: when the person is no candidate of it.
    """
    row = _my_candidacies(person_id).filter(sitting__uuid=sitting_uuid).first()
    if row is None:
        raise SittingNotFound(_("There is no such examination for you."))
    return _my_sitting(row, last_start(row.sitting, now=now), now=now)


def own_end(mine: MySitting, *, now: datetime) -> datetime | None:
    """Return when the time of a running attempt is over, as it looks now; None where none runs."""
    return clock_from(*answers(*asked_clock(mine.attempt_uuid))).deadline_at(now) if mine.is_running else None


def _my_candidacies(person_id: int | None) -> QuerySet[SittingCandidate]:
    attempts = Attempt.objects.order_by("-pk").prefetch_related("receipts", "results")
    attempts = attempts.annotate(is_set_aside=set_aside(), began=began())
    rows = candidacies_of(person_id).select_related("sitting__scheme", "sitting__room", "arrangement")
    rows = rows.annotate(excuse=excuse_stand())
    return rows.prefetch_related(Prefetch("attempts", queryset=attempts))


def _my_sitting(row: SittingCandidate, until: datetime, *, now: datetime) -> MySitting:
    attempt = row.attempts.all()[0]
    # Under a corrected key an attempt has a further result; a later receipt waits for one of its own.
    newest = len(attempt.receipts.all()) if attempt.state in ENDED_STATES else 0
    results = [row for row in attempt.results.all() if row.released_at and row.receipt_number == newest]
    released = max(results, key=lambda row: row.rank, default=None)
    return MySitting(
        sitting=row.sitting,
        enrolment_id=row.enrolment_id,
        candidate_number=str(row),
        seat=row.seat,
        minutes=duration_for(row, row.sitting.scheme.duration_minutes * 60) // 60,
        arranged=arrangement_of(row),
        attempt_uuid=attempt.uuid,
        attempt_state=attempt.state,
        paper_id=attempt.paper_id,
        has_receipt=bool(attempt.receipts.all()),
        passed=released.passed if released else None,
        percent=released.percent if released else None,
        is_set_aside=vars(attempt)["is_set_aside"],
        excuse=vars(row)["excuse"] or "",
        began_at=vars(attempt)["began"],
        last_start=until,
        is_start_over=room_rules.is_start_over(until, now=now),
    )
