"""What is known of a result before an appeal, and the dated rule that holds for it. Reads only."""

from datetime import date, datetime

from django.db.models import QuerySet

from lms.core.clock import local_date
from lms.exams.appeals import rules
from lms.exams.appeals.models import Appeal, AppealRule, AppealState
from lms.exams.marking.current import results_that_count
from lms.exams.marking.models import Result


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


def released_on(result: Result) -> date:
    """Return the day on which a result was told, as a day of the site."""
    if result.released_at is None:
        raise ValueError("Only a released result was told.")
    return local_date(result.released_at)


def limits_for(result: Result) -> rules.Limits:
    """Return what holds for a released result: the rule of the day on which it was told."""
    return limits_on(result.attempt.candidate.sitting.scheme.code, released_on(result))


def standing_of(result: Result) -> rules.Standing:
    """Return what is known of a released result that counts."""
    appeals = Appeal.objects.filter(attempt=result.attempt_id).exclude(state=AppealState.WITHDRAWN)
    known = list(appeals.select_related("result"))
    place = (result.receipt_number, result.key_version)
    return rules.Standing(
        released_on=released_on(result),
        is_appealed=any(row.is_open or row.result_id == result.pk for row in known),
        is_answered=any((row.result.receipt_number, row.result.key_version) == place for row in known),
    )


def reason_against(result: Result, *, now: datetime) -> str:
    """Return a code for why a released result that counts cannot be appealed now, empty where it can."""
    today = local_date(now)
    return rules.reason_against_filing(standing_of(result), today=today, limits=limits_for(result))
