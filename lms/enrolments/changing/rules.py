"""Pure decisions on interruptions, transfers and resumptions: which days can be, what goes on. No Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Span:
    """Days between which something of an enrolment can happen."""

    first: date
    last: date


def reasons_against_day(day: date, span: Span) -> list[str]:
    """Return codes of why a day cannot be: nothing happens before the enrolment, or is said before it happened."""
    if day < span.first:
        return ["before_it_began"]
    return ["in_future"] if day > span.last else []


def school_after(own: int, *, taught_there: frozenset[int], chosen: int | None) -> int | None:
    """Return the school that teaches an enrolment at another site: its own where it can; None where nobody can."""
    if own in taught_there:
        return own
    return chosen if chosen in taught_there else None


@dataclass(frozen=True, slots=True)
class Stand:
    """An enrolment on a programme: the number of its version, and when it was withdrawn (None: it was not)."""

    version: int
    withdrawn_at: datetime | None


def taken_up_by(stands: Mapping[int, Stand], version: int) -> int | None:
    """Return by its key which of a person's enrolments on a programme goes on when a version is enrolled on, or None.

    The last one withdrawn of that version; else of an older one, where the person is on no other version: enrolments
    move to newer versions only.
    """
    same = {key: one for key, one in stands.items() if one.version == version}
    if (found := last_withdrawn(same)) is not None:
        return found
    if any(one.withdrawn_at is None for one in stands.values()):
        return None
    return last_withdrawn({key: one for key, one in stands.items() if one.version < version})


def last_withdrawn(stands: Mapping[int, Stand]) -> int | None:
    """Return by its key the enrolment that was withdrawn last; None where none was."""
    ended = [(one.withdrawn_at, key) for key, one in stands.items() if one.withdrawn_at is not None]
    return max(ended)[1] if ended else None


class Against:
    """Why an enrolment is not taken up again."""

    NOT_WITHDRAWN, TAKEN, ELSEWHERE, NOT_TAUGHT = "not_withdrawn", "taken", "elsewhere", "not_taught"


@dataclass(frozen=True, slots=True)
class Resuming:
    """What decides whether an enrolment is taken up again at the school and site where it was."""

    is_withdrawn: bool
    has_other: bool
    is_here: bool
    is_taught: bool


def reason_against_resuming(facts: Resuming) -> str:
    """Return a code of why an enrolment is not taken up again, or ""."""
    against = {
        Against.NOT_WITHDRAWN: not facts.is_withdrawn,
        Against.TAKEN: facts.has_other,
        Against.ELSEWHERE: not facts.is_here,
        Against.NOT_TAUGHT: not facts.is_taught,
    }
    return next((code for code, is_so in against.items() if is_so), "")


def pause_between(withdrawn: date, resumed: date) -> tuple[date, date] | None:
    """Return the first day without training and the first day back; None where no whole day lies between.

    On the day of the withdrawal somebody may still have been in class: it stays a day of training.
    """
    first = withdrawn + timedelta(days=1)
    return (first, resumed) if first < resumed else None
