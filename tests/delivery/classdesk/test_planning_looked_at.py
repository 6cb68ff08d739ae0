"""What the look before planning says of each day, and of hours that are likely a slip of the pen."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lms.delivery.models import Qualification
from tests.delivery.classdesk.test_timetable_pages import a_plan, look, text_of
from tests.factories.teaching import MONDAY, planned

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


def test_unusual_hours_are_asked_about_before_a_session_is_moved(office, group):
    row = planned(group)[0]
    url = reverse("timetable:move", args=[row.uuid])
    sent = {**office.get(url).context["form"].initial, "day": "2026-06-02", "reason": "考试", "meant": ""}
    asked = office.post(url, {**sent, "begins": "00:10"})
    assert asked.status_code == 422
    assert "between 22:00 and 6:00" in text_of(asked)
    answer = asked.context["form"].fields["meant"].widget.attrs["value"]
    assert f'value="{answer}"' in text_of(asked)
    other = office.post(url, {**sent, "begins": "00:20", "meant": answer})
    assert other.status_code == 422  # the answer was of other hours
    assert office.post(url, {**sent, "begins": "00:10", "meant": answer}).status_code == 302
    row.refresh_from_db()
    assert f"{row.begins_at:%Y-%m-%d %H:%M}" == "2026-06-01 16:10"
