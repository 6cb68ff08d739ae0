"""What comes after an examination that its candidate did not take, and what is known of further tries. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from lms.core.clock import local_date
from lms.enrolments.api import Enrolment, EnrolmentState
from lms.exams.sittings.after_failure import Chances, last_day, words_after_failure
from lms.exams.sittings.eligibility import tries_left, tries_used
from lms.exams.sittings.excused import ExcuseState
from lms.exams.sittings.models import ENDED_STATES, OVER, Attempt, SittingCandidate
from lms.exams.sittings.own import MySitting
from lms.exams.sittings.room_rules import is_start_over
from lms.exams.sittings.standing_clock import last_starts
from lms.exams.sittings.standings import conditions_on, passed_before, tries_of

UNDER_WAY = (ExcuseState.WAITING, ExcuseState.HOLDS)


@dataclass(frozen=True, slots=True)
class AfterAbsence:
    """What somebody who did not appear reads: how it goes on, and whether an excuse would still change anything."""

    steps: Sequence[str] = ()
    can_be_excused: bool = False


def after_absence(mine: MySitting, person_id: int, *, now: datetime) -> AfterAbsence:
    """Return how it goes on for who did not appear: tries, until when, the next day; nothing for who left or appeared.

    It can be excused while the absence has used a try: not where tries are not counted, nor once the examination was
    passed, nor while officers are at it or have excused it.
    """
    code, enrolment = mine.sitting.scheme.code, mine.enrolment_id
    if not mine.is_absent:
        return AfterAbsence()
    if Enrolment.objects.filter(pk=enrolment, state=EnrolmentState.WITHDRAWN).exists():
        return AfterAbsence()
    conditions = conditions_on(code, local_date(now))
    passed, before = passed_before(code, conditions, [person_id])
    counts = tries_of(code, [enrolment])
    used = tries_used(counts["tries"][enrolment], counts["absences"][enrolment], conditions)
    later = [at for at in written_by(code, [enrolment]).get(enrolment, []) if at > mine.sitting.opens_at]
    chances = Chances(
        tries=tries_left(used, conditions),
        at=coming_for(code, [enrolment], now).get(enrolment),
        taken_at=later[-1] if later else None,
        passed_on=passed.get(enrolment),
        until=last_day(before.get(person_id), conditions),
    )
    is_counted = conditions.absence_counts and conditions.resits is not None
    return AfterAbsence(
        steps=words_after_failure(chances, today=local_date(now)),
        can_be_excused=is_counted and chances.passed_on is None and mine.excuse not in UNDER_WAY,
    )


def coming_for(code: str, enrolments: Sequence[int], now: datetime) -> Mapping[int, datetime]:
    """Return the next sitting of the examination to which each enrolment is admitted."""
    rows = SittingCandidate.objects.filter(
        enrolment__in=enrolments, sitting__scheme__code=code, attempts__state="prepared"
    ).exclude(sitting__state__in=OVER)
    waiting = list(rows.select_related("sitting").order_by("sitting__opens_at"))
    until = last_starts([row.sitting for row in waiting], now=now)
    found: dict[int, datetime] = {}
    for row in waiting:
        if not is_start_over(until[row.sitting_id], now=now):
            found.setdefault(row.enrolment_id, localtime(row.sitting.opens_at))
    return found


def written_by(code: str, enrolments: Sequence[int]) -> Mapping[int, list[datetime]]:
    """Return when each enrolment has written the examination without a result that is released."""
    rows = Attempt.objects.filter(
        candidate__enrolment__in=enrolments, candidate__sitting__scheme__code=code, state__in=ENDED_STATES
    ).exclude(results__released_at__isnull=False)
    found: dict[int, list[datetime]] = {}
    for enrolment, at in rows.order_by("ended_at").values_list("candidate__enrolment_id", "ended_at"):
        found.setdefault(enrolment, []).append(at)
    return found
