"""What can follow from a decision on an appeal, and why something cannot. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.exams.appeals import rules
from lms.exams.appeals.markable import markable_answers
from lms.exams.appeals.models import Appeal, Remedy
from lms.exams.appeals.words import AGAINST_DECISION
from lms.exams.marking.current import results_that_count


@dataclass(frozen=True, slots=True)
class Possible:
    """What is known of an appeal before its decision. `markable`: the questions a further person can mark."""

    markable: tuple[str, ...]
    has_passed: bool

    @property
    def refused(self) -> Mapping[str, str]:
        """Return what cannot follow with a sentence that says why; empty where everything can."""
        codes = {
            remedy: rules.reason_against_remedy(
                remedy, markable=len(self.markable), has_passed=self.has_passed
            )
            for remedy in Remedy.values
        }
        return {remedy: str(AGAINST_DECISION[code]) for remedy, code in codes.items() if code}


def possible_for(appeal: Appeal) -> Possible:
    """Return what can follow from a decision on an appeal as things are now."""
    return Possible(
        markable=tuple(one.item for one in markable_answers(appeal.attempt)), has_passed=_is_a_pass(appeal)
    )


def _is_a_pass(appeal: Appeal) -> bool:
    """Return whether the attempt was passed by what counts now, told or about to be; the key may be another by now."""
    return any(
        results_that_count(released=released).filter(attempt=appeal.attempt_id, passed=True).exists()
        for released in (True, False)
    )
