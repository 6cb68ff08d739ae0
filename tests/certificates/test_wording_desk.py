"""The pages of a school's own words: an officer writes and looks, another approves, others see nothing."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.wordings.words import Words
from certificates.models import Wording, WordingApproval
from lms.core import clock
from lms.core.clock import local_date
from lms.organisations.models import School
from tests.certificates.test_wordings import KIND, OWN, TODAY, kept, written
from tests.factories.accounts import PASSWORD, instructor_at, issuing_officer_at, registrar_at, sign_in
from tests.factories.organisations import a_school, a_site

pytestmark = pytest.mark.django_db
LIST, NEW = "batch_desk:wordings", "batch_desk:new_wording"
APPROVE, PREVIEW = "batch_desk:approve_wording", "batch_desk:preview_wording"


@pytest.fixture
def school() -> School:
    return a_school()


def sent(school: School, **more: str) -> dict[str, str]:
    day = local_date(clock.now()).isoformat()
    return {"school": str(school.uuid), "kind": KIND.value, "from_date": day, **asdict(OWN), **more}


def test_an_officer_looks_at_words_keeps_them_and_finds_them(client: Client, school: School) -> None:
    sign_in(client, issuing_officer_at(school))
    seen = client.post(reverse(NEW), sent(school, preview="1"))
    assert (seen.status_code, seen["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in seen["Cache-Control"]
    assert not Wording.objects.exists()

    assert client.post(reverse(NEW), sent(school)).status_code == 302
    page = client.get(reverse(LIST)).content.decode()
    for text in asdict(OWN).values():
        assert text in page
    row = Wording.objects.get()
    assert reverse(APPROVE, args=[row.uuid]) not in page, "offered to who wrote it"
    assert client.post(reverse(APPROVE, args=[row.uuid]), {"secret": PASSWORD}).status_code == 422


def test_an_empty_field_is_called_the_usual_words(client: Client, school: School) -> None:
    row = written(school, Words("", "", "培训专用章"))
    sign_in(client, issuing_officer_at(school))
    assert client.get(reverse(LIST)).content.decode().count("通用文字") == 1
    assert client.get(reverse(APPROVE, args=[row.uuid])).content.decode().count("通用文字") == 2


def test_another_officer_looks_and_approves(client: Client, school: School) -> None:
    row = written(school)
    address = reverse(APPROVE, args=[row.uuid])
    sign_in(client, issuing_officer_at(school))
    assert address in client.get(reverse(LIST)).content.decode()
    page = client.get(address).content.decode()
    for text in asdict(OWN).values():
        assert text in page
    seen = client.get(reverse(PREVIEW, args=[row.uuid]))
    assert (seen["Content-Type"], "no-store" in seen["Cache-Control"]) == ("application/pdf", True)

    assert client.post(address, {"secret": "wrong"}).status_code == 422
    assert not WordingApproval.objects.exists()
    assert client.post(address, {"secret": PASSWORD}).status_code == 302
    assert WordingApproval.objects.count() == 1
    assert client.post(address, {"secret": PASSWORD}).status_code == 422
    assert address not in client.get(reverse(LIST)).content.decode()


def test_a_kind_with_two_results_is_not_offered(client: Client, school: School) -> None:
    sign_in(client, issuing_officer_at(school))
    record = CredentialKind.STUDY_RECORD.value
    assert record not in client.get(reverse(NEW)).content.decode()
    assert client.post(reverse(NEW), sent(school, kind=record, preview="1")).status_code == 422


def test_what_was_written_stays_in_the_form_with_the_reason(client: Client, school: School) -> None:
    sign_in(client, issuing_officer_at(school))
    for wrong in (
        {"seal_words": "<b>"},
        {"deed_zh": "张\u202e三"},
        {"from_date": "2020-01-01"},
        {"from_date": "2020-01-01", "preview": "1"},
        {"from_date": "0001-01-01", "preview": "1"},
        {"kind": "x"},
    ):
        answer = client.post(reverse(NEW), sent(school, **wrong))
        assert answer.status_code == 422
        assert OWN.deed_en in answer.content.decode()
    foreign = client.post(reverse(NEW), sent(a_school()))
    assert foreign.status_code == 422
    assert not Wording.objects.exists()


def test_others_do_not_get_in_nor_see_other_schools(client: Client, school: School) -> None:
    row = kept(school)
    sign_in(client, issuing_officer_at(a_school()))
    for page in (APPROVE, PREVIEW):
        assert client.get(reverse(page, args=[row.uuid])).status_code == 404
    assert OWN.deed_zh not in client.get(reverse(LIST)).content.decode()
    client.logout()
    for stranger in (registrar_at(a_site()), instructor_at(a_site())):
        sign_in(client, stranger)
        for page in (LIST, NEW):
            assert client.get(reverse(page)).status_code in {302, 403, 404}
        for page in (APPROVE, PREVIEW):
            assert client.get(reverse(page, args=[row.uuid])).status_code in {302, 403, 404}
        client.logout()


def test_the_list_costs_the_same_for_many(client: Client, school: School) -> None:
    sign_in(client, issuing_officer_at(school))
    kept(school)
    client.get(reverse(LIST))

    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            client.get(reverse(LIST))
        return len(made)

    one = cost()
    for days in range(1, 12):
        kept(school, day=TODAY + timedelta(days=days))
    assert cost() == one
