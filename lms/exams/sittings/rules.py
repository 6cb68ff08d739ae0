"""Pure decisions of the examination protocol: states, the clock, what counts, gaps, digests. No Django."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

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
}
# For the transport of what was answered in time, not for answering.
GRACE = timedelta(seconds=60)
MAX_EXTRA_MINUTES = 120

AFTER_DEADLINE, AFTER_END, OTHER_SEAT, PAUSED = "after_deadline", "after_end", "other_seat", "paused"


class TimeFact(Protocol):
    """What the clock's fold reads of a time event."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def seconds(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Clock:
    """Where an attempt's clock stands: a function of its time events only."""

    started_at: datetime | None = None
    deadline: datetime | None = None
    paused_at: datetime | None = None
    closed_at: datetime | None = None

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
    started = deadline = paused = closed = None
    for event in events:
        if event.kind == "start":
            started, deadline = event.at, event.at + timedelta(seconds=event.seconds)
        elif event.kind == "extra" and deadline is not None:
            deadline += timedelta(seconds=event.seconds)
        elif event.kind == "pause" and paused is None:
            paused = event.at
        elif event.kind == "resume" and paused is not None and deadline is not None:
            # A clock set back between the two must not take time away.
            deadline, paused = deadline + max(event.at - paused, timedelta()), None
        elif event.kind == "close":
            closed = event.at
    return Clock(started, deadline, paused, closed)


@dataclass(frozen=True, slots=True)
class Arrival:
    """The circumstances of one event that decide whether it counts."""

    received_at: datetime
    made_after_grant: timedelta
    granted_at: datetime
    is_open: bool
    is_known_seat: bool


def reason_to_hold(arrival: Arrival, clock: Clock) -> str:
    """Return why an event is kept but does not count, or an empty string when it counts.

    When it was made is counted by the terminal's monotonic clock from the grant of its lease, and never lies
    after its arrival; the wall clock of the terminal is not asked.
    """
    if not arrival.is_known_seat:
        return OTHER_SEAT
    if not arrival.is_open:
        return AFTER_END
    made_at = min(arrival.granted_at + arrival.made_after_grant, arrival.received_at)
    if clock.paused_at is not None and made_at > clock.paused_at + GRACE:
        return PAUSED
    deadline = clock.deadline_at(arrival.received_at)
    if deadline is None or made_at > deadline or arrival.received_at > deadline + GRACE:
        return AFTER_DEADLINE
    return ""


def contiguous_up_to(numbers: Iterable[int]) -> int:
    """Return the highest n such that 1..n are all there; 0 when 1 is missing."""
    present = set(numbers)
    highest = 0
    while highest + 1 in present:
        highest += 1
    return highest


def missing_ranges(numbers: Iterable[int], final: int) -> list[tuple[int, int]]:
    """Return the gaps in 1..final as inclusive ranges."""
    gaps: list[tuple[int, int]] = []
    expected = 1
    for number in sorted({n for n in numbers if 1 <= n <= final}):
        if number > expected:
            gaps.append((expected, number - 1))
        expected = number + 1
    if expected <= final:
        gaps.append((expected, final))
    return gaps


class Answer(Protocol):
    """What the fold of answers reads of an event."""

    @property
    def item_uuid(self) -> Any: ...
    @property
    def epoch(self) -> int: ...
    @property
    def seq(self) -> int: ...
    @property
    def held(self) -> str: ...


Event = TypeVar("Event", bound=Answer)


def fold_answers(events: Iterable[Event]) -> dict[Any, Event]:
    """Return per item the counting event with the highest (epoch, seq), whatever the order of arrival."""
    current: dict[Any, Event] = {}
    for event in events:
        if event.held:
            continue
        known = current.get(event.item_uuid)
        if known is None or (event.epoch, event.seq) > (known.epoch, known.seq):
            current[event.item_uuid] = event
    return current


def canonical(value: Any) -> bytes:
    """Return the bytes that are hashed and signed: JSON with sorted names and no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(value: Any) -> str:
    """Return SHA-256 over the canonical bytes of a value."""
    return hashlib.sha256(canonical(value)).hexdigest()


def chain_hash(body_hash: str, *, previous: str, received_at: datetime, held: str) -> str:
    """Return the hash that ties one event to all before it."""
    return sha256({"prev": previous, "body": body_hash, "at": received_at.isoformat(), "held": held})


def answers_digest(answers: Mapping[str, Any]) -> str:
    """Return the digest over the answers that receipt and result share; a taken-back answer is none."""
    return sha256({str(item): response for item, response in answers.items() if response is not None})


def short_code(digest: str) -> str:
    """Return twelve characters of a digest in groups, without letters that look alike."""
    alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
    number, characters = int(digest, 16), ""
    for _place in range(12):
        number, rest = divmod(number, len(alphabet))
        characters += alphabet[rest]
    return "-".join((characters[:4], characters[4:8], characters[8:]))


def reasons_against_extra(minutes: int, reason: str) -> list[str]:
    """Return codes of why extra time cannot be given."""
    reasons = [] if 1 <= minutes <= MAX_EXTRA_MINUTES else ["minutes_out_of_range"]
    return reasons if reason.strip() else [*reasons, "reason_missing"]


def next_state(table: Mapping[tuple[str, str], str], state: str, act: str) -> str | None:
    """Return the state that an act leads to, or None when it is not possible."""
    return table.get((state, act))


def unanswered(item_uuids: Sequence[str], answers: Mapping[str, Any]) -> int:
    """Return how many items have no answer."""
    return sum(1 for item in item_uuids if answers.get(item) is None)
