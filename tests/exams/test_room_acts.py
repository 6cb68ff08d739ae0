"""Acts of invigilators on the database: one act for all, second persons, reopening with a further receipt."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from lms.core.models import AuditEntry, Job
from lms.exams.api import (
    ActKind,
    NewAct,
    admit_candidates,
    close_sitting,
    do_act,
    hand_in,
    is_genuine,
    list_released_results,
    mark_attempt,
    save_events,
    take_lease,
)
from lms.exams.errors import (
    ActRefused,
    AttemptNotFound,
    AttemptNotOpen,
    ReasonMissing,
    SecondPersonOfRoom,
    UnusableAct,
    UnusableIncident,
)
from lms.exams.models import Attempt, AttemptState, Receipt, RoomAct, TimeEvent
from lms.exams.sittings.operations import NewIncident, note_incident
from lms.exams.sittings.rules import clock_of
from tests.factories.accounts import sign_in, trainee_at
from tests.factories.courses import NOW, enrol
from tests.factories.exams import ACTOR, MINUTE, attempt_of, ref_of, started_attempt
from tests.factories.rooms import INVIGILATOR, OFFICER, agree, do

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun():
    return started_attempt()


def another(begun, *, starts=True):
    enrolment = enrol(trainee_at(begun.enrolment.site), begun.enrolment.version)
    admit_candidates(sitting_uuid=begun.sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=NOW)
    attempt = attempt_of(begun.sitting, enrolment)
    if starts:
        take_lease(ref=ref_of(attempt), actor=ACTOR, now=NOW)
    return attempt


def clock(attempt):
    return clock_of(attempt.time_events.all())


def end(begun, *, after=MINUTE):
    return hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=NOW + after).receipt


def save(begun, events, *, after, epoch=1):
    return save_events(ref=begun.ref, epoch=epoch, events=events, actor=ACTOR, now=NOW + after)


# --- time -------------------------------------------------------------------------------------------------------


def test_one_act_stops_every_clock_and_another_gives_the_time_back_to_everybody(begun):
    other, waiting = another(begun), another(begun, starts=False)
    act = do(begun, "pause", after=5 * MINUTE)
    assert act.time_events.count() == 2
    assert not waiting.time_events.exists()
    do(begun, "resume", after=25 * MINUTE)
    assert {clock(row).deadline for row in (begun.attempt, other)} == {NOW + 50 * MINUTE}
    audited = AuditEntry.objects.filter(action__in=["exams.pause_attempt", "exams.resume_attempt"])
    assert (audited.count(), set(audited.values_list("reason", flat=True))) == (4, {"停电"})


def test_the_same_key_again_is_the_same_act(begun):
    key = uuid4()
    first = do(begun, "extra", minutes=5, key=key, after=MINUTE)
    assert do(begun, "extra", minutes=5, key=key, after=2 * MINUTE).pk == first.pk
    assert clock(begun.attempt).deadline == NOW + 35 * MINUTE


def test_a_key_that_was_used_for_something_else_is_refused(begun):
    key, other = uuid4(), started_attempt()
    do(begun, "extra", minutes=5, key=key, attempt=begun.attempt, after=MINUTE)
    for room, kind, minutes, attempt in (
        (begun, "pause", 0, begun.attempt),
        (begun, "extra", 6, begun.attempt),
        (begun, "extra", 5, None),
        (begun, "extra", 5, another(begun)),
        (other, "extra", 5, other.attempt),
    ):
        with pytest.raises(ActRefused):
            do(room, kind, minutes=minutes, key=key, attempt=attempt, after=2 * MINUTE)
    assert RoomAct.objects.count() == 1
    again = do(begun, "extra", minutes=5, key=key, attempt=begun.attempt, after=3 * MINUTE)
    assert (again.state, clock(begun.attempt).deadline) == ("done", NOW + 35 * MINUTE)


def test_an_incident_that_was_written_anew_on_a_used_form_is_not_said_to_be_noted(begun):
    key, other = uuid4(), started_attempt()
    first = NewIncident(begun.sitting.uuid, "illness", "Felt ill", client_key=key)
    note = note_incident(incident=first, actor=ACTOR, now=NOW)
    assert note_incident(incident=replace(first, text=" Felt ill "), actor=ACTOR, now=NOW) == note
    for changed in (
        replace(first, text="Felt ill and left"),
        replace(first, category="power"),
        replace(first, attempt_uuid=begun.attempt.uuid),
        replace(first, sitting_uuid=other.sitting.uuid),
    ):
        with pytest.raises(UnusableIncident):
            note_incident(incident=changed, actor=ACTOR, now=NOW)
    assert begun.sitting.incidents.get() == note


def test_one_candidate_may_stand_still_while_the_others_write(begun):
    other = another(begun)
    do(begun, "pause", attempt=other, after=MINUTE)
    assert (clock(other).paused_at, clock(begun.attempt).paused_at) == (NOW + MINUTE, None)
    # Stopping everybody then means those who still write; who was stopped alone goes on alone, and loses nothing.
    do(begun, "pause", after=3 * MINUTE)
    do(begun, "resume", after=5 * MINUTE)
    assert clock(begun.attempt).deadline == NOW + 32 * MINUTE
    assert clock(other).paused_at == NOW + MINUTE
    with pytest.raises(ActRefused):
        do(begun, "resume", after=6 * MINUTE)
    do(begun, "resume", attempt=other, after=9 * MINUTE)
    assert clock(other).deadline == NOW + 38 * MINUTE


def test_nobody_starts_while_the_room_stands_still(begun):
    late = another(begun, starts=False)
    do(begun, "pause", after=MINUTE)
    with pytest.raises(AttemptNotOpen):
        take_lease(ref=ref_of(late), actor=ACTOR, now=NOW + 2 * MINUTE)
    do(begun, "resume", after=3 * MINUTE)
    assert take_lease(ref=ref_of(late), actor=ACTOR, now=NOW + 4 * MINUTE).epoch == 1


def test_a_room_whose_writers_went_on_one_by_one_still_goes_on_for_those_who_come_later(begun):
    late = another(begun, starts=False)
    do(begun, "pause", after=MINUTE)
    do(begun, "resume", attempt=begun.attempt, after=2 * MINUTE)
    with pytest.raises(AttemptNotOpen):
        take_lease(ref=ref_of(late), actor=ACTOR, now=NOW + 3 * MINUTE)
    do(begun, "resume", after=4 * MINUTE)
    assert take_lease(ref=ref_of(late), actor=ACTOR, now=NOW + 5 * MINUTE).epoch == 1
    with pytest.raises(ActRefused):
        do(begun, "resume", after=6 * MINUTE)


def test_every_act_needs_a_reason_a_measure_and_somebody_in_a_state_for_it(begun):
    for kind, minutes, reason in (
        ("extra", 0, "停电"),
        ("extra", 121, "停电"),
        ("extra", 5, "  "),
        ("extra", 5, "x"),
        ("pause", 0, ""),
        ("pause", 0, "x" * 301),
    ):
        with pytest.raises((UnusableAct, ReasonMissing)):
            do(begun, kind, minutes=minutes, reason=reason, after=MINUTE)
    with pytest.raises(UnusableAct):
        do(begun, "outage", after=MINUTE)
    with pytest.raises(ActRefused):
        do(begun, "resume", attempt=begun.attempt, after=MINUTE)
    with pytest.raises(ActRefused):
        do(begun, "reopen", attempt=begun.attempt, after=MINUTE)
    foreign = started_attempt()
    with pytest.raises(AttemptNotFound):
        do(begun, "extra", minutes=5, attempt=foreign.attempt, after=MINUTE)
    assert not RoomAct.objects.exists()


def test_time_counts_although_the_servers_clock_was_set_back(begun):
    do(begun, "extra", minutes=5, after=-timedelta(hours=1))
    assert clock(begun.attempt).deadline == NOW + 35 * MINUTE


# --- two persons ------------------------------------------------------------------------------------------------


def test_much_time_waits_for_a_second_person_also_in_small_steps(begun):
    first = do(begun, "extra", minutes=20, after=MINUTE)
    asked = do(begun, "extra", minutes=15, after=2 * MINUTE)
    assert (asked.state, clock(begun.attempt).deadline) == ("waiting", NOW + 50 * MINUTE)
    with pytest.raises(ActRefused):
        do(begun, "extra", minutes=15, after=2 * MINUTE)
    with pytest.raises(SecondPersonOfRoom):
        agree(asked, actor=INVIGILATOR, at=NOW + 3 * MINUTE)
    assert agree(asked, at=NOW + 3 * MINUTE, told=[first]).state == "done"
    assert clock(begun.attempt).deadline == NOW + 65 * MINUTE
    agree(asked, at=NOW + 4 * MINUTE)
    assert clock(begun.attempt).deadline == NOW + 65 * MINUTE, "agreeing again gives nothing again"


def test_who_asked_may_take_it_back_and_then_nothing_happens(begun):
    end(begun)
    asked = do(begun, "reopen", attempt=begun.attempt, after=2 * MINUTE)
    agree(asked, actor=INVIGILATOR, approve=False, at=NOW + 3 * MINUTE)
    assert agree(asked, at=NOW + 4 * MINUTE).state == "refused"
    begun.attempt.refresh_from_db()
    assert begun.attempt.state == AttemptState.HANDED_IN
    assert AuditEntry.objects.filter(action="exams.refuse_act").count() == 1


def test_the_database_itself_knows_that_two_people_are_two(begun):
    end(begun)
    asked = do(begun, "void", attempt=begun.attempt, after=2 * MINUTE)
    asked.state, asked.decided_at, asked.decided_by = "done", NOW, asked.asked_by
    with pytest.raises(IntegrityError), transaction.atomic():
        asked.save()


# --- ends -------------------------------------------------------------------------------------------------------


def test_a_reopened_paper_goes_on_with_the_time_that_was_left_and_ends_with_a_further_receipt(begun):
    save(begun, [begun.answer(1)], after=5 * MINUTE)
    first = end(begun, after=10 * MINUTE)
    before = mark_attempt(attempt_uuid=begun.attempt.uuid, actor=ACTOR, now=NOW + 11 * MINUTE)
    agree(do(begun, "reopen", attempt=begun.attempt, after=12 * MINUTE), at=NOW + 15 * MINUTE)
    assert clock(begun.attempt).deadline == NOW + 35 * MINUTE
    assert not list_released_results(begun.enrolment.uuid), "what is being written again has no result"
    the_candidate_is_led_back_to_the_paper(begun, first)
    lease = take_lease(ref=begun.ref, actor=ACTOR, now=NOW + 16 * MINUTE)
    assert save(begun, [begun.answer(1, item=1)], epoch=lease.epoch, after=20 * MINUTE).held == []
    second = hand_in(ref=begun.ref, final_seq=1, actor=ACTOR, now=NOW + 21 * MINUTE).receipt
    assert [first.number, second.number, second.payload["answered"]] == [1, 2, 2]
    page = (
        sign_in(Client(), begun.user).get(f"/exams/attempts/{begun.attempt.uuid}/receipt/").content.decode()
    )
    assert [code in page for code in (first.short_code, second.short_code, "交卷成功")] == [True] * 3
    assert all(is_genuine(row.payload, row.signature) for row in Receipt.objects.all())
    result = mark_attempt(attempt_uuid=begun.attempt.uuid, actor=ACTOR, now=NOW + 22 * MINUTE)
    assert result.pk != before.pk
    assert result.answers_digest == second.payload["answers"] != first.payload["answers"]
    assert result.released_at is None, (
        "only the first is there at once, a second officer releases a later one"
    )
    assert not list_released_results(begun.enrolment.uuid)


def the_candidate_is_led_back_to_the_paper(begun, receipt):
    candidate, paper = sign_in(Client(), begun.user), f"/exams/attempts/{begun.attempt.uuid}/"
    told = candidate.get(f"{paper}receipt/").content.decode()
    assert [words in told for words in (f'href="{paper}"', receipt.short_code, "交卷成功")] == [
        True,
        True,
        False,
    ]
    home = candidate.get("/home/").content.decode()
    assert f'href="{paper}receipt/"' not in home
    assert f"/exams/sittings/{begun.sitting.uuid}/" in home


def test_handing_in_for_a_candidate_signs_what_is_there_and_has_it_marked(begun):
    save(begun, [begun.answer(1)], after=MINUTE)
    do(begun, "force", attempt=begun.attempt, reason="离场未归", after=2 * MINUTE)
    receipt = Receipt.objects.get()
    assert (receipt.payload["ended"], receipt.payload["answered"]) == ("ended_by_staff", 1)
    assert TimeEvent.objects.get(kind="close").reason == "离场未归"
    page = (
        sign_in(Client(), begun.user).get(f"/exams/attempts/{begun.attempt.uuid}/receipt/").content.decode()
    )
    assert "监考员结束了您的考试" in page
    assert Job.objects.filter(kind="exams.mark_attempt").count() == 1
    assert hand_in(ref=begun.ref, final_seq=9, actor=ACTOR, now=NOW + 3 * MINUTE).receipt == receipt


def test_a_void_attempt_keeps_its_receipt_and_has_no_result(begun):
    agree(do(begun, "void", attempt=begun.attempt, reason="替考", after=MINUTE), at=NOW + 2 * MINUTE)
    begun.attempt.refresh_from_db()
    assert (begun.attempt.state, Receipt.objects.count()) == (AttemptState.VOIDED, 1)
    with pytest.raises(AttemptNotOpen):
        mark_attempt(attempt_uuid=begun.attempt.uuid, actor=ACTOR, now=NOW + 3 * MINUTE)
    with pytest.raises(ActRefused):
        do(begun, "reopen", attempt=begun.attempt, after=4 * MINUTE)


def test_a_result_that_was_released_does_not_count_once_the_attempt_is_void(begun):
    end(begun)
    mark_attempt(attempt_uuid=begun.attempt.uuid, actor=ACTOR, now=NOW + MINUTE)
    agree(do(begun, "void", attempt=begun.attempt, after=2 * MINUTE), at=NOW + 3 * MINUTE)
    assert not list_released_results(begun.enrolment.uuid)
    close_sitting(sitting_uuid=begun.sitting.uuid, actor=ACTOR, now=NOW + 4 * MINUTE)


def test_nothing_is_reopened_in_a_room_that_is_closed(begun):
    end(begun)
    close_sitting(sitting_uuid=begun.sitting.uuid, actor=ACTOR, now=NOW + 2 * MINUTE)
    with pytest.raises(ActRefused, match="closed|结束|关闭"):
        do(begun, "reopen", attempt=begun.attempt, after=3 * MINUTE)


def test_an_act_for_all_asks_the_database_as_often_for_three_as_for_one_but_for_audits(
    begun, django_assert_max_num_queries
):
    for _number in range(3):
        another(begun)
    act = NewAct(begun.sitting.uuid, ActKind.PAUSE, "停电", uuid4())
    with django_assert_max_num_queries(14):
        do_act(act=act, actor=OFFICER, now=NOW + MINUTE)
    assert Attempt.objects.filter(time_events__kind="pause").count() == 4


def test_the_logs_of_the_room_can_only_grow():
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from sqlite_master where type = 'trigger' and tbl_name in "
            "('exams_timeevent', 'exams_decision', 'exams_incidentevent')"
            if connection.vendor == "sqlite"
            else "select 2 * count(*) from pg_trigger where tgname in "
            "('exams_timeevent_append_only', 'exams_decision_append_only', 'exams_incidentevent_append_only')"
        )
        assert cursor.fetchone()[0] == 6
