"""The last link that may be open, and many guesses at one moment: PostgreSQL decides once."""

from pathlib import Path

import pytest

from certificates.models import Credential, ShareLink
from certificates.sharing import operations, rules
from certificates.sharing.errors import CannotShare
from tests.concurrency.meeting import meet_after
from tests.concurrency.test_enrolments import at_once
from tests.factories.certificates import ISSUED_AT, a_share_link, issued_credential
from tests.support.documents import documents_in

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def credential(tmp_path: Path):
    with documents_in(tmp_path):
        yield issued_credential()


def nine_links(credential: Credential) -> None:
    for _ in range(rules.LINKS_AT_ONCE - 1):
        a_share_link(credential)


def test_two_at_once_make_only_the_last_link(credential: Credential, monkeypatch: pytest.MonkeyPatch) -> None:
    nine_links(credential)
    meet_after(monkeypatch, operations, "_refuse_unless_shareable", is_locked=True)

    results = at_once(*[lambda: a_share_link(credential)] * 2)

    assert sorted(type(result).__name__ for result in results) == [CannotShare.__name__, ShareLink.__name__]
    assert ShareLink.objects.count() == rules.LINKS_AT_ONCE


def test_without_the_lock_there_would_be_one_too_many(
    credential: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    nine_links(credential)
    monkeypatch.setattr(
        operations, "_lock_own", lambda uuid, person_id: Credential.objects.get(uuid=uuid, person=person_id)
    )
    meet_after(monkeypatch, operations, "_refuse_unless_shareable", is_locked=False)

    at_once(*[lambda: a_share_link(credential)] * 2)

    assert ShareLink.objects.count() == rules.LINKS_AT_ONCE + 1


def test_guesses_at_one_moment_have_no_more_tries(credential: Credential) -> None:
    link = a_share_link(credential, passcode="k7w2pq")
    ShareLink.objects.filter(pk=link.pk).update(wrong_passcodes=rules.WRONG_PASSCODES - 1)
    compared, check = [], operations.check_password

    def counted(passcode: str, kept: str) -> bool:
        compared.append(passcode)
        return check(passcode, kept)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "check_password", counted)
        results = at_once(*[lambda: operations.open_with(link, "000000", now=ISSUED_AT)] * 6)

    assert results == [False] * 6
    assert len(compared) == 1
