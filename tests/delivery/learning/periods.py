"""Learning that happened, for tests: `learnt(enrolment, minutes)`."""

from datetime import timedelta

from lms.delivery.models import LearningPeriod
from tests.factories.courses import lessons_of
from tests.factories.teaching import NINE


def learnt(enrolment, minutes: int, *, at=NINE + timedelta(hours=5), lesson: int = 0) -> LearningPeriod:
    """Let somebody have learnt a lesson for so long without a pause."""
    zeros = dict.fromkeys(("keys", "pointers", "scrolls", "media_seconds"), 0)
    return LearningPeriod.objects.create(
        enrolment=enrolment,
        lesson=lessons_of(enrolment)[lesson],
        day=at.date(),
        began_at=at,
        ended_at=at + timedelta(minutes=minutes),
        active_seconds=60 * minutes,
        signs=2 * minutes,
        rule_version=1,
        **zeros,
    )
