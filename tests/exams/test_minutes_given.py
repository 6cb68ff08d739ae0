"""Minutes that were given stand in the minutes of the room, whether arranged in advance or given on the spot."""

import pytest

from lms.exams.api import open_sitting, take_lease
from lms.exams.sittings.minutes import _lines
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, attempt_of, ref_of
from tests.factories.planning import arrange, planned

pytestmark = pytest.mark.django_db


def test_time_that_was_arranged_is_among_the_minutes_given_of_who_began():
    plan = planned(candidates=3)
    for candidate in plan.candidates()[:2]:
        arrange(plan, candidate, extra_minutes=15)
    open_sitting(sitting_uuid=plan.sitting.uuid, actor=ACTOR, now=NOW)
    for enrolment in (plan.enrolments[0], plan.enrolments[2]):
        take_lease(ref=ref_of(attempt_of(plan.sitting, enrolment)), actor=ACTOR, now=NOW)
    assert [row.minutes_given for row in _lines(plan.sitting, now=NOW)] == [15, 0, 0]
