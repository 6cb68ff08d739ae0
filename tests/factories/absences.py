"""Absences for tests: `missed()` is a closed sitting of which one candidate did not appear, with two officers."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from lms.accounts.models import User
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.enums import Role
from lms.exams.absences.operations import (
    ExcuseDecision,
    NewExcuse,
    NewUndoing,
    ask_to_excuse,
    ask_to_take_back,
    decide_excuse,
)
from lms.exams.api import Sitting, admit_candidates, close_sitting, open_sitting, schedule_sitting
from lms.exams.models import AbsenceExcuse, SittingCandidate
from lms.exams.sittings.operations import NewRule, set_admission_rule
from tests.factories.accounts import trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import ACTOR, a_new_sitting
from tests.factories.results import LATER, Written, as_actor, written

SECRET = "看过医务室的证明"


def missed(*, resits: int = 0, right: tuple[int | None, ...] = (None, 10)) -> Written:
    """Return a closed sitting; `None` did not appear. So many resits are allowed, and absence counts."""
    sat = written(right=right)
    rule = NewRule(sat.sitting.scheme.code, local_date(NOW), {"zh": "考核标准"}, resits=resits)
    set_admission_rule(rule=rule, actor=ACTOR, now=NOW)
    return sat


def absent_in(sat: Written, place: int = 0) -> SittingCandidate:
    """Return one of its candidates."""
    return sat.attempt(place).candidate


def ask(sat: Written, place: int = 0, *, by: User | None = None, why: str = "medical") -> AbsenceExcuse:
    """Ask to excuse a candidate, as the first officer."""
    new = NewExcuse(sat.sitting.uuid, absent_in(sat, place).uuid, why, SECRET, uuid4())
    return ask_to_excuse(new=new, actor=as_actor(by or sat.first), now=LATER)


def decide(sat: Written, row: AbsenceExcuse, *, by: User | None = None, reason: str = "") -> AbsenceExcuse:
    """Decide on a request as the second officer: with a reason it is refused."""
    decision = ExcuseDecision(row.uuid, not reason, reason)
    return decide_excuse(decision=decision, actor=as_actor(by or sat.second), now=LATER)


def excuse(sat: Written, place: int = 0) -> AbsenceExcuse:
    """Excuse a candidate by two officers."""
    return decide(sat, ask(sat, place))


def ask_back(sat: Written, row: AbsenceExcuse, *, by: User | None = None) -> AbsenceExcuse:
    """Ask to take an excuse back, as the first officer."""
    new = NewUndoing(row.uuid, "证明不是这个人的", uuid4())
    return ask_to_take_back(new=new, actor=as_actor(by or sat.first), now=LATER)


def another_day(sat: Written, *, weeks: int = 1) -> Sitting:
    """Plan the same examination again, so many weeks later."""
    new, after = a_new_sitting(sat.sitting.site, scheme=sat.sitting.scheme), timedelta(weeks=weeks)
    later = replace(new, opens_at=new.opens_at + after, closes_at=new.closes_at + after)
    return schedule_sitting(sitting=later, actor=ACTOR, now=LATER)


def admit(sat: Written, sitting: Sitting, place: int = 0) -> SittingCandidate:
    """Admit one of its candidates to another sitting."""
    uuids = [sat.enrolments[place].uuid]
    (row,) = admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=uuids, actor=ACTOR, now=LATER)
    return row


def absence_beside(sitting: Sitting) -> dict[str, Any]:
    """Return what addresses name of an absence at the same site: somebody asked to excuse it, and it waits."""
    uuid = enrol(trainee_at(sitting.site), a_version(scheme=sitting.scheme.code)).uuid
    new = a_new_sitting(sitting.site, scheme=sitting.scheme)
    missed_one = schedule_sitting(sitting=new, actor=ACTOR, now=NOW).uuid
    (row,) = admit_candidates(sitting_uuid=missed_one, enrolment_uuids=[uuid], actor=ACTOR, now=NOW)
    open_sitting(sitting_uuid=missed_one, actor=ACTOR, now=NOW)
    close_sitting(sitting_uuid=missed_one, actor=ACTOR, now=NOW)
    new_excuse = NewExcuse(missed_one, row.uuid, "medical", "", uuid4())
    asked = ask_to_excuse(new=new_excuse, actor=Actor(uuid4(), Role.EXAMINATIONS_OFFICER), now=NOW)
    return {
        "missed_sitting_uuid": missed_one,
        "absent_candidate_uuid": row.uuid,
        "excuse_uuid": asked.uuid,
    }
