"""What a programme does not ask for is not asked for by the planner: its audit and its outlook speak of the same."""

from uuid import uuid4

import pytest

from courses.catalog.api import PlannedRequirement
from lms.enrolments.models import Evidence
from lms.enrolments.planning.hours import remaining_minutes
from lms.enrolments.proposals.loading import load_facts
from tests.factories.courses import NOW, enrol
from tests.factories.proposals import a_planned_site, a_trade

pytestmark = pytest.mark.django_db


def minutes_left(place, version, stay) -> int:
    facts = load_facts(place.site, now=NOW)
    person = next(one for one in facts.people if one.code == str(stay.uuid))
    return next(
        remaining_minutes(one.fact, person) for one in facts.offered.values() if one.version == version
    )


def learn(version, stay, *, is_met: bool = True) -> None:
    """Enrol somebody, with evidence of the lessons."""
    row = enrol(stay.person.user, version)
    asked = version.requirements.get(kind="lessons_completed")
    Evidence.objects.create(
        enrolment=row,
        requirement=asked,
        source_type="delivery.lessonprogress",
        source_uuid=uuid4(),
        percent=100 if is_met else 50,
        is_met=is_met,
        recorded_at=NOW,
    )


def test_who_has_all_lessons_of_a_programme_that_counts_no_hours_has_the_examination_left_alone() -> None:
    place = a_planned_site(people=3, trades=1)
    version, (done, half, new) = place.versions[0], place.stays
    learn(version, done)
    learn(version, half, is_met=False)
    enrol(new.person.user, version)
    assert [minutes_left(place, version, stay) for stay in (done, half, new)] == [0, 3600, 3600]


def test_a_programme_that_counts_hours_asks_for_them_beside_its_lessons() -> None:
    place = a_planned_site(people=1, trades=0)
    lessons = PlannedRequirement("H1", {"zh": "学完", "en": "Lessons"}, "lessons_completed", 100)
    hours = PlannedRequirement("H2", {"zh": "学时", "en": "Hours"}, "hours_attended", theory_minutes=1800)
    version = a_trade("烘焙工", "4-03-02-09", requirements=(lessons, hours))
    learn(version, place.stays[0])
    assert minutes_left(place, version, place.stays[0]) == 3600
