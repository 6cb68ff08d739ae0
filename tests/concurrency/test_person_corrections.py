"""Two registrars ask to correct one person, or keep and refuse one correction, at the same moment."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from lms.accounts.models import Person
from lms.core.actor import Actor
from lms.enrolments.errors import ChangeRefused
from lms.enrolments.models import PersonCorrection
from lms.enrolments.person_facts import operations
from lms.enrolments.person_facts.rules import Facts
from tests.concurrency.overtaking import overtake
from tests.factories.accounts import registrar_at, trainee_at
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.stays import a_stay

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
BORN = date(1990, 1, 1)


@pytest.fixture
def stay(monkeypatch):
    monkeypatch.setattr(operations.audit, "record", lambda **entry: None)
    stay = a_stay(trainee_at(a_site()).person)
    Person.objects.filter(pk=stay.person_id).update(sex="male", birth_date=BORN)
    return stay


def asking(stay, by, born: date):
    new = operations.NewPersonFacts(Facts("male", born), "paper", by, uuid4())
    actor = Actor(by.uuid, "registrar")
    return lambda: operations.ask_for_correction(admission_uuid=stay.uuid, new=new, actor=actor, now=NOW)


def renaming(stay, by, name: str):
    facts = Facts("male", BORN)
    new = operations.NewPersonFacts(facts, "paper", by, uuid4(), name=name, cause="typing")
    actor = Actor(by.uuid, "registrar")
    return lambda: operations.ask_for_correction(admission_uuid=stay.uuid, new=new, actor=actor, now=NOW)


def deciding(row, by, *, is_right: bool):
    return lambda: operations.decide_person_correction(
        correction_uuid=row.uuid,
        decision=operations.Decision(is_right, by, refusal="paper differs"),
        actor=Actor(by.uuid, "registrar"),
        now=NOW,
    )


@pytest.fixture
def two_who_ask(stay):
    return [asking(stay, registrar_at(stay.site), BORN + timedelta(days=days)) for days in (1, 2)]


@pytest.fixture
def two_who_decide(stay):
    row = asking(stay, registrar_at(stay.site), BORN + timedelta(days=1))()
    return deciding(row, registrar_at(stay.site), is_right=True), deciding(
        row, registrar_at(stay.site), is_right=False
    )


def without_lock(monkeypatch) -> None:
    monkeypatch.setattr(operations, "lock_person", lambda key: Person.objects.get(pk=key))


def test_control_without_the_lock_the_second_one_who_asks_meets_the_constraint(
    two_who_ask, monkeypatch
) -> None:
    without_lock(monkeypatch)
    results = overtake(monkeypatch, (operations, "refuse_wish"), two_who_ask)
    assert any(isinstance(one, IntegrityError) for one in results)


def test_of_two_who_ask_one_is_told(two_who_ask, monkeypatch) -> None:
    results = overtake(monkeypatch, (operations, "refuse_wish"), two_who_ask)
    assert isinstance(results[1], ChangeRefused)
    assert PersonCorrection.objects.count() == 1


def test_control_without_the_lock_both_decide(two_who_decide, monkeypatch) -> None:
    without_lock(monkeypatch)
    results = overtake(monkeypatch, (operations, "correct_person"), two_who_decide)
    assert [row.state for row in results] == ["kept", "refused"]


def test_of_two_who_decide_one_is_told(two_who_decide, monkeypatch) -> None:
    results = overtake(monkeypatch, (operations, "correct_person"), two_who_decide)
    assert isinstance(results[1], ChangeRefused)
    assert PersonCorrection.objects.get().state == "kept"


def test_of_two_who_correct_the_name_one_is_told(stay, monkeypatch) -> None:
    both = [renaming(stay, registrar_at(stay.site), name) for name in ("张样伟", "张样玮")]
    results = overtake(monkeypatch, (operations, "refuse_wish"), both)
    assert isinstance(results[1], ChangeRefused)
    assert PersonCorrection.objects.get().name == "张样伟"
