"""Pure decisions on interruptions and transfers: which days can be. No Django."""

from dataclasses import dataclass
from datetime import date


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
