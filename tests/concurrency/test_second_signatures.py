"""Two turns at once make one second signature; a key that is stolen meanwhile leaves none, an ending waits its turn."""

from pathlib import Path
from typing import Any

import pytest

from certificates.issuing.keys.errors import CannotSign
from certificates.issuing.keys.operations import remove_signing_key
from certificates.issuing.second import operations
from certificates.models import Credential, SecondSignature
from tests.concurrency.overtaking import overtake
from tests.factories.accounts import an_actor
from tests.factories.certificates import ISSUED_AT, issued_credential
from tests.factories.endings import revoked
from tests.support.documents import documents_in
from tests.support.second import a_command, a_second_key, needs_sm2, turn

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), needs_sm2]


@pytest.fixture
def credential(tmp_path: Path, settings: Any):
    """A certificate whose second signature is due."""
    a_command(tmp_path / "device", settings, "one")
    with documents_in(tmp_path / "documents"):
        a_second_key()
        yield issued_credential()


def one() -> int:
    """Make the one that is due; what a turn would only write into the log is raised."""
    (pk,) = operations.list_waiting().values_list("pk", flat=True)
    key = operations.find_key_in_use("second")
    assert key is not None
    return operations._sign_one(pk, key, actor=an_actor(), now=ISSUED_AT)


def remove() -> None:
    remove_signing_key(name="sm2-2026-1", reason="stolen", actor=an_actor(), now=ISSUED_AT)


def test_two_turns_make_one(credential: Credential, monkeypatch: pytest.MonkeyPatch) -> None:
    results = overtake(monkeypatch, (operations, "lock_published_key"), (turn, turn))
    assert sorted(results) == [0, 1]  # type: ignore[type-var]
    assert SecondSignature.objects.count() == 1


def test_control_without_the_lock_two_turns_collide(
    credential: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations.Credential.objects, "select_for_update", Credential.objects.all)
    results = overtake(monkeypatch, (operations, "lock_published_key"), (turn, turn))
    assert sorted(type(result).__name__ for result in results) == ["IntegrityError", "int"]


def test_a_key_that_is_stolen_while_it_signs_leaves_none(
    credential: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = overtake(monkeypatch, (operations, "lock_published_key"), (one, remove))
    assert isinstance(results[0], CannotSign)
    assert not SecondSignature.objects.exists()


def test_an_ending_waits_for_a_turn_that_was_first(
    credential: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = overtake(monkeypatch, (operations, "lock_published_key"), (turn, lambda: revoked(credential)))
    assert results[0] == 1
    credential.refresh_from_db()
    assert credential.state == "revoked"
