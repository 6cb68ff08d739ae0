"""What can follow from a decision on an appeal, and why something cannot. Reads only."""

from collections.abc import Mapping

from lms.exams.appeals.markable import markable_answers
from lms.exams.appeals.models import Appeal, Remedy
from lms.exams.appeals.rules import Possible
from lms.exams.appeals.subject import tries_beside
from lms.exams.appeals.words import AGAINST_DECISION
from lms.exams.marking.current import results_that_count
from lms.exams.practical.models import PracticalResult


def possible_for(appeal: Appeal) -> Possible:
    """Return what can follow from a decision on an appeal as things are now."""
    if appeal.practical_result is not None:
        return possible_for_work(appeal.practical_result)
    markable = tuple(one.item for one in markable_answers(appeal.written))
    return Possible(markable=markable, has_passed=_is_a_pass(appeal))


def possible_for_work(told: PracticalResult) -> Possible:
    """Return what can follow from an appeal against a practical result as things are now, also before it is filed."""
    # The tries of a day count as one.
    passed = tries_beside(told).filter(results__passed=True).exists()
    return Possible(markable=(), has_passed=passed, is_work=True)


def refused_by(possible: Possible) -> Mapping[str, str]:
    """Return what cannot follow with a sentence that says why; empty where everything can."""
    codes = {remedy: possible.reason_against(remedy) for remedy in Remedy.values}
    return {remedy: str(AGAINST_DECISION[code]) for remedy, code in codes.items() if code}


def _is_a_pass(appeal: Appeal) -> bool:
    """Return whether the attempt was passed by what counts now, told or about to be; the key may be another by now."""
    return any(
        results_that_count(released=released).filter(attempt=appeal.attempt_id, passed=True).exists()
        for released in (True, False)
    )
