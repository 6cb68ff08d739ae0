"""What candidates were told is in the second copy: sets, releases and changed results come back as they were told."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.enrolments.models import Evidence
from lms.exams.api import (
    ActDecision,
    ActKind,
    NewAct,
    NewDecision,
    decide_act,
    decide_evidence,
    do_act,
    list_my_sittings,
)
from lms.exams.errors import SecondPersonNeeded
from lms.exams.marking.operations import mark_attempt
from lms.exams.models import (
    Decision,
    KeyCorrection,
    KeyProposal,
    PaperKey,
    PaperPart,
    Result,
    ResultSet,
    ResultSetRow,
    RoomAct,
)
from lms.exams.paperdesk.operations import apply_proposal, propose_key
from lms.exams.papers.operations import look_on
from lms.exams.results.checking import faults_of_results
from lms.exams.results.operations import NewSet, SetDecision, freeze_results, release_results
from lms.exams.secondcopy.replaying import replay
from lms.exams.secondcopy.which import DAYS, sittings_of
from lms.exams.sittings.room_models import KeptTime
from tests.exams.results.test_releasing import a_change, bring_late_answers, correct
from tests.exams.test_second_copy import copier, lost  # noqa: F401 -- the disk, and how a database is lost
from tests.factories.accounts import examinations_officer_at
from tests.factories.exams import ACTOR
from tests.factories.results import LATER, Written, as_actor, written

pytestmark = pytest.mark.django_db
KINDS = (Result, ResultSet, ResultSetRow)


@pytest.fixture
def sat() -> Written:
    """Return three candidates: all right, just passed, not passed."""
    return written(right=(10, 6, 3))


def copied(disk, *, now=LATER) -> Path:
    assert disk.copy_new(now=now)
    (path,) = disk.folder.glob("sitting-*.jsonl")
    return path


def bring(path: Path, **how):
    return replay([path], actor=Actor.system("test"), now=LATER + timedelta(hours=1), **how)


def state() -> list[list[str]]:
    """Return everything of results that has to come back, keys and instants included."""
    return [
        [
            json.dumps(row, cls=DjangoJSONEncoder, sort_keys=True)
            for row in model.objects.order_by("pk").values()
        ]
        for model in KINDS
    ]


def told(sat: Written) -> list[object]:
    """Return what each candidate sees."""
    rows = [list_my_sittings(user.person_id, now=LATER)[0] for user in sat.users]
    return [(row.passed, row.percent) for row in rows]


def proved() -> list[tuple]:
    """Return what results prove."""
    rows = Evidence.objects.filter(source_type="exams.result")
    return sorted(rows.values_list("enrolment", "requirement", "source_uuid", "percent", "is_met"))


def test_told_results_come_back_as_they_were_told(sat, copier):  # noqa: F811
    with lost():
        sat.release(sat.freeze())
        path, wanted, seen, evidence = copied(copier), state(), told(sat), proved()
        assert [passed for passed, _percent in seen] == [True, True, False]
        assert evidence
    assert told(sat) == [(None, None)] * 3
    assert not ResultSet.objects.exists()
    replayed = bring(path)
    assert (state(), told(sat), proved()) == (wanted, seen, evidence)
    assert replayed.added["exams.resultset"] == 1
    assert replayed.added["exams.resultsetrow"] == 3
    assert replayed.moved_on["exams.result"] == 3, "the backup has them as nobody was told of them"
    for place in range(3):
        mark_attempt(attempt_uuid=sat.attempt(place).uuid, actor=ACTOR, now=LATER)
    assert state() == wanted, "nobody is marked a second time"
    assert AuditEntry.objects.filter(target_uuid=sat.sitting.uuid, action="exams.replay_copy").exists()


def test_replaying_again_changes_nothing(sat, copier):  # noqa: F811
    with lost():
        sat.release(sat.freeze())
        path = copied(copier)
    bring(path)
    wanted, evidence = state(), proved()
    again = bring(path)
    assert (again.held, again.added, again.taken_off, sum(again.moved_on.values())) == ([], {}, {}, 0)
    assert (state(), proved()) == (wanted, evidence)


def test_a_trial_tells_nobody(sat, copier):  # noqa: F811
    with lost():
        sat.release(sat.freeze())
        path = copied(copier)
    wanted = state()
    assert bring(path, is_trial=True).added["exams.resultset"] == 1
    assert (state(), proved()) == (wanted, [])


def test_a_set_that_waits_comes_back_and_waits_for_a_second_person(sat, copier):  # noqa: F811
    with lost():
        row = sat.freeze()
        path, wanted = copied(copier), state()
    bring(path)
    assert state() == wanted
    with pytest.raises(SecondPersonNeeded):
        sat.release(row, by=sat.first)
    assert sat.release(row).state == "released"


def test_a_release_of_a_set_that_the_backup_has_comes_back(sat, copier):  # noqa: F811
    row = sat.freeze()
    with lost():
        sat.release(row)
        path, wanted, evidence = copied(copier), state(), proved()
    replayed = bring(path)
    assert (state(), proved()) == (wanted, evidence)
    assert replayed.moved_on["exams.resultset"] == 1


def test_a_set_that_was_sent_back_comes_back_with_its_reason(sat, copier):  # noqa: F811
    row = sat.freeze()
    with lost():
        sat.send_back(row)
        path, wanted = copied(copier), state()
    bring(path)
    assert state() == wanted
    assert sat.freeze().number == 2


def test_a_sitting_that_the_backup_does_not_know_at_all(copier):  # noqa: F811
    with lost():
        sat = written(right=(10, 3), release="at_once")
        path, wanted = copied(copier), state()
    assert not Result.objects.exists()
    bring(path)
    assert state() == wanted
    assert Result.objects.filter(released_at__isnull=False).count() == 2
    for attempt in (row.attempt for row in Result.objects.all()):
        mark_attempt(attempt_uuid=attempt.uuid, actor=ACTOR, now=LATER + timedelta(days=1))
    assert state() == wanted
    assert list(faults_of_results(sat.sitting)) == []


@pytest.mark.parametrize("release", ["by_two", "at_once"])
def test_results_under_a_corrected_key_come_back_with_the_key(copier, release):  # noqa: F811
    sat = written(right=(10, 6, 3), release=release)
    if release == "by_two":
        sat.release(sat.freeze())
    copied(copier)
    with lost():
        correct(sat)
        if release == "by_two":
            sat.release(sat.freeze())
        path, wanted, seen, evidence = copied(copier), state(), told(sat), proved()
    assert told(sat) != seen
    bring(path)
    assert (state(), told(sat), proved()) == (wanted, seen, evidence)
    assert PaperKey.objects.latest("version").version == 2
    assert KeyCorrection.objects.count() == 1
    for place in range(3):
        mark_attempt(attempt_uuid=sat.attempt(place).uuid, actor=ACTOR, now=LATER)
    assert state() == wanted
    assert bring(path).held == []


@pytest.mark.parametrize("is_proposed_before", [True, False])
def test_who_proposed_the_corrected_key_is_known_again(sat, copier, is_proposed_before):  # noqa: F811
    proposing = {"by": sat.first, "actor": as_actor(sat.first), "now": LATER}
    proposal = propose_key(correction=a_change(sat), **proposing) if is_proposed_before else None
    copied(copier)
    with lost():
        proposal = proposal or propose_key(correction=a_change(sat), **proposing)
        second = {"actor": as_actor(sat.second), "now": LATER}
        look_on(paper_uuid=proposal.paper.uuid, part=PaperPart.KEY, reason="To compare both", **second)
        apply_proposal(uuid=proposal.uuid, by=sat.second, **second)
        path = copied(copier)
    bring(path)
    row = KeyProposal.objects.get()
    assert (row.state, row.by, row.decided_by) == ("applied", sat.first, sat.second)
    assert row.correction == KeyCorrection.objects.get()


@pytest.mark.parametrize("release", ["by_two", "at_once"])
def test_one_person_changes_no_told_result_after_a_replay_either(copier, release):  # noqa: F811
    with lost():
        sat = written(right=(3,), release=release)
        if release == "by_two":
            sat.release(sat.freeze())
        path = copied(copier)
        (before,) = Result.objects.values_list("uuid", "score", "released_at")
    bring(path)
    attempt, officers = sat.attempt(), [sat.first, sat.second]
    if release == "at_once":  # people who named nothing in the room are given anew
        officers = [examinations_officer_at(attempt.candidate.sitting.site) for _one in range(2)]
    KeptTime.objects.update(kept_at=LATER, web_at=LATER)  # the platform goes on
    position = bring_late_answers(sat)
    about = NewDecision(attempt.uuid, sat.sitting.uuid, (position,), True, "属实", uuid4())
    asked = decide_evidence(decision=about, actor=as_actor(officers[0]), now=LATER)
    assert isinstance(asked, RoomAct)
    assert asked.state == "waiting"
    assert not Decision.objects.exists()
    assert list(Result.objects.values_list("uuid", "score", "released_at")) == [before]


def test_what_is_done_weeks_later_brings_its_room_back_into_the_copy(sat, copier):  # noqa: F811
    late = LATER + 20 * DAYS
    path = copied(copier)
    assert list(sittings_of(now=late)) == []
    row = freeze_results(new=NewSet(sat.sitting.uuid, uuid4()), actor=as_actor(sat.first), now=late)
    assert list(sittings_of(now=late)) == [sat.sitting]
    copied(copier, now=late)
    assert list(sittings_of(now=late + 2 * DAYS)) == []
    late += 2 * DAYS
    with lost():
        decision = SetDecision(row.uuid, row.digest)
        release_results(decision=decision, actor=as_actor(sat.second), now=late)
        assert copied(copier, now=late) == path
        wanted = state()
    assert state() != wanted
    bring(path)
    assert state() == wanted
    assert set(Result.objects.values_list("released_at", flat=True)) == {late}


def test_a_result_that_was_withdrawn_weeks_later_stays_withdrawn(copier):  # noqa: F811
    late = LATER + 20 * DAYS
    sat = written(right=(10, 3), release="at_once")
    copied(copier)
    with lost():
        attempt = sat.attempt()
        void = NewAct(sat.sitting.uuid, ActKind.VOID, "替考，经查属实", uuid4(), attempt_uuid=attempt.uuid)
        act = do_act(act=void, actor=as_actor(sat.first), now=late)
        decision = ActDecision(sat.sitting.uuid, act.uuid, approve=True, reason="属实")
        decide_act(decision=decision, actor=as_actor(sat.second), now=late)
        assert sat.attempt().state == "voided"
        path = copied(copier, now=late)
    assert sat.attempt().state != "voided"
    bring(path)
    assert sat.attempt().state == "voided"
    assert told(sat)[0] == (None, None)


def test_a_quiet_round_of_a_told_room_costs_the_same_however_many_were_told(copier):  # noqa: F811
    counts = []
    for right in ((10,), (10, 6, 3)):
        sat = written(right=right, code=f"S{len(right)}")
        sat.release(sat.freeze())
        assert copier.copy_new(now=LATER)
        with CaptureQueriesContext(connection) as asked:
            assert copier.copy_new(now=LATER)
        counts.append(len(asked))
    of_rooms = 1 + 1  # which rooms, and which practical examinations
    assert counts[1] - of_rooms == 2 * (counts[0] - of_rooms)
    assert counts[0] - of_rooms <= 36


def test_which_rooms_have_told_of_late_is_found_without_reading_every_result():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # which reads small tables whole, whatever indexes there are
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = sittings_of(now=LATER).explain()
    assert "result_by_time_of_marking" in plan
    assert "result_by_time_of_release" in plan
