"""Marks for later in the case of an appeal: they stand in the log of every kind of question, and are no answers."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from lms.core.actor import Actor
from lms.core.enums import Role
from lms.exams.api import NewEvent, hand_in, mark_attempt, save_events, take_lease
from lms.exams.appeals.case import case_of
from lms.exams.appeals.operations import NewAppeal, file_appeal, open_case, take_appeal
from tests.exams.results.desk import english, page, text_of
from tests.exams.test_all_kinds_at_terminal import Room, answers_to, at_nine
from tests.factories.accounts import examinations_officer_at
from tests.factories.appeals import WHY
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, ref_of
from tests.factories.results import as_actor

pytestmark = pytest.mark.django_db
__all__ = ["at_nine"]


@pytest.fixture
def flagged():
    """Return an appeal in review, and its reviewer: each question was answered, flagged, and one flag taken off."""
    room = Room(release="at_once")
    ref, about = ref_of(room.attempt), {"actor": ACTOR, "now": NOW}
    lease = take_lease(ref=ref, **about)
    pairs = answers_to(room.sitting.papers.get().content)
    events = [
        NewEvent(seq, UUID(item), response, 1000) for seq, (item, response) in enumerate(pairs, start=1)
    ]
    for item, _response in pairs:
        events.append(NewEvent(len(events) + 1, UUID(item), None, 2000, marked=True))
    events.append(NewEvent(len(events) + 1, UUID(pairs[0][0]), None, 3000, marked=False))
    save_events(ref=ref, epoch=lease.epoch, events=events, **about)
    hand_in(ref=ref, final_seq=len(events), **about)
    result = mark_attempt(attempt_uuid=room.attempt.uuid, **about)
    new = NewAppeal(result_uuid=result.uuid, ground="marks", text=WHY, client_key=uuid4())
    appeal = file_appeal(new=new, actor=Actor(room.user.uuid, Role.TRAINEE), now=NOW + timedelta(minutes=1))
    reviewer = examinations_officer_at(room.sitting.site)
    return take_appeal(appeal_uuid=appeal.uuid, actor=as_actor(reviewer), now=NOW), reviewer


def test_a_mark_on_a_question_of_each_kind_is_said_as_a_mark_and_held_for_nothing(flagged):
    appeal, reviewer = flagged
    opened = open_case(appeal=appeal, actor=as_actor(reviewer), now=NOW)
    with translation.override("en"):
        case = case_of(appeal, opened)
    marks = [row for row in case.events if row.is_mark]
    assert {item["kind"] for item in opened.items} >= {
        "true_false",
        "single",
        "multiple",
        "matching",
        "hotspot",
    }
    assert [row.answer for row in marks] == ["marked for later"] * len(opened.items) + ["mark taken off"]
    assert not any(row.why for row in marks)
    assert len(case.events) == 2 * len(opened.items) + 1
    assert case.marks_for_later == len(marks)
    assert not case.differences


def test_page_and_document_count_marks_apart(flagged):
    appeal, reviewer = flagged
    client = english(reviewer)
    shown = page(client, "appeals:case", appeal.uuid)
    kept = client.get(reverse("appeals:print", args=[appeal.uuid, "case", "en"]))
    assert kept.status_code == 200
    for words in (shown, " ".join(text_of(kept.content).split())):
        assert "The chain of the log is whole (19 entries)" in words
        assert "10 of these entries mark a question for later or take the mark off" in words
        assert "mark taken off" in words
        assert "held:" not in words


def test_answers_to_statements_are_written_with_the_signs_of_the_key_beside_them(flagged):
    appeal, reviewer = flagged
    case = case_of(appeal, open_case(appeal=appeal, actor=as_actor(reviewer), now=NOW))
    statements = [one for one in case.questions if one.shown["answer"] in ("√", "×")]
    assert statements
    assert {one.answer for one in statements} <= {"√", "×"}
