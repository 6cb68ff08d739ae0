"""An absence is excused later by two officers: then it is no try; it is taken back by two, unless a try rests on it."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils.translation import override

from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.models import AuditEntry
from lms.exams.absences.errors import ExcuseRefused, ExcuseTaken, UnusableExcuse
from lms.exams.absences.operations import NewExcuse, ask_to_excuse
from lms.exams.absences.rules import Count, is_rested_on
from lms.exams.errors import CandidateRefused, ReasonMissing, SecondPersonNeeded, SittingNotFound
from lms.exams.models import AbsenceExcuse
from lms.exams.results.presentation import line_of
from lms.exams.results.standing import standings_of
from lms.exams.secondcopy.replaying import replay
from lms.exams.sittings.operations import NewRule, set_admission_rule, take_out_candidate
from lms.exams.sittings.standings import tries_of
from tests.exams.test_second_copy import copier, lost  # noqa: F401 -- the disk, and how a database is lost
from tests.factories.absences import (
    SECRET,
    absent_in,
    admit,
    another_day,
    ask,
    ask_back,
    decide,
    excuse,
    missed,
)
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, started_attempt
from tests.factories.results import LATER, as_actor

pytestmark = pytest.mark.django_db


def absences(sat) -> int:
    pk = sat.enrolments[0].pk
    return tries_of(sat.sitting.scheme.code, [pk])["absences"][pk]


@pytest.mark.parametrize(
    ("count", "rests"),
    [
        (Count(0, 1, planned=1), True),
        (Count(0, 2, planned=1), False),
        (Count(1, 1), True),  # a place that waits, and this absence would be one too many
        (Count(1, 2), False),
        (Count(0, 1), False),
        (Count(9, None), False),
        (Count(1, 1, absence_counts=False), False),
    ],
)
def test_an_excuse_stays_while_tries_rest_on_it(count, rests):
    assert is_rested_on(count) is rests


def test_who_missed_the_only_try_comes_again_once_two_officers_have_agreed():
    sat = missed()
    later = another_day(sat)
    row = ask(sat)
    assert absences(sat) == 1
    with pytest.raises(CandidateRefused):
        admit(sat, later)
    decide(sat, row)
    assert absences(sat) == 0
    assert admit(sat, later).sitting == later
    (absent, other) = standings_of(sat.sitting)
    with override("en"):
        assert (line_of(absent).state, absent.is_excused, other.is_excused) == (
            "Did not appear, excused",
            True,
            False,
        )
    entries = AuditEntry.objects.filter(action__contains="excuse").order_by("pk")
    assert [one.action for one in entries] == ["exams.ask_for_excuse", "exams.agree_to_excuse"]
    assert SECRET not in str([vars(one) for one in entries])


def test_who_asked_does_not_agree_and_may_give_it_up_with_a_reason():
    sat = missed()
    row = ask(sat)
    with pytest.raises(SecondPersonNeeded):
        decide(sat, row, by=sat.first)
    with pytest.raises(SecondPersonNeeded):
        ask_to_excuse(
            new=NewExcuse(sat.sitting.uuid, absent_in(sat).uuid, "medical", "", uuid4()),
            actor=Actor.system("test"),
            now=LATER,
        )
    with pytest.raises(ReasonMissing):
        decide(sat, row, by=sat.first, reason=" ")
    given_up = decide(sat, row, by=sat.first, reason="写错了人")
    with override("en"):
        assert given_up.state_word == "Given up by who asked"
    assert decide(sat, row, reason="写错了人").pk == row.pk, "the same again changes nothing"
    assert "写错了人" not in str([vars(one) for one in AuditEntry.objects.filter(action__contains="excuse")])
    with pytest.raises(ExcuseTaken):
        decide(sat, row)
    assert absences(sat) == 1
    assert excuse(sat).state == "holds"


def test_the_same_request_is_one_and_another_one_is_refused():
    sat = missed()
    new = NewExcuse(sat.sitting.uuid, absent_in(sat).uuid, "moved", "", uuid4())
    first = ask_to_excuse(new=new, actor=as_actor(sat.first), now=LATER)
    assert ask_to_excuse(new=new, actor=as_actor(sat.first), now=LATER).pk == first.pk
    with pytest.raises(ExcuseTaken):  # the form of the page before, with another reason
        ask_to_excuse(new=replace(new, why="medical"), actor=as_actor(sat.first), now=LATER)
    for _stage in ("waits", "holds"):
        with pytest.raises(ExcuseTaken):
            ask(sat, by=sat.second)
        decide(sat, first)


def test_only_an_absence_from_a_closed_room_is_excused_and_for_a_reason_of_the_list():
    sat = missed()
    with pytest.raises(ExcuseRefused):
        ask(sat, 1)
    with pytest.raises(UnusableExcuse):
        ask(sat, why="drunk")
    new = NewExcuse(sat.sitting.uuid, absent_in(sat).uuid, "other", "", uuid4())
    with pytest.raises(ReasonMissing):
        ask_to_excuse(new=new, actor=as_actor(sat.first), now=LATER)
    begun = started_attempt()
    for sitting, error in ((begun.sitting, ExcuseRefused), (sat.sitting, SittingNotFound)):
        new = NewExcuse(sitting.uuid, begun.attempt.candidate.uuid, "medical", "", uuid4())
        with pytest.raises(error):
            ask_to_excuse(new=new, actor=as_actor(sat.first), now=LATER)


def raw(candidate, **values) -> AbsenceExcuse:
    common = {"why": "medical", "client_key": uuid4(), "asked_by": uuid4(), "asked_at": NOW}
    return AbsenceExcuse(candidate=candidate, **{**common, **values})


def refused_by_database(work) -> bool:
    try:
        with transaction.atomic():
            work()
    except DatabaseError:
        return True
    return False


def test_the_database_keeps_excuses_to_absences_two_people_and_one_decision():
    sat = missed()
    assert refused_by_database(raw(absent_in(sat, 1)).save), "who appeared is not excused"
    alone = uuid4()
    agreed = {"state": "holds", "decided_at": NOW}
    assert refused_by_database(raw(absent_in(sat), asked_by=alone, decided_by=alone, **agreed).save)
    assert refused_by_database(raw(absent_in(sat), why="other").save)
    assert refused_by_database(raw(absent_in(sat), why="").save)
    row = excuse(sat)
    assert refused_by_database(raw(absent_in(sat)).save), "one excuse at a time"
    rows = AbsenceExcuse.objects.filter(pk=row.pk)
    for change in ({"words": "x"}, {"decided_by": uuid4()}, {"state": "refused"}, {"state": "waiting"}):
        assert refused_by_database(lambda change=change: rows.update(**change)), change
    assert refused_by_database(rows.delete)
    assert rows.update(state="taken_back") == 1
    assert refused_by_database(lambda: rows.update(state="holds"))


def test_it_is_taken_back_by_two_but_not_while_a_place_rests_on_it():
    sat = missed()
    row, later = excuse(sat), another_day(sat)
    with pytest.raises(ExcuseRefused):
        ask_back(sat, ask_back(sat, row))
    back = AbsenceExcuse.objects.get(undoes=row)
    candidate = admit(sat, later)
    with pytest.raises(ExcuseRefused):
        decide(sat, back)
    take_out_candidate(
        candidate_uuid=candidate.uuid, sitting_uuid=later.uuid, reason="退回名额", actor=ACTOR, now=LATER
    )
    with pytest.raises(SecondPersonNeeded):
        decide(sat, back, by=sat.first)
    decide(sat, back)
    row.refresh_from_db()
    assert (row.state, absences(sat)) == ("taken_back", 1)
    with pytest.raises(CandidateRefused):
        admit(sat, later)
    assert excuse(sat).state == "holds", "a better paper may still come"


def test_it_is_not_taken_back_while_a_place_rests_on_it_by_the_rule_of_that_day():
    """Who was admitted was judged by the rule of the day of that sitting, not by today's."""
    sat = missed(resits=1)
    row, later = excuse(sat), another_day(sat)
    day = local_date(later.opens_at)
    stricter = NewRule(sat.sitting.scheme.code, day, {"zh": "考核标准"}, resits=0)
    set_admission_rule(rule=stricter, actor=ACTOR, now=NOW)
    admit(sat, later)
    with pytest.raises(ExcuseRefused):
        ask_back(sat, row)


def test_a_request_to_take_back_that_is_refused_leaves_the_excuse():
    sat = missed()
    row = excuse(sat)
    decide(sat, ask_back(sat, row), reason="证明是真的")
    assert absences(sat) == 0
    assert ask_back(sat, row).state == "waiting"


def test_excuses_are_in_the_second_copy_and_come_back_as_they_were(copier):  # noqa: F811
    sat = missed()
    waiting = ask(sat)
    with lost():
        decide(sat, waiting)
        assert copier.copy_new(now=LATER)
        decide(sat, ask_back(sat, waiting))
        assert copier.copy_new(now=LATER)
        before = list(AbsenceExcuse.objects.order_by("pk").values())
        (path,) = copier.folder.glob("sitting-*.jsonl")
    assert [row.state for row in AbsenceExcuse.objects.all()] == ["waiting"]
    replay([path], actor=Actor.system("test"), now=LATER)
    assert list(AbsenceExcuse.objects.order_by("pk").values()) == before
    assert [row["state"] for row in before] == ["taken_back", "holds"]
