"""Two officers who print on the last blank at once: PostgreSQL lets one of them, and the count is right."""

from pathlib import Path

import pytest

from certificates.issuing.errors import NoBlank
from certificates.issuing.prints import operations
from certificates.models import BlankStock, Credential, PrintedSheet
from lms.core.actor import Actor
from tests.certificates.test_prints import DIPLOMA, received
from tests.concurrency.test_batches import meeting
from tests.concurrency.test_enrolments import at_once
from tests.factories.certificates import ISSUED_AT
from tests.factories.studies import Campus, a_campus
from tests.support.documents import documents_in

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _documents(tmp_path: Path):
    with documents_in(tmp_path):
        yield


@pytest.fixture
def campus(monkeypatch: pytest.MonkeyPatch) -> Campus:
    monkeypatch.setattr("certificates.issuing.batches.operations.enqueue", lambda **job: None)
    return a_campus()


def print_at_once(campus: Campus, monkeypatch: pytest.MonkeyPatch, *, is_locked: bool) -> list[object]:
    batch = campus.issue([campus.graduate("甲一"), campus.graduate("乙二")], DIPLOMA)
    rows = [entry.credential for entry in batch.entries.all()]
    received(campus, 1)
    meet, use = meeting(is_locked=is_locked), operations._use

    def use_late(*given: object, **named: object) -> PrintedSheet:
        meet()
        return use(*given, **named)

    monkeypatch.setattr(operations, "_use", use_late)

    def note(row: Credential, number: str, officer: Actor) -> PrintedSheet:
        return operations.record_print(
            credential_uuid=row.uuid, blank_number=number, actor=officer, now=ISSUED_AT
        )

    return at_once(
        lambda: note(rows[0], "A-001", campus.one),
        lambda: note(rows[1], "A-002", campus.other),
    )


def test_the_last_blank_is_used_once(campus: Campus, monkeypatch: pytest.MonkeyPatch) -> None:
    results = print_at_once(campus, monkeypatch, is_locked=True)
    assert sorted(type(result).__name__ for result in results) == [NoBlank.__name__, PrintedSheet.__name__]
    assert (BlankStock.objects.get().left, PrintedSheet.objects.count()) == (0, 1)


def test_without_the_lock_one_blank_would_be_two_sheets(
    campus: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        operations,
        "lock_stock",
        lambda school, kind: BlankStock.objects.filter(school=school, kind=kind).first(),
    )
    print_at_once(campus, monkeypatch, is_locked=False)
    assert PrintedSheet.objects.count() == 2
