"""Frozen sets of results: what is in them, who releases them, what makes them stale; nothing is told before."""

from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from lms.core.actor import Actor
from lms.core.models import AuditEntry, Job
from lms.enrolments.models import Evidence
from lms.exams.api import (
    NewDecision,
    NewEvent,
    decide_evidence,
    list_my_sittings,
    list_released_results,
    save_events,
)
from lms.exams.errors import ResultsMoved, ResultsNotFound, ResultsRefused, SecondPersonNeeded
from lms.exams.marking.corrections import KeyChange, NewCorrection
from lms.exams.marking.operations import correct_key, mark_attempt
from lms.exams.models import (
    AnswerEvent,
    Attempt,
    PaperKey,
    PaperVersion,
    Result,
    ResultSet,
    ResultSetRow,
    Sitting,
    SittingState,
)
from lms.exams.results.operations import NewSet, SetDecision, freeze_results, release_results
from lms.exams.results.rules import Stand
from lms.exams.results.standing import standings_of
from tests.append_only import changeable
from tests.factories.exams import ACTOR, SEAT, ref_of
from tests.factories.results import LATER, as_actor, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def sat():
    """Three candidates: all right, six of ten right (just passed), three of ten right; one did not appear."""
    return written(right=(10, 6, 3, None))


def stands(sat):
    sitting = Sitting.objects.get(pk=sat.sitting.pk)
    return [str(row.stand) for row in standings_of(sitting)]


def bring_late_answers(sat, place=0):
    """Let a journal come after the end: its answers are held."""
    attempt = sat.attempt(place)
    item = attempt.paper.content["items"][0]["uuid"]
    late = NewEvent(seq=50, item=UUID(item), response=False, monotonic_ms=25 * 60_000)
    ref = ref_of(attempt, seat=type(SEAT)(holder="demonstration", label="01"))
    save_events(ref=ref, epoch=1, events=[late], actor=ACTOR, now=LATER)
    return AnswerEvent.objects.get(attempt=attempt, seq=50).position


def decide(sat, position, *, counts, place=0):
    decision = NewDecision(sat.attempt(place).uuid, sat.sitting.uuid, (position,), counts, "属实", uuid4())
    decide_evidence(decision=decision, actor=as_actor(sat.first), now=LATER)


def correct(sat, *, turned=5):
    """Correct the key: another right answer for so many plain questions."""
    return correct_key(correction=a_change(sat, turned=turned), actor=as_actor(sat.first), now=LATER)


def a_change(sat, *, turned=5):
    """Return another right answer for so many plain questions."""
    paper = sat.sitting.papers.get()
    newest = PaperKey.objects.filter(paper=paper).latest("version")
    plain = [uuid for uuid, item in newest.key.items() if item["kind"] == "true_false"][:turned]
    changes = tuple(KeyChange(UUID(uuid), (not newest.key[uuid]["key"],)) for uuid in plain)
    return NewCorrection(paper.uuid, newest.version, changes, "教材改版，原答案有误")


def test_marking_tells_nobody_and_proves_nothing(sat):
    assert stands(sat) == ["ready", "ready", "ready", "absent"]
    assert set(Result.objects.values_list("released_at", flat=True)) == {None}
    assert not Evidence.objects.filter(source_type="exams.result").exists()
    mine = list_my_sittings(sat.users[0].person_id, now=LATER)[0]
    assert (mine.passed, mine.percent) == (None, None)
    assert not list_released_results(sat.enrolments[0].uuid)


def test_a_second_officer_releases_what_the_first_has_frozen(sat):
    row = sat.freeze()
    assert row.outcomes == {"candidates": 3, "passed": 2, "told": 0}
    assert [one.values["candidate"] for one in row.rows.all()] == ["001", "002", "003"]
    assert stands(sat)[:3] == ["ready"] * 3
    released = sat.release(row)
    assert (released.state, released.decided_by) == ("released", sat.second.uuid)
    assert set(Result.objects.values_list("released_at", flat=True)) == {LATER}
    proofs = Evidence.objects.filter(source_type="exams.result").order_by("enrolment")
    assert [proof.is_met for proof in proofs] == [True, True, False]
    assert [
        mine.passed for user in sat.users[:3] for mine in list_my_sittings(user.person_id, now=LATER)
    ] == [
        True,
        True,
        False,
    ]
    assert stands(sat) == ["released", "released", "released", "absent"]
    assert Job.objects.filter(kind="exams.reckon_figures", key__endswith=":set1").exists()
    assert sat.release(row).decided_at == released.decided_at, "again changes nothing"
    actions = AuditEntry.objects.filter(target_uuid=row.uuid).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["exams.freeze_results", "exams.release_results"]


def test_who_froze_a_set_does_not_release_it(sat):
    row = sat.freeze()
    for actor in (as_actor(sat.first), Actor.system("worker")):
        with pytest.raises(SecondPersonNeeded):
            release_results(decision=SetDecision(row.uuid, row.digest), actor=actor, now=LATER)
    with pytest.raises(SecondPersonNeeded):
        freeze_results(new=NewSet(sat.sitting.uuid, uuid4()), actor=ACTOR, now=LATER)
    assert not Result.objects.filter(released_at__isnull=False).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        ResultSet.objects.filter(pk=row.pk).update(
            state="released", decided_by=sat.first.uuid, decided_at=LATER
        )


def test_the_database_keeps_what_was_frozen_and_what_was_decided(sat):
    row = sat.freeze()
    changes = (
        lambda: ResultSet.objects.filter(pk=row.pk).update(digest="0" * 64),
        lambda: ResultSet.objects.filter(pk=row.pk).update(outcomes={}),
        lambda: ResultSet.objects.filter(pk=row.pk).update(frozen_by=sat.second.uuid),
        lambda: ResultSetRow.objects.filter(result_set=row).update(values={}),
        lambda: ResultSetRow.objects.filter(result_set=row).delete(),
    )
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    sat.release(row)
    with pytest.raises(DatabaseError), transaction.atomic():
        ResultSet.objects.filter(pk=row.pk).update(state="waiting", decided_by=None, decided_at=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        ResultSet.objects.filter(pk=row.pk)._raw_delete("default")


def test_one_set_waits_at_a_time_and_the_same_request_is_the_same_set(sat):
    key = uuid4()
    first, again = (
        freeze_results(new=NewSet(sat.sitting.uuid, key), actor=as_actor(sat.first), now=LATER)
        for _time in range(2)
    )
    assert first == again
    with pytest.raises(ResultsRefused) as refusal:
        sat.freeze()
    assert len(refusal.value.reasons) == 1
    sat.send_back(first)
    assert sat.freeze().number == 2


def test_a_set_that_is_sent_back_has_a_reason_and_releases_nothing(sat):
    row = sat.send_back(sat.freeze())
    assert (row.state, row.decision_reason) == ("returned", "考场记录还没有核对")
    with pytest.raises(ResultsRefused):
        sat.release(row)
    with pytest.raises(ResultsRefused):
        sat.send_back(row)
    own = sat.send_back(sat.freeze(), by=sat.first)
    assert own.state == "returned", "who froze it may take it back"
    assert stands(sat)[:3] == ["ready"] * 3
    with pytest.raises(ResultsNotFound):
        release_results(decision=SetDecision(uuid4()), actor=as_actor(sat.second), now=LATER)


def test_an_open_room_is_not_frozen():
    sat = written(right=(10,))
    Sitting.objects.filter(pk=sat.sitting.pk).update(state=SittingState.OPEN)
    with pytest.raises(ResultsRefused):
        sat.freeze()


def test_who_has_undecided_answers_is_left_out_and_comes_in_a_further_set():
    sat = written(right=(6, 10))
    position = bring_late_answers(sat)
    # The worker of the tests marked the attempt before the journal came.
    assert stands(sat) == ["held", "ready"]
    row = sat.freeze()
    assert row.left_out == [{"candidate": "001", "why": "held"}]
    assert [one.values["candidate"] for one in row.rows.all()] == ["002"]
    sat.release(row)
    decide(sat, position, counts=False)
    mark_attempt(attempt_uuid=sat.attempt(0).uuid, actor=ACTOR, now=LATER)
    assert stands(sat) == ["ready", "released"]
    further = sat.release(sat.freeze())
    assert (further.number, further.outcomes["candidates"]) == (2, 1)
    assert stands(sat) == ["released", "released"]
    with pytest.raises(ResultsRefused):
        sat.freeze()


def test_a_key_of_another_sitting_is_refused_in_words(sat):
    other, key = written(right=(10,)), uuid4()
    row = freeze_results(new=NewSet(sat.sitting.uuid, key), actor=as_actor(sat.first), now=LATER)
    assert freeze_results(new=NewSet(sat.sitting.uuid, key), actor=as_actor(sat.first), now=LATER) == row
    with pytest.raises(ResultsRefused):
        freeze_results(new=NewSet(other.sitting.uuid, key), actor=as_actor(other.first), now=LATER)
    assert ResultSet.objects.get() == row


def refused_because(sat, row):
    with pytest.raises(ResultsMoved) as refusal:
        sat.release(row)
    assert not Result.objects.filter(released_at__isnull=False).exists()
    assert ResultSet.objects.get(pk=row.pk).state == "waiting"
    return " ".join(refusal.value.reasons)


def test_a_corrected_key_makes_a_set_stale(sat):
    row = sat.freeze()
    correct(sat)
    said = refused_because(sat, row)
    assert "001" in said
    assert "003" in said
    sat.send_back(row)
    sat.release(sat.freeze())
    assert Result.objects.filter(released_at__isnull=False, key_version=2).count() == 3
    assert not Result.objects.filter(released_at__isnull=False, key_version=1).exists()


def test_answers_that_come_late_and_their_decision_make_a_set_stale(sat):
    row = sat.freeze()
    position = bring_late_answers(sat)
    assert "001" in refused_because(sat, row)
    decide(sat, position, counts=False)
    said = refused_because(sat, row)
    assert "001" in said
    assert "002" not in said


def test_a_later_receipt_makes_a_set_stale(sat):
    row = sat.freeze()
    position = bring_late_answers(sat)
    decide(sat, position, counts=True)
    mark_attempt(attempt_uuid=sat.attempt(0).uuid, actor=ACTOR, now=LATER)
    assert sat.attempt(0).receipts.count() == 2
    assert "001" in refused_because(sat, row)


def test_what_was_declared_void_makes_a_set_stale(sat):
    row = sat.freeze()
    Attempt.objects.filter(pk=sat.attempt(1).pk).update(state="voided")
    assert "002" in refused_because(sat, row)


def test_a_mark_that_somebody_edits_behind_the_platform_makes_a_set_stale(sat):
    row = sat.freeze()
    with changeable(Result, filled_once="released_at"):
        Result.objects.filter(attempt=sat.attempt(2)).update(score=100, percent=100, passed=True)
    assert "003" in refused_because(sat, row)


def test_the_database_lets_a_result_be_released_once_and_never_edited(sat):
    rows = Result.objects.filter(attempt=sat.attempt(2))
    for change in ({"score": 100, "percent": 100}, {"passed": True}, {"answers_digest": ""}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(**change)
    sat.release(sat.freeze())
    for change in ({"released_at": None}, {"released_at": LATER}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(**change)


def test_only_the_set_that_was_looked_at_is_released(sat):
    row = sat.freeze()
    with pytest.raises(ResultsMoved):
        release_results(decision=SetDecision(row.uuid, "0" * 64), actor=as_actor(sat.second), now=LATER)


def test_a_key_corrected_after_the_release_waits_for_a_set_of_its_own(sat):
    sat.release(sat.freeze())
    correct(sat)
    told = list_my_sittings(sat.users[1].person_id, now=LATER)[0]
    assert (told.passed, told.percent) == (True, 60), (
        "what was told stays until the second person has seen it"
    )
    assert stands(sat)[:3] == ["ready"] * 3
    (standing,) = [row for row in standings_of(sat.sitting) if str(row.candidate) == "002"]
    assert standing.is_told_otherwise
    before = Evidence.objects.filter(source_type="exams.result").count()
    row = sat.freeze()
    assert row.outcomes["told"] == 3
    sat.release(row)
    told = list_my_sittings(sat.users[1].person_id, now=LATER)[0]
    assert (told.passed, told.percent) == (False, 20)
    assert Evidence.objects.filter(source_type="exams.result").count() == before + 3


def test_a_further_result_that_says_the_same_proves_nothing_anew(sat):
    sat.release(sat.freeze())
    paper = PaperVersion.objects.get(pk=sat.sitting.papers.get().pk)
    key = PaperKey.objects.get(paper=paper).key
    uuid = next(name for name, item in key.items() if item["kind"] == "multiple")
    other = [
        option["id"] for option in next(i for i in paper.content["items"] if i["uuid"] == uuid)["options"]
    ]
    change = KeyChange(UUID(uuid), (key[uuid]["key"], other))  # a further answer counts that nobody gave
    correct_key(correction=NewCorrection(paper.uuid, 1, (change,), "也对"), actor=ACTOR, now=LATER)
    before = Evidence.objects.count()
    row = sat.freeze()
    assert row.outcomes["told"] == 0
    sat.release(row)
    assert Evidence.objects.count() == before


def test_results_of_a_course_examination_are_released_at_once():
    sat = written(right=(10, 3), release="at_once")
    assert stands(sat) == ["released", "released"]
    assert Evidence.objects.filter(source_type="exams.result").count() == 2
    correct(sat)
    assert set(Result.objects.filter(released_at__isnull=True)) == set()
    with pytest.raises(ResultsRefused):
        sat.freeze()


def test_standings_cost_the_same_for_many(django_assert_max_num_queries):
    for count in (2, 12):
        sat = written(right=(10,) * count)
        with django_assert_max_num_queries(10):
            assert {row.stand for row in standings_of(sat.sitting)} == {Stand.READY}
