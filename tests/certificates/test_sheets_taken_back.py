"""A print noted on the wrong blank, a blank written off by mistake: taken back with a reason, and the stock agrees."""

from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.exceptions import IrreversibleError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.issuing.errors import MayNotIssue, SheetNotFound, UnusableBlank
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.prints.operations import take_back_delivery, take_back_sheet
from certificates.issuing.prints.queries import unprinted
from certificates.models import BlankDelivery, PrintedSheet, SheetTakenBack
from lms.accounts.api import User
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.core.models import AuditEntry
from tests.certificates.test_prints import BLANKS, counts, diplomas, print_it, received, spoil
from tests.factories.accounts import english_browser, issuing_officer_at, sign_in
from tests.factories.certificates import ISSUED_AT
from tests.factories.organisations import a_school
from tests.factories.studies import Campus, officer_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def take_back(campus: Campus, sheet: PrintedSheet, reason: str = "Wrong number typed") -> PrintedSheet:
    return take_back_sheet(sheet_uuid=sheet.uuid, reason=reason, actor=campus.one, now=ISSUED_AT)


def test_a_print_on_the_wrong_blank_is_noted_anew_and_the_blank_may_be_used(campus: Campus) -> None:
    one, other = diplomas(campus, "甲一", "乙二")
    stock = received(campus, 5)
    wrong = print_it(campus, one, "A-001")
    for _turn in range(2):
        take_back(campus, wrong)
    assert counts(stock) == (5, 0, 0, 5)
    print_it(campus, one, "A-002")  # no reason: it is not printed again
    again = print_it(campus, other, "A-001")
    assert (wrong.turn, again.turn) == (0, 1)
    assert counts(stock) == (5, 2, 0, 3)
    row = SheetTakenBack.objects.get()
    assert (row.sheet, row.reason, row.by) == (wrong, "Wrong number typed", campus.one.user_uuid)
    entry = AuditEntry.objects.get(action="certificates.take_back_sheet")
    assert entry.reason == "Wrong number typed"
    with pytest.raises(UnusableBlank, match="taken back already, with the reason: Wrong number typed"):
        take_back(campus, wrong, "Torn in the printer")
    with pytest.raises(UnusableBlank, match="taken back already"):
        take_back_sheet(sheet_uuid=wrong.uuid, reason=row.reason, actor=campus.other, now=ISSUED_AT)
    assert SheetTakenBack.objects.count() == 1
    with pytest.raises(UnusableBlank, match="went through before"):
        print_it(campus, one, "A-001", "Torn")


def test_a_blank_written_off_by_mistake_is_there_again(campus: Campus) -> None:
    stock = received(campus, 5)
    wrong = spoil(campus, stock, "A-003")
    delivery = BlankDelivery.objects.get()
    with pytest.raises(UnusableBlank, match="went through already"):
        take_back_delivery(key=delivery.key, reason="x", actor=campus.one, now=ISSUED_AT)
    take_back(campus, wrong)
    assert counts(stock) == (5, 0, 0, 5)
    spoil(campus, stock, "A-003")
    assert counts(stock) == (5, 0, 1, 4)


def test_who_was_noted_wrongly_is_not_printed_yet(campus: Campus) -> None:
    rows = [campus.graduate(name) for name in ("甲一", "乙二")]
    batch = campus.issue(rows, CredentialKind.DIPLOMA)
    first = unprinted(batch)[0]
    sheet = print_it(campus, first.credential)
    assert first not in unprinted(batch)
    take_back(campus, sheet)
    assert unprinted(batch)[0] == first


def test_only_an_officer_of_the_school_does_it_and_says_why(campus: Campus) -> None:
    stock = received(campus, 5)
    sheet = spoil(campus, stock, "A-001")
    with pytest.raises(UnusableBlank) as refused:
        take_back(campus, sheet, " ")
    assert refused.value.field == "reason"
    stranger = Actor(issuing_officer_at(a_school()).uuid, Role.ISSUING_OFFICER)
    with pytest.raises(MayNotIssue):
        take_back_sheet(sheet_uuid=sheet.uuid, reason="x", actor=stranger, now=ISSUED_AT)
    with pytest.raises(SheetNotFound):
        take_back_sheet(sheet_uuid=uuid4(), reason="x", actor=campus.one, now=ISSUED_AT)
    assert counts(stock) == (5, 0, 1, 4)


def test_the_rows_stay_and_a_number_stands_once_a_turn(campus: Campus) -> None:
    stock = received(campus, 5)
    sheet = spoil(campus, stock, "A-001")
    take_back(campus, sheet)
    for rows, changed in ((SheetTakenBack, {"reason": "other"}), (PrintedSheet, {"reason": "other"})):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.objects.update(**changed)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.objects.all()._raw_delete("default")
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintedSheet.objects.create(stock=stock, blank_number="A-001", reason="x", by=uuid4(), at=ISSUED_AT)
    other = spoil(campus, stock, "A-002")
    with pytest.raises(IntegrityError), transaction.atomic():
        SheetTakenBack.objects.create(sheet=other, reason="", by=uuid4(), at=ISSUED_AT)


def test_the_form_of_before_is_refused_where_one_was_taken_back(campus: Campus) -> None:
    migration = import_module("certificates.migrations.0070_sheets_taken_back")
    going_back = migration.Migration.operations[-1].reverse_code
    sheet = spoil(campus, received(campus, 5), "A-001")
    going_back(apps, None)
    take_back(campus, sheet)
    with pytest.raises(IrreversibleError, match="1 notes of prints"):
        going_back(apps, None)


def test_the_lists_lead_there_and_show_what_became_of_it(campus: Campus) -> None:
    (credential,) = diplomas(campus, "甲一")
    stock = received(campus, 5)
    printed, spoiled = print_it(campus, credential, "A-001"), spoil(campus, stock, "A-002")
    mine, prints = officer_of(campus), reverse("batch_desk:prints", args=[credential.uuid])
    for sheet, back, about in (
        (printed, prints, f"A-001 · 甲一 · {credential.number_id}"),
        (spoiled, BLANKS, "A-002 · Written off · Torn"),
    ):
        page = reverse("batch_desk:take_back_sheet", args=[sheet.uuid])
        assert page in mine.get(back).content.decode()
        assert about in mine.get(page).content.decode()
        assert mine.post(page, {"reason": ""}).status_code == 422
        assert mine.post(page, {"reason": "The one below it"}).url == back
        shown = mine.get(back).content.decode()
        assert "The one below it" in shown
        assert page not in shown
        assert "taken back already" in mine.get(page).content.decode()
        late = english_browser(User.objects.get(uuid=campus.other.user_uuid))
        answer = late.post(page, {"reason": "Torn in the printer"})
        assert (answer.status_code, "with the reason: The one below it" in answer.content.decode()) == (
            422,
            True,
        )
        stranger = sign_in(Client(), issuing_officer_at(a_school()))
        assert stranger.get(page).status_code == stranger.post(page, {"reason": "x"}).status_code == 404
    assert "Printed again" not in mine.get(prints).content.decode()


def test_a_print_on_plain_paper_is_taken_back_and_no_blank_is_said_to_be_there(campus: Campus) -> None:
    (credential,) = diplomas(campus, "甲一")
    page = reverse("batch_desk:take_back_sheet", args=[print_it(campus, credential).uuid])
    shown = officer_of(campus).post(page, {"reason": "Not printed"}, follow=True).content.decode()
    assert "The note is taken back." in shown
    assert "counts as left" not in shown


def test_the_lists_ask_no_more_for_more_sheets(campus: Campus) -> None:
    (credential,) = diplomas(campus, "甲一")
    stock = received(campus, 9)
    mine, prints = officer_of(campus), reverse("batch_desk:prints", args=[credential.uuid])

    def asked() -> list[int]:
        counted = []
        for page in (BLANKS, prints):
            with CaptureQueriesContext(connection) as made:
                mine.get(page)
            counted.append(len(made))
        return counted

    take_back(campus, print_it(campus, credential, "A-001"))
    take_back(campus, spoil(campus, stock, "A-002"))
    asked()
    few = asked()
    for place in range(3, 6):
        take_back(campus, print_it(campus, credential, f"A-00{place}"))
        take_back(campus, spoil(campus, stock, f"A-00{place}"))
    assert asked() == few
