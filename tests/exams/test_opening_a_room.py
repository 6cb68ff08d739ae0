"""A room is opened with one click once somebody was compared; before, it is asked and the number named."""

import pytest
import time_machine
from django.utils.translation import ngettext, override

from lms.exams.models import Attempt
from tests.factories.accounts import invigilator_at, sign_in
from tests.factories.courses import enrolled_trainee
from tests.factories.exams import MINUTE, a_sitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned():
    _user, enrolment = enrolled_trainee()
    sitting = a_sitting(enrolment)
    with time_machine.travel(sitting.opens_at + MINUTE, tick=False):
        yield sitting


@pytest.fixture
def staff(client, planned):
    return sign_in(client, invigilator_at(planned.site))


def room(sitting, way=""):
    return f"/exams/console/{sitting.uuid}/{way}"


def state_of(sitting):
    sitting.refresh_from_db()
    return sitting.state


def test_with_nobody_compared_it_is_asked_and_says_how_many(staff, planned):
    assert f'href="{room(planned, "open/")}"' in staff.get(room(planned)).content.decode()
    asked = staff.get(room(planned, "open/")).content.decode()
    with override("zh-hans"):
        words = ngettext(
            "%(count)d candidate is expected, and nobody has compared this person with photo or papers yet."
            " Once it is open, everybody who is admitted can start.",
            "%(count)d candidates are expected, and not one was compared with photo or papers yet."
            " Once it is open, everybody who is admitted can start.",
            1,
        )
    assert words % {"count": 1} in asked
    assert staff.post(room(planned, "open/")).status_code == 422
    assert state_of(planned) == "scheduled"
    assert staff.post(room(planned, "open/"), {"is_sure": "on"}).status_code == 302
    assert state_of(planned) == "open"


def test_with_somebody_compared_one_click_opens(staff, planned):
    attempt = Attempt.objects.get(candidate__sitting=planned)
    staff.post(room(planned, f"attempts/{attempt.uuid}/seen/"))
    assert f'action="{room(planned, "open/")}"' in staff.get(room(planned)).content.decode()
    assert staff.post(room(planned, "open/")).status_code == 302
    assert state_of(planned) == "open"


def test_a_room_whose_time_has_not_come_is_refused_in_words(staff, planned):
    with time_machine.travel(planned.opens_at - MINUTE, tick=False):
        refused = staff.post(room(planned, "open/"), {"is_sure": "on"})
    assert refused.status_code == 422
    assert state_of(planned) == "scheduled"
