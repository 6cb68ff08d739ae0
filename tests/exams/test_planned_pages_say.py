"""What pages of planned sittings say: the English name, who was admitted before, what is cancelled."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import override

from lms.core import clock
from lms.exams.models import Sitting
from lms.exams.sittings.operations import cancel_sitting
from tests.exams.results.desk import english, page, text
from tests.factories.exams import ACTOR
from tests.factories.planning import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    """A sitting of tomorrow, by the real clock: pages ask it."""
    opens = clock.now() + timedelta(days=1)
    return planned(candidates=1, opens_at=opens, closes_at=opens + timedelta(minutes=30))


def test_a_sitting_without_an_english_title_bears_that_of_its_examination(plan):
    opens = localtime(plan.sitting.opens_at + timedelta(days=1))
    officer = english(plan.officer)
    assert "Empty: the English name of the examination." in page(officer, "sittings:new")
    sent = {
        "papers": f"draw:{plan.scheme.uuid}",
        "title_zh": "秋季理论考试",
        "title_en": "",
        "room": str(plan.sitting.room.uuid),
        "day": opens.date().isoformat(),
        "opens": "09:00",
        "closes": "09:20",
        "key": str(uuid4()),
    }
    assert officer.post(reverse("sittings:new"), sent).status_code == 302
    row = Sitting.objects.latest("pk")
    assert plan.scheme.title_en
    assert (row.title_zh, row.title_en) == ("秋季理论考试", plan.scheme.title_en)
    assert plan.scheme.title_en in page(officer, "sittings:sitting", row.uuid)


def test_who_admits_from_an_old_page_reads_that_it_was_done_before(plan):
    officer, uuid = english(plan.officer), plan.sitting.uuid
    sent = {"enrolment": [str(plan.enrolments[0].uuid)]}
    told = text(officer.post(reverse("sittings:candidates", args=[uuid]), sent, follow=True))
    assert "They were admitted before; nothing was changed now." in told
    assert "0 candidates are admitted" not in told


def test_of_a_cancelled_examination_its_candidate_reads_why_once_and_no_rules(plan):
    trainee = english(plan.enrolments[0].person.user)
    assert "How it goes" in page(trainee, "exams:sitting", plan.sitting.uuid)
    cancel_sitting(sitting_uuid=plan.sitting.uuid, reason="The power is off", actor=ACTOR, now=clock.now())
    shown = page(trainee, "exams:sitting", plan.sitting.uuid)
    assert shown.count("The power is off") == 1
    assert "How it goes" not in shown


def test_where_one_may_begin_on_several_days_the_candidate_reads_from_when_until_when():
    opens, closes = (clock.now() + timedelta(days=days) for days in (-3, 3))
    plan = planned(candidates=1, opens_at=opens, closes_at=closes)
    trainee = english(plan.enrolments[0].person.user)
    with override("en"):
        first, last = (date_format(localtime(at), "DATE_FORMAT") for at in (opens, closes))
    shown = page(trainee, "exams:my_sittings")
    assert f"{first} to {last} · {plan.sitting.room.name}" in shown
