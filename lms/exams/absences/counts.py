"""How many tries enrolments have used at an examination, as the rule that holds today counts them. Reads only."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from lms.core.clock import local_date
from lms.exams.absences.rules import Count
from lms.exams.sittings.eligibility import Conditions, tries_left, tries_used
from lms.exams.sittings.models import SittingCandidate
from lms.exams.sittings.standings import conditions_on, tries_of


def counts_by_day(candidate: SittingCandidate, *, now: datetime) -> list[Count]:
    """Return the tries of a candidate, with places that wait, by the rule of today and of every day of other sittings.

    Who was admitted was judged by the rule of that day: what is to hold there is asked by it, too.
    """
    code, enrolment = candidate.sitting.scheme.code, candidate.enrolment_id
    others = SittingCandidate.objects.filter(enrolment=enrolment, sitting__scheme__code=code)
    opened = others.exclude(pk=candidate.pk).values_list("sitting__opens_at", flat=True)
    counts = tries_of(code, [enrolment])
    days = sorted({local_date(now), *(local_date(at) for at in opened)})
    return [_count(counts, enrolment, conditions_on(code, day)) for day in days]


def counts_of(code: str, enrolments: Iterable[int], *, now: datetime) -> dict[int, Count]:
    """Return the tries of many by the rule of today, in a number of queries that does not grow."""
    rows = list(enrolments)
    conditions, counts = conditions_on(code, local_date(now)), tries_of(code, rows)
    return {pk: _count(counts, pk, conditions) for pk in rows}


def _count(counts: Mapping[str, Counter[int]], enrolment: int, conditions: Conditions) -> Count:
    return Count(
        used=tries_used(counts["tries"][enrolment], counts["absences"][enrolment], conditions),
        planned=counts["planned"][enrolment],
        allowed=tries_left(0, conditions),
        absence_counts=conditions.absence_counts,
    )
