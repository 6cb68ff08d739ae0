"""The demonstration has answers in words that wait for their markers, and building it again changes nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from courses.catalog.api import load_programme_version
from lms.accounts.api import find_user
from lms.core.actor import Actor
from lms.demonstration.in_words import MARKERS, NAMES, examine_in_words
from lms.demonstration.in_words_questions import ANSWERS, ITEMS
from lms.demonstration.people import build_staff
from lms.demonstration.places import build_places
from lms.exams.api import SittingState
from lms.exams.handmarking.queries import list_my_answers
from lms.exams.models import AnswerCurrent, PaperVersion
from lms.exams.sittings.models import Sitting
from tests.factories.courses import NOW, a_plan

pytestmark = pytest.mark.django_db
ABOUT = {"actor": Actor.system("test"), "now": NOW}


@pytest.fixture
def places(settings):
    settings.DEMONSTRATION = True
    load_programme_version(plan=replace(a_plan(), code="SES"), **ABOUT)
    found = build_places(**ABOUT)
    build_staff(found, **ABOUT)
    return found


def test_each_marker_finds_the_answers_of_all_in_the_queue(places):
    assert examine_in_words(places, **ABOUT).state == SittingState.CLOSED
    for name in MARKERS:
        (mine,) = list_my_answers(find_user(name))
        assert mine.is_open_for_marking
        assert [(question.free, question.taken) for question in mine.questions] == [(len(NAMES), 0)] * 2


def test_what_is_written_answers_its_question(places):
    sitting = examine_in_words(places, **ABOUT)
    codes = {item["stem"]["zh"]: item["code"] for item in ITEMS}
    paper = PaperVersion.objects.get(sittings=sitting)
    asked = {item["uuid"]: codes[item["stem"]["zh"]] for item in paper.content["items"]}
    rows = AnswerCurrent.objects.filter(attempt__candidate__sitting=sitting)
    written = {(asked[str(row.item_uuid)], row.response) for row in rows if isinstance(row.response, str)}
    assert written == {pair for _right, texts in ANSWERS for pair in texts.items()}


def test_building_again_on_another_day_changes_nothing(places):
    first = examine_in_words(places, **ABOUT)
    assert examine_in_words(places, **{**ABOUT, "now": NOW + timedelta(days=30)}) == first
    assert Sitting.objects.count() == 1
