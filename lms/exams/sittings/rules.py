"""Pure decisions of the examination protocol: states, the clock, what counts, gaps, digests. No Django."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol, TypeVar

from lms.exams.eventlog import sha256

# One table per model: from which state an act leads to which.
SITTING_TRANSITIONS = {
    ("scheduled", "open"): "open",
    ("open", "close"): "closed",
    ("scheduled", "cancel"): "cancelled",
}
ATTEMPT_TRANSITIONS = {
    ("prepared", "start"): "in_progress",
    ("in_progress", "hand_in"): "handed_in",
    ("in_progress", "time_up"): "closed_by_time",
    ("in_progress", "force"): "ended_by_staff",
    ("in_progress", "void"): "voided",
    **{(ended, "reopen"): "in_progress" for ended in ("handed_in", "closed_by_time", "ended_by_staff")},
    **{(ended, "void"): "voided" for ended in ("handed_in", "closed_by_time", "ended_by_staff")},
}
# For the transport of what was answered in time, not for answering.
GRACE = timedelta(seconds=60)
# Whoever was allowed another seat sits down there: long enough for a computer that has to be started first, too short
# for a consent that is found and used after everybody has forgotten it.
SEAT_CONSENT = timedelta(minutes=10)

# Hours in which no examination begins, and how far ahead one is planned: beyond, it is a slip of the hand.
EARLIEST, LATEST = time(6), time(22)
FARTHEST = timedelta(days=366)
IN_THE_NIGHT, FAR_AWAY = "in_the_night", "far_away"

AFTER_DEADLINE, AFTER_END, OTHER_SEAT, PAUSED = "after_deadline", "after_end", "other_seat", "paused"
LATE_ARRIVAL = "late_arrival"
# No answer at all: the candidate marked a question for later, or took the mark off. It never counts, nobody decides.
# Where an answer would have been held, the mark is too, with the same reason behind a colon: nobody is shown it.
MARK = "mark"
# Held for one of these, an answer may yet count: somebody decides, and no result is released before. What was made
# after the time was up does not wait for anybody.
WAITS_FOR_DECISION = frozenset({AFTER_END, OTHER_SEAT, PAUSED, LATE_ARRIVAL})


class TimeFact(Protocol):
    """What the clock's fold reads of a time event."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def seconds(self) -> int: ...
    @property
    def since(self) -> datetime | None: ...
    @property
    def until(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time; without `until` it still lasts."""

    since: datetime
    until: datetime | None = None

    def holds(self, instant: datetime) -> bool:
        """Return whether an instant lies inside, ends not counted."""
        return self.since < instant and (self.until is None or instant < self.until)


@dataclass(frozen=True, slots=True)
class Clock:
    """Where an attempt's clock stands: a function of its time events only."""

    started_at: datetime | None = None
    deadline: datetime | None = None
    paused_at: datetime | None = None
    closed_at: datetime | None = None
    pauses: tuple[Span, ...] = ()
    # From the end, or the deadline where that came first, to the reopening.
    ends: tuple[Span, ...] = ()
    outages: tuple[Span, ...] = ()

    def deadline_at(self, now: datetime) -> datetime | None:
        """Return the deadline as it looks now; while paused it moves along with the time."""
        if self.deadline is None or self.paused_at is None:
            return self.deadline
        return self.deadline + max(now - self.paused_at, timedelta())

    def is_over(self, now: datetime) -> bool:
        """Return whether the time is up."""
        due = self.deadline_at(now)
        return due is not None and now > due


def clock_of(events: Iterable[TimeFact]) -> Clock:
    """Fold time events, in the order they were written, into the clock."""
    clock = Clock()
    for event in events:
        step = _STEPS.get(event.kind)
        if step is not None and (clock.deadline is not None or event.kind == "start"):
            clock = step(clock, event)
    return clock


def _start(_clock: Clock, event: TimeFact) -> Clock:
    return Clock(started_at=event.at, deadline=event.at + timedelta(seconds=event.seconds))


def extended(clock: Clock, gift: timedelta) -> Clock:
    """Return the clock with a later deadline; one that never started has none."""
    return replace(clock, deadline=clock.deadline + gift) if clock.deadline else clock


def _extend(clock: Clock, event: TimeFact) -> Clock:
    return extended(clock, timedelta(seconds=event.seconds))


def _credit(clock: Clock, event: TimeFact) -> Clock:
    windows = (Span(event.since, event.until),) if event.since and event.until else ()
    return _extend(replace(clock, outages=clock.outages + windows), event)


def _pause(clock: Clock, event: TimeFact) -> Clock:
    return clock if clock.paused_at else replace(clock, paused_at=event.at)


def _resume(clock: Clock, event: TimeFact) -> Clock:
    if clock.paused_at is None:
        return clock
    # A clock set back between the two must not take time away.
    until = max(event.at, clock.paused_at)
    pauses = (*clock.pauses, Span(clock.paused_at, until))
    return replace(clock, deadline=clock.deadline_at(until), paused_at=None, pauses=pauses)


def _close(clock: Clock, event: TimeFact) -> Clock:
    return replace(_resume(clock, event), closed_at=event.at)


def _reopen(clock: Clock, event: TimeFact) -> Clock:
    """Give back what was left at the end, and what the reopening gives on top; never less than there was."""
    if clock.closed_at is None or clock.deadline is None:
        return clock
    until = max(event.at, clock.closed_at)
    left = max(clock.deadline - clock.closed_at, timedelta())
    ends = (*clock.ends, Span(min(clock.closed_at, clock.deadline), until))
    deadline = until + left + timedelta(seconds=event.seconds)
    return replace(clock, deadline=deadline, closed_at=None, ends=ends)


_STEPS: Mapping[str, Callable[[Clock, TimeFact], Clock]] = {
    "start": _start,
    "extra": _extend,
    "outage": _credit,
    "pause": _pause,
    "resume": _resume,
    "close": _close,
    "reopen": _reopen,
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """The circumstances of one event that decide whether it counts."""

    received_at: datetime
    made_after_grant: timedelta
    granted_at: datetime
    is_open: bool
    is_known_seat: bool
    # When the candidate went on at another seat than this one, if so.
    left_at: datetime | None = None

    @property
    def is_made_elsewhere(self) -> bool:
        """Return whether it was made where the candidate did not sit any more: somebody else may have made it."""
        return self.left_at is not None and self.made_at > self.left_at

    @property
    def made_at(self) -> datetime:
        """Return when it was made, by the terminal's monotonic clock from its lease, and never after its arrival.

        The wall clock of the terminal is not asked.
        """
        return min(self.granted_at + self.made_after_grant, self.received_at)


class GivenLease(Protocol):
    """What is read of a lease to know when a seat was left."""

    @property
    def epoch(self) -> int: ...
    @property
    def holder(self) -> str: ...
    @property
    def granted_at(self) -> datetime: ...


def seat_left_at(leases: Mapping[int, GivenLease], epoch: int) -> datetime | None:
    """Return when another seat took over from that of a lease, or None: the same seat's next page is no other."""
    holder = leases[epoch].holder
    later = (one for one in leases.values() if one.epoch > epoch and one.holder != holder)
    return min((one.granted_at for one in later), default=None)


def reason_to_hold(arrival: Arrival, clock: Clock) -> str:
    """Return why an event is kept but does not count, or an empty string when it counts."""
    deadline = clock.deadline_at(arrival.received_at)
    if not arrival.is_known_seat:
        return OTHER_SEAT
    if deadline is None or is_after_deadline(arrival, clock):
        return AFTER_DEADLINE
    if arrival.is_made_elsewhere:
        return OTHER_SEAT
    if not arrival.is_open or _within(clock.ends, arrival.made_at):
        return AFTER_END
    if _made_while_paused(clock, arrival.made_at):
        return PAUSED
    return LATE_ARRIVAL if arrival.received_at > deadline + GRACE else ""


def is_after_deadline(arrival: Arrival, clock: Clock) -> bool:
    """Return whether an event was made after the end of the time, whatever else there is to say of it."""
    deadline = clock.deadline_at(arrival.received_at)
    return deadline is None or arrival.made_at > deadline


def held_as_mark(reason: str) -> str:
    """Return under what a mark for later is kept, given why it would be held, empty where it would not."""
    return f"{MARK}:{reason}" if reason else MARK


def is_mark(held: str) -> bool:
    """Return whether an event is a mark for later, held or not."""
    return held.partition(":")[0] == MARK


def is_claim_of_outage(arrival: Arrival, clock: Clock) -> bool:
    """Return whether the event was made while the server is confirmed to have been away, in time and before the end."""
    made = arrival.made_at
    is_away = any(span.since <= made and made <= (span.until or made) for span in clock.outages)
    in_time = clock.deadline is not None and made <= clock.deadline
    is_before_end = not _within(clock.ends, made) and (clock.closed_at is None or made <= clock.closed_at)
    return (
        arrival.is_known_seat
        and not arrival.is_made_elsewhere
        and is_away
        and in_time
        and is_before_end
        and not _made_while_paused(clock, made)
    )


def _made_while_paused(clock: Clock, made: datetime) -> bool:
    """Return whether it was made in a pause of which the terminal had time enough to learn."""
    pauses = (*clock.pauses, Span(clock.paused_at)) if clock.paused_at else clock.pauses
    return any(Span(span.since + GRACE, span.until).holds(made) for span in pauses)


def _within(spans: Iterable[Span], instant: datetime) -> bool:
    return any(span.holds(instant) for span in spans)


def outage_credit(clock: Clock, away: Span) -> timedelta:
    """Return how much of an outage took time from an attempt: none before its start, after its end or in a pause.

    Whoever's time was up when it began lost none. Whoever has ended since had it before the end.
    """
    until = away.until
    if clock.started_at is None or until is None:
        return timedelta()
    since = max(away.since, clock.started_at)
    if clock.is_over(since):
        return timedelta()
    until = min(until, clock.closed_at or until)
    pauses = (*clock.pauses, Span(clock.paused_at, until)) if clock.paused_at else clock.pauses
    paused = sum((_overlap(since, until, span) for span in (*pauses, *clock.ends)), timedelta())
    return max(until - since - paused, timedelta())


def outage_credits(clock: Clock, outages: Iterable[Span]) -> list[timedelta]:
    """Return the credit of each of several outages, in their order; what one gives is there when the next begins."""
    given = []
    for away in outages:
        given.append(outage_credit(clock, away))
        clock = extended(clock, given[-1])
    return given


def _overlap(since: datetime, until: datetime, span: Span) -> timedelta:
    return max(min(until, span.until or until) - max(since, span.since), timedelta())


class Answer(Protocol):
    """What the fold of answers reads of an event."""

    @property
    def position(self) -> int: ...
    @property
    def item_uuid(self) -> Any: ...
    @property
    def epoch(self) -> int: ...
    @property
    def seq(self) -> int: ...
    @property
    def held(self) -> str: ...


Event = TypeVar("Event", bound=Answer)


def fold_answers(events: Iterable[Event], accepted: Collection[int] = ()) -> dict[Any, Event]:
    """Return per item the counting event with the highest (epoch, seq), whatever the order of arrival.

    An event that is held counts when its position is among the `accepted`; a mark for later never does.
    """
    current: dict[Any, Event] = {}
    for event in events:
        if is_mark(event.held) or (event.held and event.position not in accepted):
            continue
        known = current.get(event.item_uuid)
        if known is None or (event.epoch, event.seq) > (known.epoch, known.seq):
            current[event.item_uuid] = event
    return current


def marked_in(marks: Iterable[tuple[Any, int, int, bool]]) -> dict[Any, tuple[int, int, bool]]:
    """Return per item the mark with the highest (epoch, seq) of (item, epoch, seq, whether it is marked)."""
    current: dict[Any, tuple[int, int, bool]] = {}
    for item, epoch, seq, is_marked in marks:
        if item not in current or (epoch, seq) > current[item][:2]:
            current[item] = epoch, seq, is_marked
    return current


def ruled_on(decisions: Iterable[tuple[Sequence[int], bool]]) -> dict[int, bool]:
    """Return of each position that was decided on whether it counts; the later of two decisions holds."""
    found: dict[int, bool] = {}
    for positions, counts in decisions:
        found.update(dict.fromkeys(positions, counts))
    return found


def accepted_in(decisions: Iterable[tuple[Sequence[int], bool]]) -> frozenset[int]:
    """Return the positions that count although they were held."""
    return frozenset(position for position, counts in ruled_on(decisions).items() if counts)


def undecided(held: Iterable[tuple[int, str]], decisions: Iterable[tuple[Sequence[int], bool]]) -> list[int]:
    """Return the positions of held events, given (position, why), that nobody has decided on and somebody must."""
    decided = ruled_on(decisions)
    return [place for place, why in held if why in WAITS_FOR_DECISION and place not in decided]


def answers_digest(answers: Mapping[str, Any]) -> str:
    """Return the digest over the answers that receipt and result share; a taken-back answer is none."""
    return sha256({str(item): response for item, response in answers.items() if response is not None})


def is_target(act: str, state: str, *, is_paused: bool) -> bool:
    """Return whether an act in the room means an attempt in this state."""
    if act in ("force", "reopen", "void"):
        return (state, act) in ATTEMPT_TRANSITIONS
    if act in ("outage", "count", "discount"):
        # Ended ones too: what was written while the server was away may still be on its way.
        return state not in ("prepared", "voided")
    return state == "in_progress" and (act != "pause" or not is_paused) and (act != "resume" or is_paused)


def unlikely_beginning(opens: datetime, *, today: date) -> str:
    """Return why hardly anybody means a beginning, given in the time of the site, or an empty string."""
    if opens.date() - today > FARTHEST:
        return FAR_AWAY
    return "" if EARLIEST <= opens.time() < LATEST else IN_THE_NIGHT


def next_state(table: Mapping[tuple[str, str], str], state: str, act: str) -> str | None:
    """Return the state that an act leads to, or None when it is not possible."""
    return table.get((state, act))


def unanswered(item_uuids: Sequence[str], answers: Mapping[str, Any]) -> int:
    """Return how many items have no answer."""
    return sum(1 for item in item_uuids if answers.get(item) is None)
