"""What the matrix of addresses finds of examinations: papers, sheets, marks, a set of results, an appeal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from lms.accounts.models import User
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.exams.api import ActKind, NewAct, do_act
from lms.exams.appeals.operations import NewAppeal, file_appeal
from lms.exams.marking.corrections import KeyChange, NewCorrection
from lms.exams.models import (
    Appeal,
    Attempt,
    PaperKey,
    ResultSet,
    RoomAct,
    Sitting,
)
from lms.exams.paperdesk.operations import NewOrder, order_papers, propose_key
from lms.exams.papers.operations import NewDrawing
from lms.exams.practical.operations import declare_conflict
from lms.organisations.models import School
from tests.factories.absences import absence_beside
from tests.factories.accounts import a_user
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR
from tests.factories.handmarks import Marked
from tests.factories.practical import Practical, a_released_result
from tests.security.evidence import a_photo_of_work

Values = dict[str, Any]


def an_appeal(attempt: Attempt, trainee: User) -> Appeal:
    """Return an appeal of a trainee against the released result of an attempt."""
    result = attempt.results.get(released_at__isnull=False)
    new = NewAppeal(result.uuid, "marks", uuid4())
    return file_appeal(new=new, actor=Actor(trainee.uuid, Role.TRAINEE), now=NOW)


def an_appeal_of_work(uuid: UUID, trainee: User) -> Appeal:
    """Return an appeal of a trainee against a released practical result."""
    new = NewAppeal(uuid, "room", uuid4(), is_practical=True)
    return file_appeal(new=new, actor=Actor(trainee.uuid, Role.TRAINEE), now=NOW)


def answers_at(marked: Marked) -> Values:
    """Return what the addresses of answers that somebody marks name: one whose two markers are apart."""
    return {
        "marked_sitting_uuid": marked.sitting.uuid,
        "marked_attempt_uuid": marked.attempt().uuid,
        "answered_item_uuid": marked.items()[0],
        "marker_uuid": marked.sitting.markers.first().uuid,
    }


def marks_at(practical: Practical) -> Values:
    """Return what the addresses of a practical examination name, and a released result of the same trainee."""
    about = {"actor": ACTOR, "now": NOW}
    released = a_released_result(practical.enrolments[0].person.user, starts_at=NOW - timedelta(days=2))
    return {
        "photo_uuid": a_photo_of_work(practical).uuid,
        "practical_uuid": practical.examination.uuid,
        "examination": practical.examination.uuid,
        "practical_candidate_uuid": practical.candidate().uuid,
        "practical_document": "sheets",
        "member_uuid": practical.examination.panel.first().uuid,
        "conflict_uuid": declare_conflict(
            assessor=practical.assessors[2], person=practical.enrolments[0].person, reason="kin", **about
        ).uuid,
        "practical_result_uuid": released.uuid,
    }


def a_frozen_set(sitting: Sitting) -> ResultSet:
    """Return an empty set of results that somebody froze and that waits."""
    return ResultSet.objects.create(
        sitting=sitting,
        number=1,
        digest="0" * 64,
        left_out=[],
        outcomes={"candidates": 0, "passed": 0, "told": 0},
        client_key=uuid4(),
        frozen_by=uuid4(),
        frozen_at=NOW,
    )


def a_request(sitting: Sitting, attempt: Attempt) -> RoomAct:
    """Ask for more time than one person gives alone."""
    act = NewAct(sitting.uuid, ActKind.EXTRA, "evacuation", uuid4(), attempt.uuid, minutes=60)
    return do_act(act=act, actor=ACTOR, now=NOW)


def papers_of(sitting: Sitting) -> Values:
    """Order papers for the school of the site, propose another key for the paper, ask to excuse an absence there."""
    paper = sitting.papers.get()
    school = School.objects.filter(pairings__site=sitting.site).first()
    author = a_user(Role.EXAMINATIONS_OFFICER, sitting.site)
    about = {"actor": ACTOR, "now": NOW}
    drawing = NewDrawing(scheme=paper.scheme, client_key=uuid4(), seed=uuid4().hex)
    order = order_papers(order=NewOrder(drawing, school, author), **about)
    item = next(iter(PaperKey.objects.get(paper=paper).key))
    correction = NewCorrection(paper.uuid, 1, (KeyChange(UUID(item), ()),), "The question was wrong")
    proposal = propose_key(correction=correction, by=author, **about)
    return {
        "scheme_uuid": paper.scheme.uuid,
        "paper_uuid": paper.uuid,
        "order_uuid": order.uuid,
        "proposal_uuid": proposal.uuid,
        **absence_beside(sitting),
    }
