"""An identity number is confirmed while the birth is corrected: whoever comes second sees what the first one wrote."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lms.accounts.api import birth_date_of
from lms.accounts.models import Person
from lms.core.actor import Actor
from lms.enrolments.errors import AdmissionInvalid, IdentityDisagrees
from lms.enrolments.identity import operations as identity
from lms.enrolments.models import Admission
from lms.enrolments.person_facts import operations as facts
from lms.enrolments.person_facts.rules import Facts
from tests.concurrency.overtaking import overtake
from tests.enrolments.admission.samples import made_up_id
from tests.factories.accounts import registrar_at, trainee_at
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.stays import a_stay

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NUMBER = made_up_id(2600)
BORN = birth_date_of(NUMBER)
CORRECTED = BORN + timedelta(days=1)


@pytest.fixture
def stay(monkeypatch):
    """A stay of which a number waits that agrees with the records."""
    monkeypatch.setattr(identity.audit, "record", lambda **entry: None)
    stay = a_stay(trainee_at(a_site()).person)
    Person.objects.filter(pk=stay.person_id).update(sex="male", birth_date=BORN)
    typing(identity.propose_identity, stay)()
    return stay


def typing(deed, stay):
    by = registrar_at(stay.site).uuid
    typed, actor = identity.Typed(NUMBER, by), Actor(by, "registrar")
    return lambda: deed(admission_uuid=stay.uuid, typed=typed, actor=actor, now=NOW)


@pytest.fixture
def confirming(stay):
    return typing(identity.confirm_identity, stay)


@pytest.fixture
def correcting(stay):
    """Return the yes to a correction of the birth that was asked for."""
    one, other = registrar_at(stay.site), registrar_at(stay.site)
    new = facts.NewPersonFacts(Facts("male", CORRECTED), "paper", one, uuid4())
    row = facts.ask_for_correction(
        admission_uuid=stay.uuid, new=new, actor=Actor(one.uuid, "registrar"), now=NOW
    )
    return lambda: facts.decide_person_correction(
        correction_uuid=row.uuid,
        decision=facts.Decision(is_right=True, by=other),
        actor=Actor(other.uuid, "registrar"),
        now=NOW,
    )


def records(stay) -> tuple[object, str]:
    person = Person.objects.get(pk=stay.person_id)
    return person.birth_date, person.resident_id


def test_a_number_that_comes_second_is_refused(stay, confirming, correcting, monkeypatch) -> None:
    results = overtake(monkeypatch, (facts, "correct_person"), (correcting, confirming))
    assert isinstance(results[1], IdentityDisagrees)
    assert records(stay) == (CORRECTED, "")


def test_a_correction_that_comes_second_is_held_to_the_number(
    stay, confirming, correcting, monkeypatch
) -> None:
    results = overtake(monkeypatch, (identity, "filled_by_a_number"), (confirming, correcting))
    assert isinstance(results[1], AdmissionInvalid)
    assert records(stay) == (BORN, NUMBER)


def test_control_without_the_lock_the_corrected_birth_is_written_over(
    stay, confirming, correcting, monkeypatch
) -> None:
    found = Admission.objects.get(uuid=stay.uuid)
    unlocked = (found, Person.objects.get(pk=found.person_id))
    monkeypatch.setattr(identity, "_lock_person", lambda admission_uuid: unlocked)
    overtake(monkeypatch, (facts, "correct_person"), (correcting, confirming))
    assert records(stay) == (BORN, NUMBER)
