"""What the first page of staff says of examinations: answers to mark, and appeals without an answer."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.exams.handmarking.queries import AnswersLeft, answers_left_for
from tests.exams.results.desk import english, text
from tests.factories.accounts import examinations_officer_at
from tests.factories.appeals import a_released
from tests.factories.handmarks import AFTER, an_ended_sitting, give, take_all
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def after():
    with time_machine.travel(AFTER, tick=False) as moment:
        yield moment


def home(user) -> str:
    return text(english(user).get("/home/"))


def test_a_marker_reads_what_is_taken_and_what_is_free_until_all_is_marked():
    marked = an_ended_sitting(candidates=2)
    user = marked.markers[0]
    assert "Answers to mark: 0 that you have taken, 4 that nobody has taken yet." in home(user)
    turns = take_all(marked, user)
    assert "Answers to mark: 4 that you have taken, 0 that nobody has taken yet." in home(user)
    for turn in turns:
        give(user, turn, "12")
    assert "Answers to mark:" not in home(user)


def test_more_answers_cost_no_more_queries():
    counted = []
    for candidates in (1, 4):
        client = english(an_ended_sitting(candidates=candidates).markers[0])
        client.get("/home/")
        with CaptureQueriesContext(connection) as kept:
            client.get("/home/")
        counted.append(len(kept))
    assert counted[0] == counted[1]


def test_what_is_marked_and_released_costs_nothing_until_somebody_marks_again():
    """Of a sitting with its results only that there is no work is read, until an appeal orders a further marking."""
    appealed = a_released()
    assert (
        answers_left_for(appealed.further)
        == answers_left_for(appealed.marked.markers[0])
        == AnswersLeft(0, 0)
    )
    with CaptureQueriesContext(connection) as kept:
        answers_left_for(appealed.marked.markers[0])
    assert len(kept) <= 2, "its sites, and whether anything is open"
    appealed.decide(appealed.take(appealed.file()))
    turns = appealed.take_further()
    assert answers_left_for(appealed.further) == AnswersLeft(len(turns), 0)


def test_an_officer_reads_of_appeals_at_the_own_sites_and_of_late_ones(after):
    appealed = a_released()
    assert "waits for an answer" not in home(appealed.reviewer)
    appeal = appealed.file()
    assert "One appeal waits for an answer." in home(appealed.reviewer)
    assert "late" not in home(appealed.reviewer)
    assert "waits for an answer" not in home(examinations_officer_at(a_site()))
    after.shift(timedelta(days=60))
    assert "One appeal waits for an answer. <strong>One of them is late." in home(appealed.reviewer)
    appealed.decide(appealed.take(appeal), remedy="nothing", items=(), outcome="rejected")
    assert "waits for an answer" not in home(appealed.reviewer)
