"""Issuing, revoking, signing the list, rotating keys and the checkpoint at once: nobody waits in a circle."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from certificates.issuing.keys.models import Purpose, SigningKey
from certificates.issuing.keys.operations import Holder, make_signing_key
from certificates.issuing.register.checking import find_differences
from certificates.issuing.register.operations import make_due_checkpoint
from certificates.issuing.status.operations import sign_list, sign_stale_lists
from certificates.models import Credential, RevokedEntry, StatusList
from lms.accounts.api import User
from lms.core.enums import Role
from tests.concurrency.test_enrolments import at_once
from tests.factories.accounts import an_actor, give_role
from tests.factories.certificates import ISSUED_AT, completed_enrolment, issue, issued_credential
from tests.factories.endings import an_officer_for, approved, asked
from tests.support.documents import documents_in

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 3


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("certificates.issuing.receivers.request_credential", lambda **arguments: None)
    settings.REGISTER_DIR = str(tmp_path / "register")
    with documents_in(tmp_path / "documents"):
        yield


def again(work: Callable[[int], object]) -> Callable[[], None]:
    def rounds() -> None:
        for number in range(ROUNDS):
            work(number)

    return rounds


def test_all_that_locks_at_once_comes_through_and_agrees_afterwards() -> None:
    held = [issued_credential() for _number in range(ROUNDS)]
    waiting = [completed_enrolment() for _number in range(ROUNDS)]
    row, who = StatusList.objects.get(), {"actor": an_actor(), "now": ISSUED_AT}
    requests, officer = [asked(credential) for credential in held], an_officer_for(held[0])
    for credential in held[1:]:
        give_role(User.objects.get(uuid=officer.user_uuid), Role.ISSUING_OFFICER, credential.school)
    works = [
        again(lambda at: approved(requests[at], actor=officer)),
        again(lambda at: issue(waiting[at].uuid)),
        again(lambda at: make_signing_key(purpose=Purpose.CREDENTIAL, holder=Holder(), **who)),
        again(lambda at: sign_list(row, **who)),
        again(lambda at: make_due_checkpoint(now=ISSUED_AT + timedelta(days=at))),
    ]

    assert at_once(*works) == [None] * len(works)

    states = Credential.objects.filter(enrolment__in=waiting).values_list("state", flat=True)
    assert list(states) == ["issued"] * ROUNDS
    assert RevokedEntry.objects.count() == ROUNDS
    assert SigningKey.objects.filter(purpose=Purpose.CREDENTIAL, retired_at=None).count() == 1
    sign_stale_lists(now=ISSUED_AT)
    row.refresh_from_db()
    assert row.covered == ROUNDS
    assert not [found for found in find_differences()[1] if not found.startswith("Published files")]
