"""A delivery of blanks that was typed wrongly: taken back with a reason while none of it was used, and only then."""

from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.exceptions import IrreversibleError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.issuing.errors import DeliveryNotFound, MayNotIssue, UnusableBlank
from certificates.issuing.prints.operations import receive_blanks, take_back_delivery
from certificates.models import BlankDelivery, BlankStock, DeliveryTakenBack
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.core.models import AuditEntry
from tests.certificates.test_prints import BLANKS, counts, diplomas, of, print_it, received, spoil
from tests.factories.accounts import issuing_officer_at, sign_in
from tests.factories.certificates import ISSUED_AT
from tests.factories.organisations import a_school
from tests.factories.studies import Campus, officer_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def take_back(campus: Campus, delivery: BlankDelivery, reason: str = "A digit too many") -> BlankStock:
    return take_back_delivery(key=delivery.key, reason=reason, actor=campus.one, now=ISSUED_AT)


def test_taken_back_it_counts_no_more_and_its_numbers_may_come_again(campus: Campus) -> None:
    stock = received(campus, 5)
    receive_blanks(of(campus, "AB-101", "AB-160"), actor=campus.one, now=ISSUED_AT)
    wrong = BlankDelivery.objects.latest("pk")
    for _turn in range(2):
        take_back(campus, wrong)
    assert counts(stock) == (5, 0, 0, 5)
    row = DeliveryTakenBack.objects.get()
    assert (row.delivery, row.reason, row.by) == (wrong, "A digit too many", campus.one.user_uuid)
    entry = AuditEntry.objects.get(action="certificates.take_back_blanks")
    assert entry.reason == "A digit too many"
    with pytest.raises(UnusableBlank, match="A-001 to A-005"):
        spoil(campus, stock, "AB-101")
    receive_blanks(of(campus, "A-101", "A-160"), actor=campus.one, now=ISSUED_AT)
    assert counts(stock) == (65, 0, 0, 65)


def test_after_the_only_one_is_taken_back_paper_is_plain_again(campus: Campus) -> None:
    (row,), stock = diplomas(campus, "甲一"), received(campus, 3)
    take_back(campus, BlankDelivery.objects.get())
    with pytest.raises(UnusableBlank, match="no stock"):
        print_it(campus, row, "A-001")
    assert print_it(campus, row).stock is None
    with pytest.raises(UnusableBlank, match="no stock"):
        spoil(campus, stock, "A-001")


def test_one_of_which_a_blank_went_through_stays(campus: Campus) -> None:
    (row,) = diplomas(campus, "甲一")
    received(campus, 12)
    receive_blanks(of(campus, "A-101", "A-112"), actor=campus.one, now=ISSUED_AT)
    first, other = BlankDelivery.objects.order_by("pk")
    print_it(campus, row, "A-012")
    spoil(campus, first.stock, "A-107")
    for delivery in (first, other):
        with pytest.raises(UnusableBlank, match="went through already"):
            take_back(campus, delivery)
    assert counts(first.stock) == (24, 1, 1, 22)
    assert "Typed wrongly? Take it back" not in officer_of(campus).get(BLANKS).content.decode()


def test_only_an_officer_of_the_school_does_it_and_says_why(campus: Campus) -> None:
    stock = received(campus, 5)
    delivery = BlankDelivery.objects.get()
    with pytest.raises(UnusableBlank) as refused:
        take_back(campus, delivery, " ")
    assert refused.value.field == "reason"
    with pytest.raises(MayNotIssue):
        take_back_delivery(key=delivery.key, reason="x", actor=an_officer_elsewhere(), now=ISSUED_AT)
    with pytest.raises(DeliveryNotFound):
        take_back_delivery(key=uuid4(), reason="x", actor=campus.one, now=ISSUED_AT)
    assert counts(stock) == (5, 0, 0, 5)


def an_officer_elsewhere() -> Actor:
    return Actor(issuing_officer_at(a_school()).uuid, Role.ISSUING_OFFICER)


def test_the_row_stays_and_has_a_reason(campus: Campus) -> None:
    received(campus, 5)
    take_back(campus, BlankDelivery.objects.get())
    with pytest.raises(DatabaseError), transaction.atomic():
        DeliveryTakenBack.objects.update(reason="other")
    with pytest.raises(DatabaseError), transaction.atomic():
        BlankDelivery.objects.update(note="other")
    receive_blanks(of(campus, "B-1", "B-2"), actor=campus.one, now=ISSUED_AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryTakenBack.objects.create(
            delivery=BlankDelivery.objects.latest("pk"), reason="", by=uuid4(), at=ISSUED_AT
        )


def test_the_form_of_before_is_refused_where_one_was_taken_back(campus: Campus) -> None:
    migration = import_module("certificates.migrations.0069_labels_of_links_and_deliveries_taken_back")
    going_back = migration.Migration.operations[-1].reverse_code
    received(campus, 5)
    going_back(apps, None)
    take_back(campus, BlankDelivery.objects.get())
    with pytest.raises(IrreversibleError, match="1 deliveries of blank forms were taken back"):
        going_back(apps, None)


def test_the_list_leads_there_and_shows_what_became_of_it(campus: Campus) -> None:
    received(campus, 5)
    delivery, mine = BlankDelivery.objects.get(), officer_of(campus)
    page = reverse("batch_desk:take_back_blanks", args=[delivery.key])
    assert page in mine.get(BLANKS).content.decode()
    assert "A-001 – A-005 · 5 blanks" in mine.get(page).content.decode()
    assert mine.post(page, {"reason": ""}).status_code == 422
    assert mine.post(page, {"reason": "Wrong school"}).url == BLANKS
    shown = mine.get(BLANKS).content.decode()
    assert "Wrong school" in shown
    assert page not in shown
    assert "taken back already" in mine.get(page).content.decode()
    stranger = sign_in(Client(), issuing_officer_at(a_school()))
    assert stranger.get(page).status_code == stranger.post(page, {"reason": "x"}).status_code == 404


def test_the_list_asks_no_more_for_more_deliveries(campus: Campus) -> None:
    received(campus, 5)
    mine = officer_of(campus)

    def asked() -> int:
        with CaptureQueriesContext(connection) as made:
            mine.get(BLANKS)
        return len(made)

    asked()
    few = asked()
    for place in range(1, 5):
        receive_blanks(of(campus, f"B-{place}01", f"B-{place}09"), actor=campus.one, now=ISSUED_AT)
        take_back(campus, BlankDelivery.objects.latest("pk"))
    assert asked() <= few
