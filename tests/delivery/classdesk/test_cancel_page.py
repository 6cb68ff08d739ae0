"""The page that cancels a cohort: it says what goes, and refuses at once what was taught."""

import pytest
from django.urls import reverse

from lms.delivery.api import Said
from lms.delivery.cohorts.cancelling import going_with
from tests.factories.teaching import an_enrolment, join, mark, planned

pytestmark = pytest.mark.django_db


class TestThePage:
    def test_it_says_what_goes_and_then_it_goes(self, office, group):
        planned(group)
        url = reverse("cohorts:cancel", args=[group.cohort.uuid])
        html = office.get(url).content.decode()
        for words in (group.people[0].person.full_name, group.room.name, group.instructor.display_name):
            assert words in html
        seen = going_with(group.cohort).digest
        assert office.post(url, {"reason": "", "seen": seen}).status_code == 422
        join(group.cohort, an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school))
        shown = office.post(url, {"reason": "opened twice", "seen": seen})
        assert shown.status_code == 422
        fresh = going_with(group.cohort).digest
        assert fresh in shown.content.decode()
        done = office.post(url, {"reason": "opened twice", "seen": fresh}, follow=True)
        assert "opened twice" in done.content.decode()
        index = reverse("cohorts:index")
        assert group.cohort.code not in office.get(index).content.decode()
        assert group.cohort.code in office.get(index, {"state": "cancelled"}).content.decode()

    def test_what_was_taught_is_refused_before_anybody_types_a_reason(self, office, group):
        (session,) = planned(group)
        mark(session, (group.people[0], Said("present")))
        html = office.get(reverse("cohorts:cancel", args=[group.cohort.uuid])).content.decode()
        assert "2026-06-01" in html
        assert 'name="reason"' not in html
