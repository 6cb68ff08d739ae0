"""What is known of a result before an appeal, and the dated rule that holds for it. Reads only."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from lms.core.clock import local_date
from lms.exams.appeals import rules
from lms.exams.appeals.models import Appeal, AppealRule, AppealState
from lms.exams.appeals.subject import Told, subject_of
from lms.exams.marking.current import results_that_count
from lms.exams.marking.models import Result
from lms.exams.practical.models import PracticalCandidate, PracticalResult, PracticalState
from lms.exams.practical.waived import waived_among


def limits_on(code: str, day: date) -> rules.Limits:
    """Return what the rule of an examination says on a day, or what holds without one."""
    rows = AppealRule.objects.filter(code=code, valid_from__lte=day).order_by("-valid_from")
    row = rows.first()
    return rules.Limits(row.file_days, row.answer_days) if row else rules.Limits()


def appealable() -> QuerySet[Result]:
    """Return the released results that count, with what an appeal asks of them."""
    return results_that_count(released=True).select_related(
        "attempt__candidate__sitting__scheme",
        "attempt__candidate__sitting__site",
        "attempt__candidate__enrolment__person",
    )


def appealable_practicals() -> QuerySet[PracticalResult]:
    """Return the released practical results that count, with what an appeal asks of them."""
    newer = PracticalResult.objects.filter(candidate=OuterRef("candidate"), number__gt=OuterRef("number"))
    rows = PracticalResult.objects.filter(
        ~Exists(newer), candidate__examination__state=PracticalState.RELEASED
    )
    return rows.select_related(
        "candidate__examination__scheme",
        "candidate__examination__site",
        "candidate__examination__room",
        "candidate__enrolment__person",
    )


def released_on(result: Told) -> date:
    """Return the day on which a result was told, as a day of the site."""
    told_at = subject_of(result).told_at
    if told_at is None:
        raise ValueError("Only a released result was told.")
    return local_date(told_at)


def limits_for(result: Told) -> rules.Limits:
    """Return what holds for a released result: the rule of the day on which it was told."""
    return limits_on(subject_of(result).code, released_on(result))


def standing_of(result: Told) -> rules.Standing:
    """Return what is known of a released result that counts."""
    if isinstance(result, PracticalResult):
        known_of_work = Appeal.objects.filter(practical_result=result).exclude(state=AppealState.WITHDRAWN)
        own = PracticalCandidate.objects.filter(pk=result.candidate_id)
        return rules.Standing(
            released_on=released_on(result),
            is_appealed=known_of_work.exists(),
            is_set_aside=bool(waived_among(own)),
        )
    appeals = Appeal.objects.filter(attempt=result.attempt_id).exclude(state=AppealState.WITHDRAWN)
    known = list(appeals.select_related("result"))
    place = _place(result)
    return rules.Standing(
        released_on=released_on(result),
        is_appealed=any(row.is_open or row.result_id == result.pk for row in known),
        is_answered=any(_place(row.result) == place for row in known),
    )


def _place(result: Result | None) -> tuple[int, int] | None:
    return (result.receipt_number, result.key_version) if result else None


def reason_against(result: Told, *, now: datetime) -> str:
    """Return a code for why a released result that counts cannot be appealed now, empty where it can."""
    today = local_date(now)
    return rules.reason_against_filing(standing_of(result), today=today, limits=limits_for(result))
