"""Which answers of an attempt a further person can mark, and who that may be. Reads only."""

from collections.abc import Sequence

from lms.exams.handmarking.rules import APPEAL
from lms.exams.handmarking.standing import ToMark, standing_of
from lms.exams.sittings.models import Attempt


def markable_answers(attempt: Attempt) -> Sequence[ToMark]:
    """Return the answers that people marked and that no further person has marked after an appeal before."""
    standing = standing_of(attempt)
    if standing is None or standing.worths is None or standing.further is not None:
        return []
    return [one for one in standing.answers.values() if not one.answer.is_blank and APPEAL not in one.turns]
