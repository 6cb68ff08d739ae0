"""Pure decisions of the room: what an act needs, who must agree, gaps in the kept time, a clock that is wrong."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from lms.exams.sittings.rules import Span

MAX_MINUTES = 120
# What one person may give a candidate alone; more needs a second person.
MINUTES_ALONE = 30
# Terminals report every 15 seconds and the time is kept every 5: a shorter silence is none.
SHORTEST_OUTAGE = timedelta(seconds=30)
# A gap that long in the middle of an examination is more likely a clock than a power failure.
LONGEST_GAP_IN_EXAMINATION = timedelta(hours=4)
LONGEST_GAP = timedelta(days=45)
CLOCK_TOLERANCE = timedelta(seconds=30)

_WITH_MINUTES = frozenset({"extra", "reopen"})
_BY_TWO = frozenset({"reopen", "void"})
_BY_OFFICER = frozenset({"void"})
_ABOUT_EVIDENCE = frozenset({"count", "discount"})
_FOR_ONE_ONLY = frozenset({"reopen", "force", "void"})


def reasons_against_act(kind: str, *, minutes: int, is_for_all: bool) -> list[str]:
    """Return codes of why an act cannot be done or asked for as it is written."""
    least = 1 if kind == "extra" else 0
    is_possible = kind not in _WITH_MINUTES or least <= minutes <= MAX_MINUTES
    reasons = [] if is_possible else ["minutes_out_of_range"]
    return [*reasons, "one_candidate_only"] if is_for_all and kind in _FOR_ONE_ONLY else reasons


def needs_second_person(kind: str, *, minutes: int, given_before: int) -> bool:
    """Return whether another person has to agree, given the minutes that the candidate with most was given before."""
    return kind in _BY_TWO or (kind == "extra" and given_before + minutes > MINUTES_ALONE)


def needs_second_for_evidence(
    positions: Collection[int],
    *,
    counts: bool,
    after_deadline: Collection[int],
    accepted: Collection[int],
    firm: Collection[int],
) -> bool:
    """Return whether another person has to agree that held answers count or do not.

    So it is where what was made after the end of the time would count, and where something changes that is firm: two
    people let it in, or the candidate was told a result. `after_deadline`, `accepted` and `firm` are the positions
    that were made then, those that count so far, and those that are firm.
    """
    lets_in = counts and any(place in after_deadline for place in positions)
    changes = any(place in firm and (place in accepted) is not counts for place in positions)
    return lets_in or changes


@dataclass(frozen=True, slots=True)
class Changed:
    """How many questions are marked otherwise when held answers count or do not. It tells nobody which are right."""

    filled: int = 0
    replaced: int = 0
    emptied: int = 0

    @property
    def is_any(self) -> bool:
        """Return whether anything changes at all."""
        return bool(self.filled or self.replaced or self.emptied)


def changed_by(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> Changed:
    """Return what is otherwise, given by item the response that counts before and after; None is no answer."""
    pairs = [(before.get(item), after.get(item)) for item in {**before, **after}]
    return Changed(
        filled=sum(old is None and new is not None for old, new in pairs),
        replaced=sum(None not in (old, new) and old != new for old, new in pairs),
        emptied=sum(old is not None and new is None for old, new in pairs),
    )


def is_about_evidence(kind: str) -> bool:
    """Return whether an act speaks of held answers."""
    return kind in _ABOUT_EVIDENCE


def is_room_paused(acts: Iterable[str]) -> bool:
    """Return whether the room stands still, given the kinds of the acts on everybody in their order."""
    paused = False
    for kind in acts:
        paused = kind == "pause" if kind in ("pause", "resume") else paused
    return paused


class RoomFact(Protocol):
    """What is read of an act on everybody to know when nobody could start."""

    @property
    def kind(self) -> str: ...
    @property
    def decided_at(self) -> datetime | None: ...
    @property
    def away(self) -> tuple[Span, ...]: ...


def last_start(closes_at: datetime, acts: Iterable[RoomFact], *, now: datetime) -> datetime:
    """Return the last moment to start: later by how long, before it, the room stood still or the server was away.

    The acts are those on everybody in their order, outages on which nobody has decided among them.
    """
    last, seen = closes_at, None
    for span in sorted(_kept_out(acts, now=now), key=lambda span: span.since):
        since = max(span.since, seen or span.since)
        if since >= last:
            break
        until = max(span.until or now, since)
        last, seen = last + (until - since), until
    return last


def is_start_over(last: datetime, *, now: datetime) -> bool:
    """Return whether nobody may start any more, given the last moment to start."""
    return now >= last


def _kept_out(acts: Iterable[RoomFact], *, now: datetime) -> Iterator[Span]:
    paused_at: datetime | None = None
    for act in acts:
        yield from act.away
        if act.kind == "pause":
            paused_at = paused_at or act.decided_at
        elif act.kind == "resume" and paused_at is not None:
            yield Span(paused_at, act.decided_at)
            paused_at = None
    if paused_at is not None:
        yield Span(paused_at, now)


def changes_room(kind: str, *, is_paused: bool) -> bool:
    """Return whether an act on everybody stops the room or lets it go on, also while nobody in it is writing."""
    return kind == ("resume" if is_paused else "pause")


def is_stopped_alone(times: Iterable[tuple[str, bool]]) -> bool:
    """Return whether a clock that stands still was stopped for this candidate, and not with the whole room.

    `times` are its events: the kind, and whether it was done to this candidate. It goes on alone as well: who is out of
    the room would lose the time when the others go on.
    """
    is_still = is_alone = False
    for kind, is_for_one in times:
        if kind == "pause" and not is_still:
            is_still, is_alone = True, is_for_one
        elif kind in ("resume", "close"):
            is_still = False
    return is_still and is_alone


def clock_doubt(kept_at: datetime, now: datetime, *, is_running: bool) -> str:
    """Return how the clock disagrees with the time that was kept, or an empty string."""
    longest = LONGEST_GAP_IN_EXAMINATION if is_running else LONGEST_GAP
    if now < kept_at - CLOCK_TOLERANCE:
        return "behind"
    return "ahead" if now > kept_at + longest else ""


def needs_officer(kind: str) -> bool:
    """Return whether only an examinations officer can be the second person of an act."""
    return kind in _BY_OFFICER


def is_outage(kept_at: datetime, now: datetime) -> bool:
    """Return whether the platform was away between the two."""
    return now - kept_at > SHORTEST_OUTAGE


@dataclass(slots=True)
class ProcessClock:
    """The time as one process counts it: by the monotonic clock from an anchor, whatever happens to the wall clock.

    Small differences are followed, as a time server makes them; a jump is not, and is told once.
    """

    anchor: datetime
    monotonic: float
    jump: timedelta = timedelta()

    def now(self, wall: datetime, monotonic: float) -> datetime:
        """Return the time, and remember a jump of the wall clock."""
        counted = self.anchor + timedelta(seconds=monotonic - self.monotonic)
        if abs(wall - counted) > CLOCK_TOLERANCE:
            self.jump = wall - counted
            return counted
        self.anchor, self.monotonic, self.jump = wall, monotonic, timedelta()
        return wall
