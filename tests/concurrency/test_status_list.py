"""Two workers draw a place at once: without the lock on the list one breaks, with it both get places of their own."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from certificates.issuing import operations
from certificates.issuing.keys import operations as keys
from certificates.issuing.keys.models import Purpose, SigningKey
from certificates.issuing.status import operations as status
from certificates.models import Credential, StatusEntry, StatusList
from tests.concurrency.test_enrolments import PATIENCE, at_once
from tests.factories.accounts import an_actor
from tests.factories.certificates import ISSUED_AT, completed_enrolment
from tests.support.documents import documents_in

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _documents(tmp_path: Path) -> Iterator[None]:
    with documents_in(tmp_path):
        yield


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> list[Credential]:
    monkeypatch.setattr("certificates.issuing.receivers.request_credential", lambda **arguments: None)
    StatusList.objects.create(name="1")
    return [
        operations.reserve_credential(
            enrolment_uuid=completed_enrolment().uuid, actor=an_actor(), now=ISSUED_AT
        )
        for _index in range(2)
    ]


def draw(credential: Credential) -> int:
    with transaction.atomic():
        return status.draw_entry(Credential.objects.select_for_update().get(pk=credential.pk)).index


def the_same_place_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each worker draw place 7, and another one when it is asked again."""
    own = threading.local()

    def drawn() -> int:
        own.count = getattr(own, "count", 6) + 1
        return own.count

    monkeypatch.setattr(status, "_random_index", drawn)


def test_control_without_the_lock_two_workers_take_one_place(
    two: list[Credential], monkeypatch: pytest.MonkeyPatch
) -> None:
    the_same_place_first(monkeypatch)
    barrier, free = threading.Barrier(2, timeout=PATIENCE), status._free_index

    def free_and_wait(row: StatusList) -> int:
        index = free(row)
        barrier.wait()
        return index

    monkeypatch.setattr(status, "_lock_list", lambda row: row)
    monkeypatch.setattr(status, "_free_index", free_and_wait)

    results = at_once(*(lambda one=one: draw(one) for one in two))

    assert sorted(type(result).__name__ for result in results) == ["IntegrityError", "int"]
    assert any(isinstance(result, IntegrityError) for result in results)


def test_with_the_lock_both_get_places_of_their_own(
    two: list[Credential], monkeypatch: pytest.MonkeyPatch
) -> None:
    the_same_place_first(monkeypatch)

    results = at_once(*(lambda one=one: draw(one) for one in two))

    assert sorted(results) == [7, 8]
    assert StatusList.objects.get().taken == StatusEntry.objects.count() == 2


def test_the_first_key_is_made_once() -> None:
    def first() -> str:
        return keys.key_in_use(Purpose.CREDENTIAL, now=ISSUED_AT).name

    results = at_once(first, first)

    assert results == ["key-2026-1"] * 2
    assert SigningKey.objects.count() == 1


def test_the_first_list_is_made_once(two: list[Credential]) -> None:
    StatusList.objects.all().delete()
    results = at_once(*(lambda one=one: draw(one) for one in two))
    assert all(isinstance(result, int) for result in results), results
    assert StatusList.objects.get().taken == 2
