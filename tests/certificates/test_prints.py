"""Blank forms and prints: never below nothing, each blank once, a reason for every reprint, and a list to sign."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.issuing.batches.operations import approve_batch, issue_entry, prepare_batch
from certificates.issuing.ending.rules import Ending
from certificates.issuing.errors import CredentialNotFound, MayNotIssue, UnusableBlank, WrongState
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.prints.desk.printing import print_hand_over
from certificates.issuing.prints.operations import Delivery, receive_blanks, record_print, spoil_blank
from certificates.issuing.prints.queries import handed_over
from certificates.models import Batch, BlankStock, Credential, PrintedSheet
from lms.accounts.operations.people import rename_person
from lms.core.actor import Actor
from lms.core.models import AuditEntry
from tests.certificates.test_documents import text_of
from tests.factories.accounts import issuing_officer_at, registrar_at, sign_in
from tests.factories.certificates import ISSUED_AT
from tests.factories.endings import WORKER, replaced, revoked
from tests.factories.organisations import a_school
from tests.factories.studies import Campus, officer_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DIPLOMA = CredentialKind.DIPLOMA
BLANKS = "/authoring/certificate-batches/blanks/"


def diplomas(campus: Campus, *names: str) -> list[Credential]:
    people = [campus.graduate(name) for name in names]
    batch = campus.issue(people, DIPLOMA)
    return [entry.credential for entry in batch.entries.order_by("pk")]


def received(campus: Campus, count: int) -> BlankStock:
    return receive_blanks(of(campus, "A-001", f"A-{count:03d}"), actor=campus.one, now=ISSUED_AT)


def of(campus: Campus, first: str, last: str, *, kind: CredentialKind = DIPLOMA) -> Delivery:
    return Delivery(campus.school, kind, first, last, "Note 7", uuid4())


def print_it(campus: Campus, row: Credential, blank: str = "", reason: str = "") -> PrintedSheet:
    return record_print(
        credential_uuid=row.uuid, blank_number=blank, reason=reason, actor=campus.one, now=ISSUED_AT
    )


def spoil(campus: Campus, stock: BlankStock, blank: str, reason: str = "Torn") -> PrintedSheet:
    return spoil_blank(
        stock_uuid=stock.uuid, blank_number=blank, reason=reason, actor=campus.one, now=ISSUED_AT
    )


def counts(stock: BlankStock) -> tuple[int, int, int, int]:
    stock.refresh_from_db()
    return stock.received, stock.used, stock.spoiled, stock.left


def test_every_print_takes_a_numbered_blank_and_says_who_when_and_why(campus: Campus) -> None:
    (row,), stock = diplomas(campus, "甲一"), received(campus, 3)

    first = print_it(campus, row, " a-0 01 ")
    with pytest.raises(UnusableBlank, match="printed before"):
        print_it(campus, row, "A-002")
    again = print_it(campus, row, "A-002", "Coffee on the first")
    spoil(campus, stock, "A-003")

    assert (first.blank_number, first.by, first.at) == ("A-001", campus.one.user_uuid, ISSUED_AT)
    assert [sheet.reason for sheet in row.sheets.order_by("pk")] == ["", "Coffee on the first"]
    assert again.credential == row
    assert counts(stock) == (3, 2, 1, 0)
    actions = AuditEntry.objects.filter(action__in=["certificates.print_sheet", "certificates.spoil_blank"])
    assert actions.count() == 3
    for number in ("A-004", "A-000", "B-001", "A-0001", "A001", "A-001-1"):
        with pytest.raises(UnusableBlank, match="A-001 to A-003"):
            print_it(campus, row, number, "again")
    for number in ("A-3", "A-0003"):
        with pytest.raises(UnusableBlank, match="Is it A-003"):
            print_it(campus, row, number, "again")
    with pytest.raises(UnusableBlank, match="No delivery"):
        spoil(campus, stock, "A-004")
    assert counts(stock) == (3, 2, 1, 0)


def test_the_same_form_of_a_delivery_twice_is_one_delivery(campus: Campus) -> None:
    delivery = of(campus, "A-001", "ａ－００５")
    for _turn in range(2):
        stock = receive_blanks(delivery, actor=campus.one, now=ISSUED_AT)
    stock = receive_blanks(of(campus, "A-006", "A-010"), actor=campus.other, now=ISSUED_AT)
    assert counts(stock) == (10, 0, 0, 10)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("A-005", "A-009"),
        ("A-001", "A-001"),
        ("A-000", "A-100"),
        ("a-003", "A-004"),
        ("A-0003", "A-0009"),
        ("A-3", "A-4"),
    ],
)
def test_no_number_is_counted_in_twice(campus: Campus, first: str, last: str) -> None:
    stock = received(campus, 5)
    with pytest.raises(UnusableBlank, match="A-001 to A-005") as refused:
        receive_blanks(of(campus, first, last), actor=campus.other, now=ISSUED_AT)
    assert refused.value.field == "first_number"
    assert counts(stock) == (5, 0, 0, 5)
    receive_blanks(of(campus, first, last, kind=CredentialKind.STUDY_RECORD), actor=campus.one, now=ISSUED_AT)


@pytest.mark.parametrize(
    ("known", "first", "last", "fits"),
    [
        (("DEMO-0001", "DEMO-0060"), "DEMO-61", "DEMO-90", False),
        (("DEMO-61", "DEMO-90"), "DEMO-0001", "DEMO-0060", False),
        (("DEMO-0001", "DEMO-0060"), "DEMO-00061", "DEMO-00090", False),
        (("DEMO-0001", "DEMO-0060"), "DEMO-0061", "DEMO-0090", True),
        (("DEMO-9001", "DEMO-9999"), "DEMO-10000", "DEMO-10100", True),
        (("A-1", "A-9"), "A-10", "A-60", True),
        (("A-0001", "A-0060"), "B-61", "B-90", True),
    ],
)
def test_what_begins_alike_has_its_zeros(
    campus: Campus, known: tuple[str, str], first: str, last: str, fits: bool
) -> None:
    receive_blanks(of(campus, *known), actor=campus.one, now=ISSUED_AT)
    if fits:
        receive_blanks(of(campus, first, last), actor=campus.one, now=ISSUED_AT)
        return
    with pytest.raises(UnusableBlank, match="Write the zeros") as refused:
        receive_blanks(of(campus, first, last), actor=campus.one, now=ISSUED_AT)
    assert refused.value.field == "first_number"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("", "", "ends in digits"),
        ("A-009", "A-001", "before the first"),
        ("A-001", "B-009", "begin alike"),
        ("DEMO-0001", "DEMO-61", "as many digits"),
        ("A-01", "A-100", "as many digits"),
        ("A", "B", "ends in digits"),
        ("A-1", "A-1X", "ends in digits"),
        ("<1", "<2", "ends in digits"),
        ("A-000001", "A-900001", "At most"),
        ("1" * 31, "1" * 31, "ends in digits"),
        ("A-一", "A-二", "ends in digits"),
    ],
)
def test_numbers_that_make_no_run_are_refused_and_told_why(
    campus: Campus, first: str, last: str, words: str
) -> None:
    with pytest.raises(UnusableBlank, match=words) as refused:
        receive_blanks(of(campus, first, last), actor=campus.one, now=ISSUED_AT)
    assert refused.value.field == "last_number"
    assert not BlankStock.objects.exists()


def test_a_blank_goes_through_once_even_for_another_certificate(campus: Campus) -> None:
    one, two = diplomas(campus, "甲一", "乙二")
    stock = received(campus, 9)
    print_it(campus, one, "A-001")
    spoil(campus, stock, "A-002")
    for number in ("A-001", "ａ－００１", "A-002"):
        with pytest.raises(UnusableBlank, match="went through"):
            print_it(campus, two, number)
    with pytest.raises(UnusableBlank, match="went through"):
        spoil(campus, stock, "A-001")
    assert counts(stock) == (9, 1, 1, 7)


@pytest.mark.parametrize("number", ["", " ", "-", "A--", "永", "A" * 31, "A;B", "<b>"])
def test_what_is_no_number_of_a_blank_is_refused(campus: Campus, number: str) -> None:
    (row,), stock = diplomas(campus, "甲一"), received(campus, 1)
    with pytest.raises(UnusableBlank):
        print_it(campus, row, number)
    with pytest.raises(UnusableBlank):
        spoil(campus, stock, "A-001", " ")
    assert counts(stock) == (1, 0, 0, 1)


def test_without_a_stock_plain_paper_is_noted_without_a_number(campus: Campus) -> None:
    (row,) = diplomas(campus, "甲一")
    with pytest.raises(UnusableBlank, match="no stock"):
        print_it(campus, row, "A-001")
    assert print_it(campus, row).blank_number == ""


def test_only_an_officer_of_the_school_counts_and_prints(campus: Campus) -> None:
    (row,), stock = diplomas(campus, "甲一"), received(campus, 3)
    users = [registrar_at(campus.site), registrar_at(campus.school), issuing_officer_at(a_school())]
    for actor in [*(Actor(user.uuid, "x") for user in users), Actor.system("worker")]:
        who = {"actor": actor, "now": ISSUED_AT}
        with pytest.raises(MayNotIssue):
            receive_blanks(of(campus, "B-1", "B-2"), **who)
        with pytest.raises(MayNotIssue):
            record_print(credential_uuid=row.uuid, blank_number="A-001", **who)
        with pytest.raises(MayNotIssue):
            spoil_blank(stock_uuid=stock.uuid, blank_number="A-001", reason="x", **who)
    assert counts(stock) == (3, 0, 0, 3)


def test_only_what_is_in_force_is_printed(campus: Campus) -> None:
    (row,) = diplomas(campus, "甲一")
    revoked(row)
    with pytest.raises(WrongState):
        print_it(campus, row)
    with pytest.raises(CredentialNotFound):
        record_print(credential_uuid=uuid4(), actor=campus.one, now=ISSUED_AT)


def test_the_database_lets_no_stock_below_nothing_and_no_print_be_changed(campus: Campus) -> None:
    (row,), stock = diplomas(campus, "甲一"), received(campus, 1)
    print_it(campus, row, "A-001")
    with pytest.raises(IntegrityError), transaction.atomic():
        BlankStock.objects.update(spoiled=1)
    for changed in ({"blank_number": "A-009"}, {"reason": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PrintedSheet.objects.update(**changed)
    for wrong in (
        {"stock": stock, "blank_number": "A-001", "credential": row},
        {"stock": stock, "blank_number": "", "credential": row},
        {"stock": None, "blank_number": "A-001", "credential": row},
        {"stock": stock, "blank_number": "A-002", "credential": None, "reason": ""},
        {"stock": None, "blank_number": "", "credential": None, "reason": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PrintedSheet.objects.create(by=uuid4(), at=ISSUED_AT, **wrong)


# --- pages ---------------------------------------------------------------------------------------------------


def test_an_officer_counts_in_prints_again_and_writes_off(campus: Campus) -> None:
    (row,), mine = diplomas(campus, "甲一"), officer_of(campus)
    prints = reverse("batch_desk:prints", args=[row.uuid])
    said = {"school": campus.school.uuid, "kind": "diploma", "first_number": "A-001", "last_number": "A-002"}
    said["key"] = uuid4()
    for _turn in range(2):
        assert mine.post(f"{BLANKS}receive/", said).url == BLANKS
    assert mine.post(f"{BLANKS}receive/", {**said, "last_number": "A-000"}).status_code == 422
    assert "A-001" in mine.get(BLANKS).content.decode()
    stock = BlankStock.objects.get()
    assert mine.post(prints, {"blank_number": "A-001"}).url == prints
    refused = mine.post(prints, {"blank_number": "A-002"})
    assert refused.status_code == 422
    assert "say why" in refused.content.decode()
    assert mine.post(prints, {"blank_number": "A-001", "reason": "Torn"}).status_code == 422
    assert mine.post(f"{BLANKS}spoil/", {"stock": stock.uuid, "blank_number": "A-002"}).status_code == 422
    spoiled = {"stock": stock.uuid, "blank_number": "A-002", "reason": "Ink ran"}
    assert mine.post(f"{BLANKS}spoil/", spoiled).url == BLANKS

    assert counts(stock) == (2, 1, 1, 0)
    assert "Ink ran" in mine.get(BLANKS).content.decode()
    page = mine.get(prints).content.decode()
    assert "A-001" in page
    assert "甲一" in page
    stranger = sign_in(Client(), issuing_officer_at(a_school()))
    assert stranger.get(prints).status_code == stranger.post(prints, {}).status_code == 404
    assert "A-002" not in stranger.get(BLANKS).content.decode()
    assert stranger.post(f"{BLANKS}receive/", {**said, "key": uuid4()}).status_code == 422
    assert stranger.post(f"{BLANKS}spoil/", {**spoiled, "blank_number": "A-7"}).status_code == 422


def test_the_hand_over_list_names_everybody_with_number_and_blank(campus: Campus, tmp_path: Path) -> None:
    rows = diplomas(campus, "买买提·吐尔逊", "𠅤二")
    received(campus, 5)
    print_it(campus, rows[0], "A-001")
    batch = rows[0].batch_entry.batch
    address = reverse("batch_desk:hand_over", args=[batch.uuid])

    answer = officer_of(campus).get(address)

    assert answer["Content-Type"] == "application/pdf"
    text = text_of(answer.content, tmp_path)
    for words in ("买买提·吐尔逊", "𠅤二", "A-001", *(row.number_id for row in rows), "Witness"):
        assert words in text
    assert campus.site.name_zh not in text
    assert sign_in(Client(), issuing_officer_at(a_school())).get(address).status_code == 404


def test_the_hand_over_list_says_the_name_that_is_printed(campus: Campus, tmp_path: Path) -> None:
    (row,) = diplomas(campus, "张样纬")
    rename_person(person=row.person, name="张样伟", actor=campus.one, now=ISSUED_AT)
    batch = Batch.objects.get()

    text = text_of(print_hand_over(batch, handed_over(batch), today=ISSUED_AT.date()), tmp_path)

    assert "张样纬" in text
    assert "张样伟" not in text


def test_the_hand_over_list_has_what_is_in_force(campus: Campus) -> None:
    corrected, ended, kept = diplomas(campus, "林小满", "王大雪", "赵立春")
    newer = replaced(corrected, Ending.CORRECT, name="林晓满")
    revoked(ended)

    rows = handed_over(Batch.objects.get())

    assert {entry.credential for entry, _blank in rows} == {newer, kept}


def test_what_is_issued_again_is_handed_over_with_its_own_batch(campus: Campus) -> None:
    (former,) = diplomas(campus, "林小满")
    first = Batch.objects.get()
    revoked(former)
    later = ISSUED_AT + timedelta(days=9)
    again = prepare_batch([former.enrolment], kind=DIPLOMA, actor=campus.one, now=later)
    approve_batch(batch_uuid=again.uuid, actor=campus.other, now=later)
    newer = issue_entry(entry_uuid=again.entries.get().uuid, actor=WORKER, now=later).credential

    assert handed_over(first) == []
    assert [entry.credential for entry, _blank in handed_over(again)] == [newer]


def test_more_stocks_prints_and_blanks_ask_no_more(campus: Campus) -> None:
    one, two = diplomas(campus, "甲一", "乙二")
    stock, mine = received(campus, 20), officer_of(campus)
    print_it(campus, one, "A-001")
    spoil(campus, stock, "A-002")
    pages = [BLANKS, reverse("batch_desk:prints", args=[one.uuid])]

    def asked(page: str) -> int:
        with CaptureQueriesContext(connection) as kept:
            assert mine.get(page).status_code == 200
        return len(kept)

    for page in pages:
        mine.get(page)
    before = [asked(page) for page in pages]
    for number in range(3, 7):
        print_it(campus, one, f"A-00{number}", "again")
        spoil(campus, stock, f"A-01{number}")
    print_it(campus, two, "A-008")
    delivery = of(campus, "A-001", "A-005", kind=CredentialKind.STUDY_RECORD)
    receive_blanks(delivery, actor=campus.one, now=ISSUED_AT)
    assert [asked(page) for page in pages] == before
