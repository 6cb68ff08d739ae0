"""How many tries enrolments have used at an examination, as the rule that holds today counts them. Reads only."""

from collections.abc import Iterable
from datetime import datetime

from lms.core.clock import local_date
from lms.exams.absences.rules import Count
from lms.exams.sittings.models import SittingCandidate
from lms.exams.sittings.standings import conditions_on, tries_of


def count_of(candidate: SittingCandidate, *, now: datetime) -> Count:
    """Return the tries of one candidate, with places that wait."""
    enrolment = candidate.enrolment_id
    return counts_of(candidate.sitting.scheme.code, [enrolment], now=now)[enrolment]


def counts_of(code: str, enrolments: Iterable[int], *, now: datetime) -> dict[int, Count]:
    """Return the same for many, in a number of queries that does not grow."""
    rows = list(enrolments)
    conditions, counts = conditions_on(code, local_date(now)), tries_of(code, rows)
    allowed = None if conditions.resits is None else conditions.resits + 1
    return {
        pk: Count(
            counts["tries"][pk]
            + counts["planned"][pk]
            + (counts["absences"][pk] if conditions.absence_counts else 0),
            allowed,
            conditions.absence_counts,
        )
        for pk in rows
    }
