"""Two registrars ask for a plan of one site at once: one is made, the other is told; without the lock there are two."""

import pytest

from lms.enrolments.proposals import operations
from lms.enrolments.proposals.models import PlanProposal
from tests.concurrency.overtaking import overtake
from tests.enrolments.proposals.dialogues import asked
from tests.factories.accounts import registrar_at
from tests.factories.proposals import a_planned_site

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def both(monkeypatch):
    """Two who ask, while no worker answers."""
    monkeypatch.setattr("lms.core.jobs.ring", lambda job_id: None)
    place = a_planned_site(people=1)
    other = registrar_at(place.site)
    return lambda: asked(place.site, place.registrar), lambda: asked(place.site, other)


def test_one_plan_is_made_and_the_other_registrar_is_told(monkeypatch, both):
    outcomes = overtake(monkeypatch, (operations, "fixes_as_json"), both)
    assert [type(one).__name__ for one in outcomes] == ["PlanProposal", "PlanBusy"]
    assert PlanProposal.objects.count() == 1


def test_control_without_the_lock_two_plans_are_made(monkeypatch, both):
    monkeypatch.setattr(operations, "lock_site", lambda site: None)
    outcomes = overtake(monkeypatch, (operations, "fixes_as_json"), both)
    assert [type(one).__name__ for one in outcomes] == ["PlanProposal", "PlanProposal"]
