"""From a missed day by way of an excuse, a failure and a resit to the released pass: what officer and trainee read."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from lms.exams.api import close_sitting, open_sitting, sit_for_demonstration
from lms.exams.models import ResultSet
from tests.exams.results.desk import english, page, text
from tests.factories.absences import absent_in, another_day, excuse, missed
from tests.factories.exams import ACTOR, attempt_of
from tests.factories.results import LATER

pytestmark = pytest.mark.django_db


def admit_on_page(officer, sitting, enrolment):
    """Admit somebody on the page of candidates, where the officer reads who may come."""
    address = reverse("sittings:candidates", args=[sitting.uuid])
    assert enrolment.person.full_name in text(officer.get(address))
    assert officer.post(address, {"enrolment": [str(enrolment.uuid)]}).status_code == 302
    return attempt_of(sitting, enrolment)


def hold(sitting, enrolment, *, right, now):
    """Hold a sitting: open, written with so many right answers, closed."""
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=now)
    sit_for_demonstration(
        sitting_uuid=sitting.uuid, enrolment_uuid=enrolment.uuid, right_answers=right, now=now
    )
    close_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=now + timedelta(hours=3))


def release_on_pages(sat, sitting):
    """Freeze as the first officer, release as the second."""
    freeze = reverse("results:freeze", args=[sitting.uuid])
    first, second = english(sat.first), english(sat.second)
    key = first.get(freeze).context["form"].initial["key"]
    assert first.post(freeze, {"key": key}).status_code == 302
    row = ResultSet.objects.get(sitting=sitting)
    sent = {"digest": row.digest, "has_looked": "on"}
    assert second.post(reverse("results:set", args=[row.uuid]), sent).status_code == 302


def test_an_excused_day_a_failure_and_a_resit_are_two_tries_and_end_in_a_pass():
    sat = missed(resits=1)
    enrolment, person = sat.enrolments[0], sat.users[0]
    with time_machine.travel(LATER, tick=False):
        excuse(sat)
        second_day = another_day(sat)
        officer = english(sat.first)
        attempt = admit_on_page(officer, second_day, enrolment)
        listed = page(officer, "results:absences", sat.sitting.uuid)
        assert "0 of 2 used, 1 planned, 1 left" in listed, "the excused day is no try"
        assert "You are admitted to the next examination" in page(
            english(person), "exams:sitting", sat.sitting.uuid
        )
    opens = second_day.opens_at
    hold(second_day, enrolment, right=1, now=opens)
    with time_machine.travel(opens + timedelta(hours=4), tick=False):
        release_on_pages(sat, second_day)
        told = page(english(person), "exams:my_result", attempt.uuid)
        assert "Not passed this time" in told
        assert "1 try is left" in told
        third_day = another_day(sat, weeks=2)
        last = admit_on_page(english(sat.first), third_day, enrolment)
        listed = page(english(sat.first), "results:absences", sat.sitting.uuid)
        assert "1 of 2 used, 1 planned, 0 left" in listed
        excused = absent_in(sat).excuses.get()
        refused = english(sat.second).post(
            reverse("results:take_excuse_back", args=[excused.uuid]),
            {"key": excused.uuid, "reason": "not from a doctor"},
        )
        assert refused.status_code == 422
        assert "Tries were given that this excuse has made room for." in text(refused)
    opens = third_day.opens_at
    hold(third_day, enrolment, right=10, now=opens)
    with time_machine.travel(opens + timedelta(hours=4), tick=False):
        release_on_pages(sat, third_day)
        assert "Passed" in page(english(person), "exams:my_result", last.uuid)
        mine = page(english(person), "exams:my_sittings")
        for words in ("Passed", "Not passed", "Did not appear, excused"):
            assert words in mine
        assert "You have passed this examination since" in page(
            english(person), "exams:sitting", sat.sitting.uuid
        )
