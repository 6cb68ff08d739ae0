"""What was arranged in advance reaches the candidate before the start, the page itself, and the invigilator."""

import pytest
import time_machine
from django.test import Client

from lms.exams.api import open_sitting
from tests.factories.accounts import invigilator_at, sign_in
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR
from tests.factories.planning import arrange, planned

pytestmark = pytest.mark.django_db
LARGEST = 'data-text="largest"'


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def plan():
    plan = planned(candidates=2)
    first = plan.candidates()[0]
    arrange(plan, first, extra_minutes=15, is_larger_type=True, has_reader=True)
    open_sitting(sitting_uuid=plan.sitting.uuid, actor=ACTOR, now=NOW)
    return plan


def client_of(plan, place):
    return sign_in(Client(), plan.candidates()[place].enrolment.person.user)


def waiting(plan, place, client=None):
    client = client or client_of(plan, place)
    client.cookies["language"] = "en"
    return client.get(f"/exams/sittings/{plan.sitting.uuid}/").content.decode()


def paper(plan, place, client=None):
    attempt = plan.candidates()[place].attempts.get()
    return (client or client_of(plan, place)).get(f"/exams/attempts/{attempt.uuid}/").content.decode()


def test_the_candidate_reads_before_the_start_what_is_arranged_and_nobody_else_does(plan) -> None:
    own, other = waiting(plan, 0), waiting(plan, 1)
    assert "15 more minutes, Larger type, A reader" in own
    assert "45 minutes" in own
    assert "Arranged for you" not in other
    assert "30 minutes" in other


def test_the_pages_begin_in_the_largest_type(plan) -> None:
    assert LARGEST in waiting(plan, 0)
    page = paper(plan, 0)
    assert LARGEST in page
    assert 'data-choice="largest" data-word="text_largest" aria-pressed="true"' in page
    assert LARGEST not in paper(plan, 1)


def test_a_size_that_the_person_before_left_does_not_undo_it_and_an_own_choice_of_large_holds(plan) -> None:
    client = client_of(plan, 0)
    client.cookies["text_size"] = "normal"
    assert LARGEST in paper(plan, 0, client)
    client.cookies["text_size"] = "large"
    assert 'data-text="large"' in paper(plan, 0, client)


def test_the_invigilator_sees_on_the_tile_to_whom_somebody_reads(plan) -> None:
    staff = sign_in(Client(), invigilator_at(plan.site))
    staff.cookies["language"] = "en"
    page = staff.get(f"/exams/console/{plan.sitting.uuid}/").content.decode()
    assert page.count("15 more minutes, Larger type, A reader") == 1
    attempt = plan.candidates()[0].attempts.get()
    one = staff.get(f"/exams/console/{plan.sitting.uuid}/attempts/{attempt.uuid}/").content.decode()
    assert "Arranged: 15 more minutes" in one
