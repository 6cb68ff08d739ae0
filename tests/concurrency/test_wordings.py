"""Two officers approve one version of a school's words: PostgreSQL lets one."""

import pytest

from certificates.issuing.wordings import operations
from certificates.models import WordingApproval
from lms.core.actor import Actor
from lms.core.models import AuditEntry
from tests.concurrency.meeting import meet_after
from tests.concurrency.test_enrolments import at_once
from tests.factories.accounts import issuing_officer_at
from tests.factories.certificates import ISSUED_AT, a_wording
from tests.factories.organisations import a_school

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_one_of_two_approvals_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    school = a_school()
    row = a_wording(school)
    meet_after(monkeypatch, operations, "refuse_officer_of", is_locked=False)

    def approve() -> object:
        actor = Actor(officers.pop(), "issuing_officer")
        return operations.approve_wording(wording_uuid=row.uuid, actor=actor, now=ISSUED_AT)

    officers = [issuing_officer_at(school).uuid for _ in range(2)]
    results = at_once(approve, approve)
    assert sorted(type(result).__name__ for result in results) == ["Wording", "WrongState"]
    assert WordingApproval.objects.count() == 1
    assert AuditEntry.objects.filter(action="certificates.approve_wording").count() == 1
