"""Pure decisions about the timetable: which days a weekly pattern means, and what clashes with what. No Django."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

# Law and practice of training: more than a day's work of teaching at once is a slip of the pen.
MOST_MINUTES = 8 * 60
MOST_SESSIONS = 400
# Outside of these hours, or for less than this, a class is likelier a slip of the pen than meant; it can be meant.
EARLIEST, LATEST = time(6), time(22)
SHORT = 20  # minutes


@dataclass(frozen=True, slots=True)
class WeeklySlot:
    """A weekday (Monday is 0), when teaching begins by the site's clock, and for how many minutes."""

    weekday: int
    begins: time
    minutes: int


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when."""

    begins: datetime
    ends: datetime

    def meets(self, other: "Period") -> bool:
        """Return whether the two share a moment; one that ends as the other begins does not."""
        return self.begins < other.ends and other.begins < self.ends


@dataclass(frozen=True, slots=True)
class Taken:
    """What takes a room, an instructor, a cohort and persons (all as keys) for a time; `title` is for people.

    `site` is that of a class.
    """

    title: str
    period: Period
    room: int | None = None
    instructors: frozenset[int] = field(default_factory=frozenset)
    cohort: int | None = None
    persons: frozenset[int] = field(default_factory=frozenset)
    site: int | None = None


class Clash(StrEnum):
    ROOM = "room"
    INSTRUCTOR = "instructor"
    COHORT = "cohort"
    PERSON = "person"


def expand(
    slots: Iterable[WeeklySlot], first: date, last: date, *, without: Collection[date], zone: str
) -> list[Period]:
    """Return the times that a weekly pattern means from the first to the last day, days without teaching left out."""
    clock, listed, found = ZoneInfo(zone), list(slots), []
    for day in days_between(first, last):
        if day not in without:
            for slot in listed:
                if slot.weekday == day.weekday():
                    begins = datetime.combine(day, slot.begins, tzinfo=clock)
                    found.append(Period(begins, begins + timedelta(minutes=slot.minutes)))
    return sorted(found, key=lambda period: period.begins)


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield each day from the first to the last, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of teaching: of which part (its place in the list), and when."""

    part: int
    period: Period


def pour(minutes: Sequence[int], times: Iterable[Period]) -> list[tuple[Period, list[Piece]]]:
    """Return the times that parts of so many minutes take one after the other, each with what is taught in it.

    A part is never given more minutes than it has: what follows begins in the same time. Times left over are not
    returned; whether all parts found room says `left_over`.
    """
    waiting, found = [[place, count] for place, count in enumerate(minutes) if count > 0], []
    for period in times:
        at, pieces = period.begins, []
        while waiting and at < period.ends:
            place, count = waiting[0]
            ends = min(period.ends, at + timedelta(minutes=count))
            pieces.append(Piece(place, Period(at, ends)))
            waiting[0][1] -= int((ends - at).total_seconds() // 60)
            if waiting[0][1] <= 0:
                waiting.pop(0)
            at = ends
        if not pieces:
            break
        found.append((Period(period.begins, at), pieces))
    return found


def left_over(minutes: Sequence[int], poured: Iterable[tuple[Period, list[Piece]]]) -> int:
    """Return how many minutes of the parts found no time."""
    spans = [piece.period.ends - piece.period.begins for _period, pieces in poured for piece in pieces]
    return sum(minutes) - sum(int(span.total_seconds() // 60) for span in spans)


def faults_of(slots: Iterable[WeeklySlot]) -> list[str]:
    """Return codes of what makes a weekly pattern unusable."""
    listed, found = list(slots), []
    if not listed:
        found.append("empty")
    if any(not 1 <= slot.minutes <= MOST_MINUTES for slot in listed):
        found.append("minutes")
    if any(_overlap(one, other) for at, one in enumerate(listed) for other in listed[at + 1 :]):
        found.append("overlap")
    return found


def doubts_about(slots: Iterable[WeeklySlot]) -> list[str]:
    """Return codes of what is unusual about a weekly pattern that can be used."""
    listed, found = list(slots), []
    latest = LATEST.hour * 60 + LATEST.minute
    if any(slot.begins < EARLIEST or _span(slot)[1] > latest for slot in listed):
        found.append("night")
    if any(slot.minutes < SHORT for slot in listed):
        found.append("short")
    return found


def slot_of(period: Period, *, zone: str) -> WeeklySlot:
    """Return at which weekday and hour a time begins by the site's clock, and how long it lasts."""
    begins = period.begins.astimezone(ZoneInfo(zone))
    minutes = int((period.ends - period.begins).total_seconds() // 60)
    return WeeklySlot(begins.weekday(), begins.time(), minutes)


def _overlap(one: WeeklySlot, other: WeeklySlot) -> bool:
    (begins, ends), (other_begins, other_ends) = _span(one), _span(other)
    return one.weekday == other.weekday and begins < other_ends and other_begins < ends


def _span(slot: WeeklySlot) -> tuple[int, int]:
    """Return when a slot begins and ends, in minutes of its day."""
    begins = slot.begins.hour * 60 + slot.begins.minute
    return begins, begins + slot.minutes


def clashes(wanted: Taken, taken: Iterable[Taken]) -> list[tuple[Clash, Taken]]:
    """Return what stands against a wish, each with what is there; one thing may clash in several ways."""
    found = []
    for other in taken:
        if wanted.period.meets(other.period):
            found += [(kind, other) for kind in _shared(wanted, other)]
    return found


def _shared(one: Taken, other: Taken) -> Iterator[Clash]:
    if one.room is not None and one.room == other.room:
        yield Clash.ROOM
    if one.instructors & other.instructors:
        yield Clash.INSTRUCTOR
    if one.cohort is not None and one.cohort == other.cohort:
        yield Clash.COHORT
    elif one.persons & other.persons:
        yield Clash.PERSON
