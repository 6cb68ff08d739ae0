"""Decisions of two people in the second copy: a replay gives the same stands, and of two histories it picks none."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from lms.core.actor import Actor
from lms.exams.absences.queries import absences_of
from lms.exams.api import ActDecision, ActKind, NewAct, decide_act, do_act
from lms.exams.models import AbsenceExcuse, Attempt, Result, ResultSet, RoomAct, TimeEvent
from lms.exams.results.standing import standings_of
from lms.exams.secondcopy.errors import OtherHistory
from lms.exams.secondcopy.lacking import lacking_here
from lms.exams.secondcopy.replaying import replay
from lms.exams.secondcopy.rows import read_copy
from tests.exams.test_second_copy import copier, lost  # noqa: F401 -- the disk, and how a database is lost
from tests.factories.absences import ask, ask_back, decide, excuse, missed
from tests.factories.accounts import examinations_officer_at
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, MINUTE, started_attempt
from tests.factories.results import LATER, Written, as_actor

pytestmark = pytest.mark.django_db
NO = "证明上的日期不对"
DECIDED = (AbsenceExcuse, RoomAct, TimeEvent, ResultSet, Result, Attempt)


def copied(disk) -> Path:
    assert disk.copy_new(now=LATER)
    (path,) = disk.folder.glob("sitting-*.jsonl")
    return path


def bring(path: Path):
    return replay([path], actor=Actor.system("test"), now=LATER + timedelta(hours=1))


def rows() -> list[list[dict]]:
    return [list(model.objects.order_by("pk").values()) for model in DECIDED]


def stands(sat: Written) -> list[tuple]:
    """Return what officers read of each absence, and how it stands in the results."""
    read = [
        (
            one.stand,
            one.count,
            one.told and (one.told.row.pk, one.told.asker, one.told.decided_by),
            [(step.row.state_word, step.asked_by, step.decided_by) for step in one.steps],
        )
        for one in absences_of(sat.sitting, now=LATER)
    ]
    return [*read, *[(one.stand, one.is_excused) for one in standings_of(sat.sitting)]]


def given(sat: Written) -> None:
    excuse(sat)


def refused(sat: Written) -> None:
    decide(sat, ask(sat), reason=NO)


def given_up(sat: Written) -> None:
    decide(sat, ask(sat), by=sat.first, reason=NO)


def being_taken_back(sat: Written) -> None:
    ask_back(sat, excuse(sat))


def taken_back(sat: Written) -> None:
    decide(sat, ask_back(sat, excuse(sat)))


def stays(sat: Written) -> None:
    decide(sat, ask_back(sat, excuse(sat)), reason=NO)


def asked_again(sat: Written) -> None:
    refused(sat)
    taken_back(sat)
    ask(sat)


@pytest.mark.parametrize(
    ("act", "stand"),
    [
        (given, "excused"),
        (refused, "refused"),
        (given_up, "absent"),
        (being_taken_back, "undoing"),
        (taken_back, "taken_back"),
        (stays, "excused"),
        (asked_again, "waiting"),
    ],
    ids=lambda one: one if isinstance(one, str) else one.__name__,
)
def test_an_absence_stands_after_the_replay_as_it_stood(copier, act: Callable[[Written], None], stand):  # noqa: F811
    sat = missed(resits=1)
    before = stands(sat)
    with lost():
        act(sat)
        path, wanted, kept = copied(copier), stands(sat), rows()
        assert wanted[0][0] == stand
    assert stands(sat) == before != wanted
    bring(path)
    assert (stands(sat), rows()) == (wanted, kept)


# What waits in the backup, and how each of two officers answers it: one in the copy, one in the database.


def an_excuse():
    sat = missed(resits=1)
    row = ask(sat)
    return (lambda: decide(sat, row)), (lambda: decide(sat, row, reason=NO))


def an_undoing():
    sat = missed(resits=1)
    row = ask_back(sat, excuse(sat))
    return (lambda: decide(sat, row)), (lambda: decide(sat, row, reason=NO))


def a_release():
    sat = missed()
    row = sat.freeze()
    return (lambda: sat.release(row)), (lambda: sat.send_back(row))


def voiding():
    sat = missed()
    return answers(sat.sitting, ActKind.VOID, sat.attempt(1), at=LATER)


def much_time():
    return answers(started_attempt().sitting, ActKind.EXTRA, None, at=NOW + MINUTE)


def answers(sitting, kind, attempt, *, at):
    """Return agreeing to an act and refusing it, each by another officer."""
    first, second = (as_actor(examinations_officer_at(sitting.site)) for _number in range(2))
    minutes = 40 if kind == ActKind.EXTRA else 0
    new = NewAct(sitting.uuid, kind, "停电了很久", uuid4(), attempt and attempt.uuid, minutes)
    row = do_act(act=new, actor=ACTOR, now=at)
    assert row.state == "waiting"

    def answer(by: Actor, *, approve: bool) -> None:
        decision = ActDecision(sitting.uuid, row.uuid, approve=approve, reason="属实")
        decide_act(decision=decision, actor=by, now=at + MINUTE)

    return (lambda: answer(first, approve=True)), (lambda: answer(second, approve=False))


@pytest.mark.parametrize("is_agreed_here", [False, True], ids=["refused here", "agreed here"])
@pytest.mark.parametrize(
    "waits", [an_excuse, an_undoing, a_release, voiding, much_time], ids=lambda one: one.__name__
)
def test_what_was_decided_otherwise_in_a_database_that_was_set_back_is_left_to_people(
    copier,  # noqa: F811
    waits,
    is_agreed_here,
):
    yes, no = waits()
    with lost():
        (no if is_agreed_here else yes)()
        path = copied(copier)
    (yes if is_agreed_here else no)()
    before = rows()
    with pytest.raises(OtherHistory):
        bring(path)
    assert rows() == before
    assert lacking_here(read_copy(path)).total() > 0, "and the command says that something is lacking"


def test_minutes_come_back_with_what_was_known_when_they_were_given(copier):  # noqa: F811
    begun = started_attempt()
    officers = [as_actor(examinations_officer_at(begun.sitting.site)) for _number in range(2)]

    def give(by: Actor, *told: RoomAct) -> RoomAct:
        known = tuple(str(one.uuid) for one in told)
        new = NewAct(begun.sitting.uuid, ActKind.EXTRA, "停电", uuid4(), None, 10, known)
        return do_act(act=new, actor=by, now=NOW + MINUTE)

    with lost():
        give(officers[1], give(officers[0]))
        path, kept = copied(copier), rows()
    bring(path)
    assert rows() == kept
    assert [row.beside_minutes for row in RoomAct.objects.order_by("pk")] == [0, 10]
