"""What the look before planning says of each day, and of hours that are likely a slip of the pen."""

from datetime import timedelta

import pytest

from lms.delivery.models import Qualification
from tests.delivery.classdesk.test_timetable_pages import a_plan, look, text_of
from tests.factories.teaching import MONDAY

pytestmark = pytest.mark.django_db


def test_a_qualification_that_ends_on_the_way_stands_at_the_days_after_it(office, group):
    Qualification.objects.update(valid_until=MONDAY + timedelta(weeks=1))
    shown = look(office, group, a_plan(group))
    html = text_of(shown)
    until = (MONDAY + timedelta(weeks=1)).isoformat()
    assert html.count(f"for this programme holds until {until}") == 2
    assert "on any of these days" not in html
    skipped = look(office, group, {**a_plan(group), "skip": "1"})
    assert "Plan 2 sessions" in text_of(skipped)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"begins": "23:30"}, "between 22:00 and 6:00"),
        ({"begins": "21:00"}, "between 22:00 and 6:00"),
        ({"begins": "05:59"}, "between 22:00 and 6:00"),
        ({"minutes": 5}, "less than 20 minutes"),
        ({"begins": "20:30"}, ""),
        ({"minutes": 20}, ""),
    ],
)
def test_unusual_hours_are_said_and_can_be_meant(office, group, change, words):
    html = text_of(look(office, group, a_plan(group, **change)))
    assert words in html
    assert ("Look whether" in html) == bool(words)
    assert "Plan 4 sessions" in html
