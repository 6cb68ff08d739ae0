"""Two desks give minutes for the same power cut at the same instant: the second is told, and nothing is given twice."""

from uuid import uuid4

import pytest

from lms.core.actor import Actor
from lms.exams.api import ActKind, NewAct, do_act
from lms.exams.errors import GivenLately
from lms.exams.models import Attempt, RoomAct, Sitting
from lms.exams.sittings.operations import acts
from tests.concurrency.overtaking import overtake
from tests.factories.accounts import invigilator_at
from tests.factories.courses import NOW
from tests.factories.exams import MINUTE, started_attempt
from tests.factories.rooms import agree

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT = NOW + MINUTE


@pytest.fixture
def begun():
    return started_attempt()


@pytest.fixture
def desks(begun):
    """What either of two invigilators does at the same instant: ten minutes for everybody."""
    users = [invigilator_at(begun.sitting.site) for _number in range(2)]
    return tuple(lambda user=user: give(user, begun) for user in users)


def give(user, begun, *, minutes=10, attempt=None):
    act = NewAct(begun.sitting.uuid, ActKind.EXTRA, "停电", uuid4(), attempt and attempt.uuid, minutes)
    return do_act(act=act, actor=Actor(user.uuid, "invigilator"), now=AT)


def given(begun) -> int:
    return sum(event.seconds // 60 for event in begun.attempt.time_events.filter(kind="extra"))


def without_locks(monkeypatch, begun):
    monkeypatch.setattr(acts, "lock_sitting", lambda uuid: Sitting.objects.get(uuid=uuid))
    whole = Attempt.objects.filter(candidate__sitting=begun.sitting).select_related("candidate__sitting")
    monkeypatch.setattr(acts, "_targets", lambda sitting, kind, uuid: list(whole.all()))


def test_control_without_the_locks_both_are_given(monkeypatch, begun, desks):
    without_locks(monkeypatch, begun)
    overtake(monkeypatch, (acts, "keep_beside"), desks)
    assert given(begun) == 20


def test_the_second_desk_waits_and_is_told_what_the_first_gave(monkeypatch, begun, desks):
    done, refused = overtake(monkeypatch, (acts, "keep_beside"), desks)
    assert isinstance(done, RoomAct)
    assert isinstance(refused, GivenLately)
    assert "10" in refused.reasons[0]
    assert given(begun) == 10
    assert RoomAct.objects.count() == 1


def test_who_gives_to_one_candidate_is_told_of_what_everybody_has_got(monkeypatch, begun, desks):
    alone = invigilator_at(begun.sitting.site)
    works = (desks[0], lambda: give(alone, begun, attempt=begun.attempt))
    outcomes = overtake(monkeypatch, (acts, "keep_beside"), works)
    assert isinstance(outcomes[1], GivenLately)
    assert given(begun) == 10


def test_who_agrees_to_more_waits_for_who_gives_and_is_told(monkeypatch, begun, desks):
    asked = give(invigilator_at(begun.sitting.site), begun, minutes=40)
    agreeing = Actor(invigilator_at(begun.sitting.site).uuid, "invigilator")
    monkeypatch.setattr(acts, "_refuse_twice", told_of(asked))
    works = (desks[0], lambda: agree(asked, at=AT, actor=agreeing))
    outcomes = overtake(monkeypatch, (acts, "keep_beside"), works)
    assert isinstance(outcomes[1], GivenLately)
    assert given(begun) == 10


def told_of(act):
    """Let both pages have told of what waits: this is about what is given meanwhile."""
    refuse = acts._refuse_twice
    return lambda lately, told, words: refuse(lately, (*told, str(act.uuid)), words)
