"""A batch is printed in one go: one file in the order of the hand-over list, and one form that notes the blanks."""

import io
from uuid import uuid4

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.issuing.ending.rules import Ending
from certificates.issuing.errors import MayNotIssue, UnusableBlank, WrongState
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.prints.operations import (
    Delivery,
    Pile,
    receive_blanks,
    record_print,
    record_prints,
    spoil_blank,
)
from certificates.issuing.prints.queries import unprinted
from certificates.issuing.queries import award_of_credential
from certificates.models import Batch, BlankStock, PrintedSheet
from lms.accounts.operations.people import rename_person
from lms.core.actor import Actor
from lms.core.models import AuditEntry
from tests.factories.accounts import english_browser, issuing_officer_at, registrar_at
from tests.factories.certificates import ISSUED_AT
from tests.factories.endings import replaced, revoked
from tests.factories.organisations import a_school
from tests.factories.studies import Campus, officer_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DIPLOMA = CredentialKind.DIPLOMA


@pytest.fixture
def batch(campus: Campus) -> Batch:
    return campus.issue([campus.graduate(name) for name in ("甲一", "乙二", "丙三", "丁四")], DIPLOMA)


def received(campus: Campus, first: str, last: str) -> BlankStock:
    delivery = Delivery(campus.school, DIPLOMA, first, last, "", uuid4())
    return receive_blanks(delivery, actor=campus.one, now=ISSUED_AT)


def noted(campus: Campus, batch: Batch, count: int, blank: str = "", seen: int | None = None) -> list[str]:
    pile = Pile(batch, count, len(unprinted(batch)) if seen is None else seen, blank)
    return [row.blank_number for row in record_prints(pile, actor=campus.one, now=ISSUED_AT)]


def order_of(batch: Batch) -> list[str]:
    return [entry.credential.number_id for entry in unprinted(batch)]


def test_blanks_follow_the_first_and_what_went_through_is_passed_over(campus: Campus, batch: Batch) -> None:
    stock = received(campus, "A-008", "A-020")
    spoil_blank(stock_uuid=stock.uuid, blank_number="A-010", reason="torn", actor=campus.one, now=ISSUED_AT)
    order = order_of(batch)

    assert noted(campus, batch, 3, " a－００9 ") == ["A-009", "A-011", "A-012"]

    assert [
        row.credential.number_id for row in PrintedSheet.objects.filter(credential__isnull=False)
    ] == order[:3]
    stock.refresh_from_db()
    assert (stock.used, stock.spoiled) == (3, 1)
    assert order_of(batch) == order[3:]
    assert AuditEntry.objects.filter(action="certificates.print_sheet").count() == 3


def test_a_printed_pile_keeps_its_order_when_a_name_is_corrected_before_it_is_noted(
    campus: Campus, batch: Batch
) -> None:
    order, first = order_of(batch), unprinted(batch)[0]
    rename_person(person=first.enrolment.person, name="左一", actor=campus.one, now=ISSUED_AT)
    assert order_of(batch) == order
    page = officer_of(campus).get(reverse("batch_desk:print_together", args=[batch.uuid])).content.decode()
    assert f"{award_of_credential(first.credential).name} (in the records: 左一)" in page
    replaced(first.credential, Ending.CORRECT, name="左一")
    assert [entry.enrolment_id for entry in unprinted(batch)][0] == first.enrolment_id


def test_plain_paper_has_no_numbers(campus: Campus, batch: Batch) -> None:
    with pytest.raises(UnusableBlank, match="no stock"):
        noted(campus, batch, 4, "A-001")
    assert noted(campus, batch, 4) == [""] * 4
    assert unprinted(batch) == []


@pytest.mark.parametrize(
    ("blank", "count", "words"),
    [
        ("A-004", 3, "has 2 blanks"),
        ("A-001", 1, "before"),
        ("B-001", 1, "No delivery"),
        ("", 1, "Type the number"),
    ],
)
def test_all_are_noted_or_none(campus: Campus, batch: Batch, blank: str, count: int, words: str) -> None:
    received(campus, "A-001", "A-005")
    noted(campus, batch, 1, "A-001")
    with pytest.raises(UnusableBlank, match=words):
        noted(campus, batch, count, blank)
    assert PrintedSheet.objects.count() == BlankStock.objects.get().used == 1


def test_what_changed_since_it_was_seen_is_looked_at_again(campus: Campus, batch: Batch) -> None:
    first = batch.entries.order_by("pk")[0].credential
    record_print(credential_uuid=first.uuid, actor=campus.one, now=ISSUED_AT)
    for count, seen in ((4, 4), (2, 4), (4, 3), (0, 3)):
        with pytest.raises(WrongState, match="Look again"):
            noted(campus, batch, count, seen=seen)
    assert noted(campus, batch, 3) == [""] * 3
    with pytest.raises(WrongState):  # the same form sent twice
        noted(campus, batch, 3, seen=3)
    assert PrintedSheet.objects.count() == 4


def test_what_is_revoked_is_not_printed(campus: Campus, batch: Batch) -> None:
    gone = batch.entries.order_by("pk")[0].credential
    revoked(gone)
    assert gone.number_id not in order_of(batch)
    assert len(noted(campus, batch, 3)) == 3


def test_others_note_nothing(campus: Campus, batch: Batch) -> None:
    stranger = Actor(issuing_officer_at(a_school()).uuid, "issuing_officer")
    with pytest.raises(MayNotIssue):
        record_prints(Pile(batch, 4, 4), actor=stranger, now=ISSUED_AT)
    address = reverse("batch_desk:print_together", args=[batch.uuid])
    for path in (address, reverse("batch_desk:print_file", args=[batch.uuid])):
        assert english_browser(issuing_officer_at(a_school())).get(path).status_code == 404
        assert english_browser(registrar_at(campus.site)).get(path).status_code == 403


def test_an_officer_prints_a_batch_and_notes_it(campus: Campus, batch: Batch) -> None:
    received(campus, "A-001", "A-060")
    mine, address = officer_of(campus), reverse("batch_desk:print_together", args=[batch.uuid])
    assert address in mine.get(reverse("batch_desk:batch", args=[batch.uuid])).content.decode()
    said = {"count": "4", "seen": "4", "blank_number": "A-003"}

    shown = mine.post(address, {**said, "show": "1"}).content.decode()
    assert [f"A-00{digit}" in shown for digit in (3, 4, 5, 6, 7)] == [True] * 4 + [False]
    assert not PrintedSheet.objects.exists()
    for wrong in ({"count": "5"}, {"count": "0"}, {"seen": "9"}, {"blank_number": "Z"}, {"seen": ""}):
        again = mine.post(address, {**said, **wrong})
        assert again.status_code == 422
        assert 'name="seen" value="4"' in again.content.decode()
    assert mine.post(address, said).url == reverse("batch_desk:batch", args=[batch.uuid])

    assert PrintedSheet.objects.count() == 4
    assert "noted as printed" in mine.get(address).content.decode()
    assert mine.post(address, said).status_code == 422
    assert mine.get(reverse("batch_desk:print_file", args=[batch.uuid])).url == address


def test_one_file_holds_the_pages_in_the_order_of_the_list(campus: Campus, batch: Batch) -> None:
    answer = officer_of(campus).get(reverse("batch_desk:print_file", args=[batch.uuid]))
    assert "no-store" in answer["Cache-Control"]
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert len(pdf.pages) == 4
        assert not any("/Annots" in page.obj for page in pdf.pages), "a seal of one file says nothing of all"
        assert "/AcroForm" not in pdf.Root


def test_more_people_ask_no_more(campus: Campus, batch: Batch) -> None:
    mine = officer_of(campus)

    def asked(of: Batch) -> int:
        with CaptureQueriesContext(connection) as kept:
            assert mine.get(reverse("batch_desk:print_together", args=[of.uuid])).status_code == 200
        return len(kept)

    asked(batch)
    larger = campus.issue([campus.graduate(f"{name}五") for name in "甲乙丙丁戊己"], DIPLOMA)
    assert asked(larger) == asked(batch)
