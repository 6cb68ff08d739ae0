"""Two registrars correct one stay at the same moment: the second would write over what it has not seen."""

from uuid import uuid4

import pytest

from lms.enrolments.errors import ChangeOutdated
from lms.enrolments.facts import operations
from lms.enrolments.facts.models import Fact, FactCorrection
from lms.enrolments.models import Admission
from tests.concurrency.overtaking import overtake
from tests.factories.accounts import registrar_at, trainee_at
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.stays import a_stay
from tests.factories.teaching import ACTOR

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def works(monkeypatch):
    monkeypatch.setattr(operations.audit, "record", lambda **entry: None)
    stay = a_stay(trainee_at(a_site()).person)
    by = registrar_at(stay.site)

    def work(schooling: str):
        new = operations.NewFacts({Fact.SCHOOLING: schooling}, 0, "paper", by, uuid4())
        return lambda: operations.correct_facts(admission_uuid=stay.uuid, new=new, actor=ACTOR, now=NOW)

    return work("senior"), work("primary")


def test_control_without_the_lock_both_correct_what_they_saw(works, monkeypatch) -> None:
    monkeypatch.setattr(operations, "lock_open_stay", lambda uuid: Admission.objects.get(uuid=uuid))
    overtake(monkeypatch, (operations, "_keep"), works)
    assert [row.before for row in FactCorrection.objects.all()] == ["junior", "junior"]


def test_of_two_who_correct_one_is_told(works, monkeypatch) -> None:
    results = overtake(monkeypatch, (operations, "_keep"), works)
    assert isinstance(results[1], ChangeOutdated)
    assert FactCorrection.objects.count() == 1
