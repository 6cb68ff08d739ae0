"""Two officers at once: a blank goes through once, no use of another is forgotten, no used delivery is taken back."""

from pathlib import Path

import pytest

from certificates.issuing.prints import operations
from certificates.models import BlankDelivery, BlankStock, Credential, DeliveryTakenBack, PrintedSheet
from lms.core.actor import Actor
from tests.certificates.test_prints import DIPLOMA, of, received
from tests.concurrency.overtaking import overtake
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
    monkeypatch.setattr("certificates.issuing.batches.steps.enqueue", lambda **job: None)
    return a_campus()


def print_at_once(
    campus: Campus, monkeypatch: pytest.MonkeyPatch, *numbers: str, is_locked: bool = True
) -> list[object]:
    batch = campus.issue([campus.graduate("甲一"), campus.graduate("乙二")], DIPLOMA)
    rows = [entry.credential for entry in batch.entries.all()]
    received(campus, 2)
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
        lambda: note(rows[0], numbers[0], campus.one),
        lambda: note(rows[1], numbers[1], campus.other),
    )


def test_one_blank_goes_through_once(campus: Campus, monkeypatch: pytest.MonkeyPatch) -> None:
    results = print_at_once(campus, monkeypatch, "A-002", "A-002")
    assert sorted(type(result).__name__ for result in results) == ["PrintedSheet", "UnusableBlank"]
    assert (BlankStock.objects.get().left, PrintedSheet.objects.count()) == (1, 1)


def test_two_blanks_are_counted_as_two(campus: Campus, monkeypatch: pytest.MonkeyPatch) -> None:
    print_at_once(campus, monkeypatch, "A-001", "A-002")
    assert (BlankStock.objects.get().left, PrintedSheet.objects.count()) == (0, 2)


def test_without_the_lock_two_blanks_would_be_counted_as_one(
    campus: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        operations,
        "lock_stock",
        lambda school, kind: BlankStock.objects.filter(school=school, kind=kind).first(),
    )
    print_at_once(campus, monkeypatch, "A-001", "A-002", is_locked=False)
    assert (BlankStock.objects.get().left, PrintedSheet.objects.count()) == (1, 2)


def take_back_while_printing(campus: Campus, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One officer notes a print while the other, who saw the delivery unused, takes it back."""
    batch = campus.issue([campus.graduate("甲一")], DIPLOMA)
    row = batch.entries.get().credential
    received(campus, 2)
    operations.receive_blanks(of(campus, "B-1", "B-2"), actor=campus.one, now=ISSUED_AT)
    delivery = BlankDelivery.objects.get(first_number="A-001")
    return overtake(
        monkeypatch,
        (operations, "_person"),  # after the last check of either, before it writes
        (
            lambda: operations.take_back_delivery(
                key=delivery.key, reason="typed wrongly", actor=campus.one, now=ISSUED_AT
            ),
            lambda: operations.record_print(
                credential_uuid=row.uuid, blank_number="A-001", actor=campus.other, now=ISSUED_AT
            ),
        ),
    )


def test_a_delivery_is_not_taken_back_from_under_a_print(
    campus: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = take_back_while_printing(campus, monkeypatch)
    assert [type(result).__name__ for result in results] == ["BlankStock", "UnusableBlank"]
    assert (DeliveryTakenBack.objects.count(), PrintedSheet.objects.count()) == (1, 0)


def test_without_the_lock_a_blank_of_no_delivery_would_go_through(
    campus: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        operations,
        "lock_stock",
        lambda school, kind: BlankStock.objects.filter(school=school, kind=kind).first(),
    )
    take_back_while_printing(campus, monkeypatch)
    assert (DeliveryTakenBack.objects.count(), PrintedSheet.objects.count()) == (1, 1)


def take_two_notes_back(campus: Campus, monkeypatch: pytest.MonkeyPatch) -> int:
    """Two officers each take the note of a blank back that was written off; return how many are left then."""
    stock = received(campus, 2)
    sheets = [
        operations.spoil_blank(
            stock_uuid=stock.uuid, blank_number=number, reason="torn", actor=campus.one, now=ISSUED_AT
        )
        for number in ("A-001", "A-002")
    ]

    def taking_back(sheet: PrintedSheet, officer: Actor):
        return lambda: operations.take_back_sheet(
            sheet_uuid=sheet.uuid, reason="not torn", actor=officer, now=ISSUED_AT
        )

    works = (taking_back(sheets[0], campus.one), taking_back(sheets[1], campus.other))
    overtake(monkeypatch, (operations, "_person"), works)
    return BlankStock.objects.get().left


def test_two_notes_taken_back_at_once_are_two_blanks(campus: Campus, monkeypatch: pytest.MonkeyPatch) -> None:
    assert take_two_notes_back(campus, monkeypatch) == 2


def test_without_the_lock_one_of_two_blanks_would_stay_away(
    campus: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        operations,
        "lock_stock",
        lambda school, kind: BlankStock.objects.filter(school=school, kind=kind).first(),
    )
    assert take_two_notes_back(campus, monkeypatch) == 1
