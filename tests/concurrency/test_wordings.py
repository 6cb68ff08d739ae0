"""Two officers decide about one proposal at once: PostgreSQL lets one."""

import pytest

from certificates.issuing.kinds import operations as kind_operations
from certificates.issuing.proposals import operations as frame_operations
from certificates.issuing.wordings import operations
from certificates.issuing.wordings.words import Words
from certificates.models import (
    CredentialKind,
    KindApproval,
    KindClosing,
    Wording,
    WordingApproval,
    WordingClosing,
)
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.models import AuditEntry
from tests.concurrency.meeting import meet_after
from tests.concurrency.overtaking import overtake
from tests.concurrency.test_enrolments import at_once
from tests.factories.accounts import administrator_at, issuing_officer_at
from tests.factories.certificates import ISSUED_AT, a_version_of_a_kind, a_wording
from tests.factories.organisations import a_school, an_administration

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_one_of_two_approvals_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    school = a_school()
    row = a_wording(school)
    meet_after(monkeypatch, frame_operations, "refuse_officer_of", is_locked=True)

    def approve() -> object:
        actor = Actor(officers.pop(), "issuing_officer")
        return operations.approve_wording(wording_uuid=row.uuid, actor=actor, now=ISSUED_AT)

    officers = [issuing_officer_at(school).uuid for _ in range(2)]
    results = at_once(approve, approve)
    assert sorted(type(result).__name__ for result in results) == ["Wording", "WrongState"]
    assert WordingApproval.objects.count() == 1
    assert AuditEntry.objects.filter(action="certificates.approve_wording").count() == 1


def test_two_presses_at_once_write_one_version(monkeypatch: pytest.MonkeyPatch) -> None:
    school = a_school()
    by = Actor(issuing_officer_at(school).uuid, "issuing_officer")
    new = operations.NewWording(
        school, CredentialKind.DIPLOMA, local_date(ISSUED_AT), Words("特发此证。", "is awarded this.")
    )

    def propose() -> object:
        return operations.propose_wording(new, actor=by, now=ISSUED_AT)

    slow, quick = overtake(monkeypatch, (audit, "record"), (propose, propose))
    assert slow == quick == Wording.objects.get()


@pytest.mark.parametrize("is_approved_first", [True, False])
def test_words_are_approved_or_closed_and_never_both(
    monkeypatch: pytest.MonkeyPatch, is_approved_first: bool
) -> None:
    school = a_school()
    row = a_wording(school)
    one, other = (Actor(issuing_officer_at(school).uuid, "issuing_officer") for _ in range(2))

    def approve() -> object:
        return operations.approve_wording(wording_uuid=row.uuid, actor=one, now=ISSUED_AT)

    def close() -> object:
        return operations.close_wording(
            wording_uuid=row.uuid, reason="少了一个字。", actor=other, now=ISSUED_AT
        )

    works = (approve, close) if is_approved_first else (close, approve)
    slow, quick = overtake(monkeypatch, (audit, "record"), works)
    assert type(slow).__name__ == ("Wording" if is_approved_first else "WordingClosing")
    assert type(quick).__name__ == "WrongState"
    assert WordingApproval.objects.count() + WordingClosing.objects.count() == 1


@pytest.mark.parametrize("is_approved_first", [True, False])
def test_a_version_is_approved_or_closed_and_never_both(
    monkeypatch: pytest.MonkeyPatch, is_approved_first: bool
) -> None:
    row = a_version_of_a_kind()
    one, other = (Actor(administrator_at(an_administration()).uuid, "staff") for _ in range(2))

    def approve() -> object:
        return kind_operations.approve_version(proposal_uuid=row.uuid, actor=one, now=ISSUED_AT)

    def close() -> object:
        return kind_operations.close_version(
            proposal_uuid=row.uuid, reason="日子不对。", actor=other, now=ISSUED_AT
        )

    works = (approve, close) if is_approved_first else (close, approve)
    slow, quick = overtake(monkeypatch, (audit, "record"), works)
    assert type(slow).__name__ == ("KindDefinition" if is_approved_first else "KindClosing")
    assert type(quick).__name__ == "WrongState"
    assert KindApproval.objects.count() + KindClosing.objects.count() == 1
