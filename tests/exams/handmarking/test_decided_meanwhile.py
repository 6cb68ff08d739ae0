"""An officer decides while a third marker has the answer: that marker has nothing to do, and all pages agree."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from lms.core.enums import Role
from lms.exams.handmarking.officer_queries import marking_of
from lms.exams.handmarking.operations import NewMarkDecision, appoint_markers, decide_marks
from lms.exams.handmarking.queries import get_my_stretch, list_my_answers
from tests.factories.accounts import a_user
from tests.factories.handmarks import WHO, Marked, give, take_all, two_apart

pytestmark = pytest.mark.django_db


def a_third(marked: Marked):
    user = a_user(Role.ASSESSOR, marked.sitting.site)
    appoint_markers(sitting_uuid=marked.sitting.uuid, user_uuids=[user.uuid], **WHO)
    return user


def decide(marked: Marked) -> None:
    where = (marked.sitting.uuid, marked.attempt().uuid, marked.items()[0])
    decision = NewMarkDecision(*where, marked.officer, Decimal(15), "both were read again", uuid4())
    decide_marks(decision=decision, **WHO)


def test_what_was_decided_meanwhile_waits_for_its_third_marker_no_more():
    marked = two_apart()
    third = a_third(marked)
    take_all(marked, third)
    decide(marked)

    (mine,) = list_my_answers(third)
    assert [question.taken for question in mine.questions] == [1], "only what is still to be marked"
    stretch = get_my_stretch(third, marked.sitting.uuid, marked.items()[0])
    assert (stretch.wanted, stretch.marked, stretch.first_left()) == (0, 0, None)
    lines = {line.marker.user: line for line in marking_of(marked.sitting).markers}
    assert (lines[third].taken, lines[third].marked) == (1, 0)


def test_a_third_mark_that_was_given_before_stays_in_view():
    marked = two_apart()
    third = a_third(marked)
    for turn in take_all(marked, third):
        give(third, turn, "12")
    (mine,) = list_my_answers(third)
    assert [(question.taken, question.marked) for question in mine.questions] == [(1, 1), (1, 1)]


def test_the_page_says_that_it_was_decided_and_asks_for_no_mark(client):
    marked = two_apart()
    third = a_third(marked)
    take_all(marked, third)
    decide(marked)
    client.force_login(third)
    client.cookies["language"] = "en"
    page = client.get(
        reverse("exams:answers", args=[marked.sitting.uuid, marked.items()[0]])
    ).content.decode()
    assert "Decided meanwhile" in page
    assert 'name="marks"' not in page


def test_who_decides_sees_what_the_markers_had_and_who_has_it_now(client):
    marked = two_apart()
    third = a_third(marked)
    take_all(marked, third)
    client.force_login(marked.officer)
    client.cookies["language"] = "en"
    where = [marked.sitting.uuid, marked.attempt().uuid, marked.items()[0]]
    page = client.get(reverse("sittings:decide_marks", args=where)).content.decode()
    assert "MODEL: off, prove dead, earth, sign." in page
    assert "验电; 接地" in page
    assert f"{third.display_name} has this answer to mark as a third person." in page
