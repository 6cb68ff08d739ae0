"""Two deeds at once at the desk of papers: what goes wrong without the lock of the row, and does not with it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from lms.core import jobs
from lms.exams.api import NewSitting, schedule_sitting
from lms.exams.errors import PaperSealed, ProposalEnded, SittingRefused
from lms.exams.marking.corrections import KeyChange, NewCorrection
from lms.exams.models import KeyProposal, PaperKey, PaperOrder, PaperRelease, PaperVersion, Sitting
from lms.exams.paperdesk.operations import (
    NewOrder,
    apply_proposal,
    cancel_order,
    draw_ordered,
    order_papers,
    orders,
    proposals,
    propose_key,
    release_paper,
    releasing,
    withdraw_proposal,
)
from lms.exams.papers.models import PaperPart
from lms.exams.papers.operations import NewDrawing, look_on
from lms.exams.sittings.operations import scheduling
from tests.concurrency.overtaking import overtake
from tests.factories.accounts import examinations_officer_at
from tests.factories.courses import NOW, enrolled_trainee
from tests.factories.exams import ACTOR, a_scheme, failed_sitting
from tests.factories.organisations import a_room, a_school, a_site
from tests.factories.papers import drawn
from tests.factories.results import as_actor

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WHO = {"actor": ACTOR, "now": NOW}


@pytest.fixture
def drawing_and_cancelling(monkeypatch):
    """Return the works: draw what was ordered, and cancel it meanwhile."""
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)  # the worker of the tests would draw at once
    school = a_school()
    wanted = NewDrawing(scheme=a_scheme(), client_key=uuid4(), seed="seed")
    row = order_papers(order=NewOrder(wanted, school, examinations_officer_at(school)), **WHO)
    return (lambda: draw_ordered(uuid=row.uuid, now=NOW)), (lambda: cancel_order(uuid=row.uuid, **WHO))


def test_control_without_the_lock_papers_are_drawn_that_were_cancelled(drawing_and_cancelling, monkeypatch):
    monkeypatch.setattr(orders, "_lock", lambda uuid: PaperOrder.objects.get(uuid=uuid))
    works = drawing_and_cancelling
    _drawn, cancelled = overtake(monkeypatch, (orders, "draw_papers"), works)
    assert cancelled.state == "cancelled"
    assert PaperVersion.objects.count() == 1


def test_with_the_lock_the_cancel_waits_and_finds_them_drawn(drawing_and_cancelling, monkeypatch):
    _drawn, cancelled = overtake(monkeypatch, (orders, "draw_papers"), drawing_and_cancelling)
    assert cancelled.state == "drawn"
    assert PaperOrder.objects.get().drawing.papers.count() == 1


@pytest.fixture
def applying_and_withdrawing():
    """Return the works: apply a proposed key, and let it be meanwhile."""
    _user, enrolment = enrolled_trainee()
    sitting = failed_sitting(enrolment).attempt.candidate.sitting
    one, two = (examinations_officer_at(sitting.site) for _place in range(2))
    item = next(iter(PaperKey.objects.get(paper=sitting.papers.get()).key))
    new = NewCorrection(sitting.papers.get().uuid, 1, (KeyChange(UUID(item), ()),), "The question was wrong")
    row = propose_key(correction=new, by=one, **WHO)
    second = {"actor": as_actor(two), "now": NOW}
    look_on(paper_uuid=new.paper_uuid, part=PaperPart.KEY, reason="To compare both", **second)
    return (
        lambda: apply_proposal(uuid=row.uuid, by=two, **second),
        lambda: withdraw_proposal(uuid=row.uuid, reason="It was right", by=one, **WHO),
    )


def test_control_without_the_lock_a_key_is_applied_that_was_let_be(applying_and_withdrawing, monkeypatch):
    monkeypatch.setattr(proposals, "_lock_open", lambda uuid: KeyProposal.objects.get(uuid=uuid))
    works = applying_and_withdrawing
    _applied, other = overtake(monkeypatch, (proposals, "apply_correction"), works)
    assert other.state == "withdrawn"
    assert PaperKey.objects.count() == 2


def test_with_the_lock_who_comes_second_is_told_that_it_was_decided(applying_and_withdrawing, monkeypatch):
    applied, other = overtake(monkeypatch, (proposals, "apply_correction"), applying_and_withdrawing)
    assert applied.state == "applied"
    assert isinstance(other, ProposalEnded)
    assert KeyProposal.objects.get().state == "applied"


@pytest.fixture
def releasing_and_scheduling():
    """Return the works: release the key of a paper that nobody sits, and schedule a sitting with it meanwhile."""
    scheme = a_scheme()
    paper = drawn(scheme).papers.get()
    begins, ends = NOW + timedelta(days=1), NOW + timedelta(days=1, hours=2)
    room = a_room(a_site(), seats=5)
    new = NewSitting(scheme, room, {"zh": "考试"}, begins, ends, "seed", uuid4(), papers=(paper,))
    return (
        lambda: release_paper(paper=paper, part=PaperPart.KEY, reason="For the textbook", **WHO),
        lambda: schedule_sitting(sitting=new, **WHO),
    )


def test_a_paper_whose_key_is_being_released_is_laid_at_no_sitting(releasing_and_scheduling, monkeypatch):
    released, refused = overtake(monkeypatch, (releasing, "release"), releasing_and_scheduling)
    assert (released.part, type(refused)) == ("key", SittingRefused)
    assert not Sitting.objects.exists()


def test_the_key_of_a_paper_that_is_being_laid_is_not_released(releasing_and_scheduling, monkeypatch):
    laid, refused = overtake(monkeypatch, (scheduling, "lay_papers"), releasing_and_scheduling[::-1])
    assert (type(laid), type(refused)) == (Sitting, PaperSealed)
    assert not PaperRelease.objects.exists()
