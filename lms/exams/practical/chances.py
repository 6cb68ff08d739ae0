"""What a practical result that is no pass leaves open: tries, the next day, until when. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from lms.core.clock import local_date
from lms.exams.practical.admission import tries_of
from lms.exams.practical.models import PracticalCandidate, PracticalResult, PracticalState
from lms.exams.practical.policies import results_of
from lms.exams.practical.waived import waived_among
from lms.exams.sittings.after_failure import Chances, last_day, words_after_failure
from lms.exams.sittings.eligibility import tries_left, tries_used
from lms.exams.sittings.standings import conditions_on, passed_before
from lms.exams.sittings.verdicts import Verdict, verdict_of

# Marked, or being marked, and not told yet.
_TAKEN = (PracticalState.OPEN, PracticalState.CLOSED)


def steps_after(result: PracticalResult, *, now: datetime) -> list[str]:
    """Return in words what comes after a released result; nothing after a pass."""
    if result.passed and not waived_among(PracticalCandidate.objects.filter(pk=result.candidate_id)):
        return []
    return words_after_failure(chances_after(result, now=now), today=local_date(now))


def chances_after(result: PracticalResult, *, now: datetime) -> Chances:
    """Return what is known after a result that is no pass; all tries of one day are one (ADR 0126)."""
    candidate = result.candidate
    enrolment, code = candidate.enrolment, candidate.examination.scheme.code
    conditions = conditions_on(code, local_date(now))
    passed, before = passed_before(code, conditions, [enrolment.person_id])
    counts = tries_of(code, [enrolment.pk])
    used = tries_used(counts["tries"][enrolment.pk], counts["absences"][enrolment.pk], conditions)
    later = PracticalCandidate.objects.filter(
        enrolment=enrolment, examination__scheme__code=code, is_absent=False
    )
    later = later.exclude(examination=candidate.examination).order_by("examination__starts_at")
    days = later.values_list("examination__state", "examination__starts_at")
    coming = [at for state, at in days if state == PracticalState.SCHEDULED and at >= now]
    taken = [at for state, at in days if state in _TAKEN and at > candidate.examination.starts_at]
    return Chances(
        tries=tries_left(used, conditions),
        at=coming[0] if coming else None,
        taken_at=taken[-1] if taken else None,
        passed_on=passed.get(enrolment.pk),
        until=last_day(before.get(enrolment.person_id), conditions),
    )


@dataclass(frozen=True, slots=True)
class UnpassedTry:
    """The newest told try at a practical examination that was never passed, and what comes next in words."""

    result: PracticalResult
    verdict: Verdict
    steps: tuple[str, ...]


def my_unpassed(person_id: int | None, *, now: datetime) -> list[UnpassedTry]:
    """Return the newest released result of each practical examination that was never passed."""
    rows = results_of(person_id).select_related("candidate__examination__scheme", "candidate__enrolment")
    newest: dict[str, PracticalResult] = {}
    for row in rows.order_by("-candidate__examination__starts_at", "-candidate__attempt", "-pk"):
        newest.setdefault(row.candidate.examination.scheme.code, row)
    tries = PracticalCandidate.objects.filter(pk__in=[row.candidate_id for row in newest.values()])
    waived = waived_among(tries)
    found = []
    for row in newest.values():
        verdict = verdict_of(passed=row.passed, is_set_aside=row.candidate_id in waived)
        if verdict is Verdict.PASSED:
            continue
        chances = chances_after(row, now=now)
        if chances.passed_on is None:
            steps = words_after_failure(chances, today=local_date(now))
            found.append(UnpassedTry(row, verdict, tuple(steps)))
    return found
