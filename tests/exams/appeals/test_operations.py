"""Appeals: who files when, who may review, the decision, the further marking, and a result that never falls."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from lms.core.actor import Actor
from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.delivery.api import complete_lesson
from lms.enrolments.models import Evidence
from lms.exams.appeals.errors import (
    AppealMoved,
    AppealNotFound,
    AppealRefused,
    PartTaken,
    UnusableAppeal,
)
from lms.exams.appeals.operations import (
    NewAppealRule,
    give_back_appeal,
    open_case,
    set_appeal_rule,
    withdraw_appeal,
)
from lms.exams.errors import ReasonMissing, UnusableRule
from lms.exams.handmarking.errors import MarkingEnded
from lms.exams.handmarking.standing import standing_of
from lms.exams.marking.corrections import KeyChange, NewCorrection
from lms.exams.marking.current import results_that_count
from lms.exams.marking.operations import correct_key
from lms.exams.models import Appeal, AppealPart, MarkingTurn, Result
from lms.exams.sittings.standings import tries_of
from tests.concurrency.test_papers import a_turn
from tests.factories.accounts import a_user, invigilator_at
from tests.factories.appeals import a_released, taken_by
from tests.factories.courses import lessons_of
from tests.factories.handmarks import AFTER, give
from tests.factories.results import as_actor, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def told(appealed) -> Result:
    return results_that_count(released=True).get(attempt=appealed.attempt)


def test_a_candidate_appeals_once_and_the_same_again_is_the_same():
    appealed, key = a_released(), uuid4()
    appeal = appealed.file(client_key=key, parts=["short_answer"])
    assert appealed.file(client_key=key, parts=["short_answer"]) == appeal
    assert (appeal.state, appeal.parts, appeal.filed_by) == (
        "filed",
        ["short_answer"],
        appealed.candidate.uuid,
    )
    assert appeal.answer_by == date(2026, 1, 1) + (appeal.filed_at.date() - date(2026, 1, 1)) + timedelta(15)
    with pytest.raises(AppealRefused):
        appealed.file()
    assert AuditEntry.objects.filter(action="exams.file_appeal").count() == 1


def test_until_the_last_day_of_the_window_and_by_the_rule_of_the_day_of_the_release():
    appealed = a_released()
    last = AFTER + timedelta(days=30)
    with pytest.raises(AppealRefused, match="over"):
        appealed.file(now=last + timedelta(days=1))
    before = AFTER - timedelta(days=2)
    set_appeal_rule(rule=a_rule(appealed, days=10), actor=as_actor(appealed.first), now=before)
    with pytest.raises(AppealRefused, match="over"):
        appealed.file(now=AFTER + timedelta(days=11))
    assert appealed.file(now=AFTER + timedelta(days=10)).state == "filed"


@pytest.mark.parametrize("days_ago", [1, 0])
def test_a_rule_closes_no_window_behind_anybody(days_ago):
    appealed = a_released()
    rule = replace(a_rule(appealed), valid_from=(AFTER - timedelta(days=days_ago)).date())
    with pytest.raises(UnusableRule) as refusal:
        set_appeal_rule(rule=rule, actor=as_actor(appealed.first), now=AFTER)
    assert refusal.value.field == "valid_from"
    tomorrow = replace(rule, valid_from=(AFTER + timedelta(days=1)).date())
    set_appeal_rule(rule=tomorrow, actor=as_actor(appealed.first), now=AFTER)
    assert appealed.file(now=AFTER + timedelta(days=30)).state == "filed"


def a_rule(appealed, *, days: int = 10, basis: str = "考务管理办法") -> NewAppealRule:
    code = appealed.marked.sitting.scheme.code
    return NewAppealRule(code, (AFTER - timedelta(days=1)).date(), {"zh": basis}, days, 7)


def test_a_rule_is_set_once_for_a_day_and_with_a_basis():
    appealed = a_released()
    actor = as_actor(appealed.first)
    row = set_appeal_rule(rule=a_rule(appealed), actor=actor, now=AFTER - timedelta(days=2))
    assert set_appeal_rule(rule=a_rule(appealed), actor=actor, now=AFTER) == row
    for rule in (a_rule(appealed, days=11), a_rule(appealed, days=0), a_rule(appealed, basis=" ")):
        with pytest.raises(UnusableRule):
            set_appeal_rule(rule=rule, actor=actor, now=AFTER)
    assert appealed.file().answer_by == (AFTER + timedelta(days=7)).date()


@pytest.mark.parametrize(
    "values",
    [
        {"ground": "luck"},
        {"ground": "other", "text": "  "},
        {"text": "x" * 601},
        {"parts": ["hotspot"]},
        {"parts": ["short_answer", "short_answer"]},
    ],
)
def test_what_is_no_appeal_is_refused(values):
    with pytest.raises(UnusableAppeal):
        a_released().file(**values)
    assert not Appeal.objects.exists()


def test_what_nobody_was_told_cannot_be_appealed():
    appealed = a_released()
    with pytest.raises(AppealNotFound):
        appealed.file(result_uuid=uuid4())
    sat = written(right=(3,), code="OTHER")
    with pytest.raises(AppealNotFound):
        appealed.file(result_uuid=Result.objects.get(attempt=sat.attempt()).uuid)


def test_an_officer_files_for_the_candidate_with_a_reason_and_does_not_decide_then():
    appealed = a_released()
    officer = as_actor(appealed.reviewer)
    with pytest.raises(ReasonMissing):
        appealed.file(actor=officer)
    appeal = appealed.file(actor=officer, behalf_reason="本人不会写字")
    with pytest.raises(PartTaken) as refusal:
        appealed.take(appeal)
    assert list(refusal.value.reasons) == ["filed the appeal"]


def test_withdrawn_while_nobody_has_taken_it_and_then_filed_anew():
    appealed = a_released()
    own = Actor(appealed.candidate.uuid, Role.TRAINEE)
    appeal = appealed.file()
    assert withdraw_appeal(appeal_uuid=appeal.uuid, actor=own, now=AFTER).state == "withdrawn"
    withdraw_appeal(appeal_uuid=appeal.uuid, actor=own, now=AFTER)
    again = appealed.file()
    appealed.take(again)
    with pytest.raises(AppealRefused):
        withdraw_appeal(appeal_uuid=again.uuid, actor=own, now=AFTER)
    with pytest.raises(AppealRefused):
        appealed.take(appeal)


def test_who_had_any_part_does_not_take_it():
    appealed = a_released()
    appeal, site = appealed.file(), appealed.marked.sitting.site
    marker = appealed.marked.markers[0]
    teacher = a_user(Role.INSTRUCTOR, site)
    enrolment = appealed.marked.enrolments[0]
    complete_lesson(
        enrolment_uuid=enrolment.uuid,
        lesson_uuid=lessons_of(enrolment)[0].uuid,
        actor=Actor(teacher.uuid, Role.INSTRUCTOR),
        now=AFTER,
    )
    watching = invigilator_at(site)
    appealed.marked.sitting.invigilators.add(watching)
    expected = {
        appealed.first: "moderated or released the result",
        appealed.second: "moderated or released the result",
        marker: "marked or decided on marks",
        teacher: "taught the candidate or declared a conflict",
        watching: "was on duty in the room or decided there",
        appealed.candidate: "is the candidate",
    }
    for user, words in expected.items():
        with pytest.raises(PartTaken) as refusal:
            appealed.take(appeal, by=user)
        assert list(refusal.value.reasons) == [words]
    assert appealed.take(appeal).reviewer == appealed.reviewer.uuid
    assert set(AppealPart.objects.values_list("user_uuid", flat=True)) >= {user.uuid for user in expected}


def test_the_database_keeps_who_had_a_part_from_deciding_and_what_ended_as_it_is():
    appealed = a_released()
    appeal = appealed.take(appealed.file())
    rows = Appeal.objects.filter(pk=appeal.pk)
    refused = [
        {"reviewer": appealed.first.uuid},
        {"text": "anders"},
        {"state": "withdrawn", "withdrawn_at": AFTER},
        {"state": "decided", "outcome": "upheld"},
    ]
    for values in refused:
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**values)
    appealed.decide(appeal)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(outcome="rejected")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_a_review_is_given_back_with_a_reason_and_taken_by_another():
    appealed = a_released()
    appeal = appealed.take(appealed.file())
    other = a_user(Role.EXAMINATIONS_OFFICER, appealed.marked.sitting.site)
    with pytest.raises(AppealMoved):
        appealed.take(appeal, by=other)
    with pytest.raises(PartTaken):
        appealed.decide(appeal, by=other)
    give_back_appeal(appeal_uuid=appeal.uuid, reason="休假", actor=as_actor(other), now=AFTER)
    assert appealed.take(appeal, by=other).reviewer == other.uuid


def test_only_the_reviewer_opens_the_case_and_each_look_is_written_down():
    appealed = a_released()
    appeal = appealed.take(appealed.file())
    for user in (appealed.first, appealed.second):
        with pytest.raises(PartTaken):
            open_case(appeal=appeal, actor=as_actor(user), now=AFTER)
    opened = open_case(appeal=appeal, actor=as_actor(appealed.reviewer), now=AFTER)
    assert opened.key.version == appeal.result.key_version
    entries = AuditEntry.objects.filter(action__in=("exams.read_appeal", "exams.open_paper_early"))
    assert {entry.actor_uuid for entry in entries} == {appealed.reviewer.uuid}
    assert entries.count() == 2


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": "maybe"},
        {"remedy": "party"},
        {"answer": "no"},
        {"outcome": "rejected"},
        {"items": ()},
    ],
)
def test_a_decision_that_does_not_fit_is_refused(values):
    appealed = a_released()
    appeal = appealed.take(appealed.file())
    with pytest.raises(UnusableAppeal):
        appealed.decide(appeal, **values)
    assert Appeal.objects.get().state == "in_review"


def test_decided_once_and_not_before_it_is_taken():
    appealed = a_released()
    appeal = appealed.file()
    with pytest.raises(AppealRefused):
        appealed.decide(appeal)
    appealed.take(appeal)
    decided = appealed.decide(appeal)
    assert appealed.decide(appeal) == decided
    with pytest.raises(AppealMoved):
        appealed.decide(appeal, outcome="rejected", remedy="nothing")
    with pytest.raises(AppealRefused):
        appealed.file()


def test_a_further_person_marks_and_the_result_goes_the_way_of_all_results():
    appealed = a_released(marks="8")
    before = appealed.result
    assert (before.score, before.passed) == (Decimal(36), False)
    appeal = appealed.take(appealed.file())
    appealed.decide(appeal)
    standing, item = standing_of(appealed.attempt), str(appealed.marked.items()[0])
    assert standing.free_for(appealed.reviewer, item) is None, "who ordered it is no further person"
    assert standing.free_for(appealed.further, item) is not None
    assert taken_by(appealed, appealed.marked.items()[0], appealed.marked.markers[0]) == []
    appealed.take_further()
    with pytest.raises(AppealRefused):
        appealed.settle(appeal)
    for turn in MarkingTurn.objects.filter(turn="appeal"):
        give(appealed.further, turn, "25")
    result = appealed.settle(appeal)
    assert (result.round, result.score, result.passed, result.released_at) == (1, Decimal(70), True, None)
    assert appealed.settle(appeal) == result
    assert told(appealed) == before
    with pytest.raises(MarkingEnded):
        give(appealed.further, MarkingTurn.objects.filter(turn="appeal").first(), "3")
    appealed.release()
    assert told(appealed).pk == result.pk
    assert Result.objects.filter(attempt=appealed.attempt, released_at__isnull=False).count() == 2
    proofs = Evidence.objects.filter(source_type="exams.result").order_by("pk")
    assert list(proofs.values_list("is_met", flat=True)) == [False, True]
    with pytest.raises(AppealRefused, match="again"):
        appealed.file()


def test_a_result_does_not_fall_and_says_so_as_a_result_of_its_own():
    appealed = a_released(marks="25")
    before = appealed.result
    appeal = appealed.take(appealed.file())
    appealed.decide(appeal)
    appealed.mark_further(["20", "24"])
    result = appealed.settle(appeal)
    assert (result.score, result.passed, result.by_hand) == (before.score, True, before.by_hand)
    appealed.release()
    assert told(appealed).pk == result.pk


def test_one_answer_may_fall_where_the_whole_does_not():
    appealed = a_released(marks="8")
    appeal = appealed.take(appealed.file())
    appealed.decide(appeal)
    appealed.mark_further(["6", "15"])
    assert appealed.settle(appeal).score == Decimal(41)


def test_a_part_of_the_answers_is_marked_and_the_others_stay():
    appealed = a_released(marks="8")
    appeal = appealed.take(appealed.file())
    appealed.decide(appeal, outcome="in_part", items=appealed.marked.items()[:1])
    (turn,) = appealed.take_further()
    give(appealed.further, turn, "20")
    assert appealed.settle(appeal).score == Decimal(48)


def test_a_corrected_key_keeps_what_the_further_person_gave():
    appealed = a_released(marks="8")
    appeal = appealed.take(appealed.file())
    appealed.decide(appeal)
    appealed.mark_further(["25", "25"])
    appealed.settle(appeal)
    appealed.release()
    paper = appealed.marked.sitting.papers.get()
    key = {uuid: row for uuid, row in paper.keys.get().key.items() if row["kind"] == "true_false"}
    correct_key(correction=a_turn(paper, key), actor=as_actor(appealed.first), now=AFTER)
    newest = results_that_count(released=False).get(attempt=appealed.attempt)
    assert (newest.key_version, newest.round, newest.by_hand) == (2, 1, told(appealed).by_hand)


def test_a_try_that_does_not_count_leaves_all_tries_and_is_for_who_has_not_passed():
    appealed = a_released(marks="8")
    scheme, enrolment = appealed.marked.sitting.scheme, appealed.marked.enrolments[0]
    assert tries_of(scheme.code, [enrolment.pk])["tries"][enrolment.pk] == 1
    appealed.decide(appealed.take(appealed.file(ground="room")), remedy="try")
    assert tries_of(scheme.code, [enrolment.pk])["tries"][enrolment.pk] == 0
    passed = a_released(marks="25")
    appeal = passed.take(passed.file())
    with pytest.raises(UnusableAppeal):
        passed.decide(appeal, remedy="try")


def test_a_try_that_a_corrected_key_has_made_a_pass_is_not_left_out():
    appealed = a_released(marks="12")
    appeal = appealed.take(appealed.file())
    paper, answers = appealed.marked.sitting.papers.get(), appealed.attempt.answers
    given = {str(item): response for item, response in answers.values_list("item_uuid", "response")}
    wrong = {
        uuid: row
        for uuid, row in paper.keys.get().key.items()
        if row["kind"] == "true_false" and row["key"] != given[uuid]
    }
    changes = tuple(KeyChange(UUID(uuid), (given[uuid],)) for uuid in wrong)
    correction = NewCorrection(paper.uuid, 1, changes, "the book has changed")
    correct_key(correction=correction, actor=as_actor(appealed.first), now=AFTER)
    assert results_that_count(released=False).get(attempt=appealed.attempt).passed
    assert not told(appealed).passed
    with pytest.raises(UnusableAppeal) as refusal:
        appealed.decide(appeal, remedy="try")
    assert refusal.value.field == "remedy"
