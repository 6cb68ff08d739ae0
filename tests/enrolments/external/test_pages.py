"""The pages of outside certificates: search, record, ask, scan, strike out, the list of days and its table."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.core.models import AuditEntry
from lms.enrolments.external.models import ExternalCertificate
from tests.factories.accounts import a_person, registrar_at, sign_in
from tests.factories.organisations import a_site
from tests.factories.outside import a_scan, confirm, licence_paper, record, skill_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return a_person(a_site(), name="学员甲")


@pytest.fixture
def client(person):
    client = sign_in(Client(), registrar_at(person.site))
    client.cookies["language"] = "en"
    return client


def sent(**changes) -> dict[str, str]:
    return {
        "kind": "skill_level",
        "occupation": "电工",
        "level": "5",
        "number": "S000046000001255900001",
        "issuer": "示范评价机构",
        "issued": "2025-05-06",
        "client_key": str(uuid4()),
        **changes,
    }


def test_a_registrar_finds_a_person_records_asks_scans_and_strikes_out(
    person, client, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    found = client.get(reverse("external:index"), {"q": "甲"}).content.decode()
    assert reverse("external:person", args=[person.uuid]) in found
    answer = client.post(reverse("external:record", args=[person.uuid]), sent(), follow=True)
    text = answer.content.decode()
    row = ExternalCertificate.objects.get()
    assert "not asked yet" in text
    assert "******************0001" in text
    assert row.number not in text
    asked = {
        "means": "letter",
        "source": "评价机构",
        "asked": "2026-05-01",
        "result": "confirmed",
        "note": "",
    }
    text = client.post(reverse("external:verify", args=[row.uuid]), asked, follow=True).content.decode()
    assert "confirmed by the issuing side" in text
    upload = {"scan": SimpleUploadedFile("paper.jpg", a_scan(), "image/jpeg")}
    client.post(reverse("external:add_scan", args=[row.uuid]), upload)
    scan = row.scans.get()
    shown = client.get(reverse("external:scan", args=[scan.uuid]))
    assert shown["Content-Type"] == "image/jpeg"
    assert "no-store" in shown["Cache-Control"]
    assert shown.getvalue()[:2] == b"\xff\xd8"
    assert AuditEntry.objects.filter(action="enrolments.read_certificate_scan").count() == 1
    client.post(reverse("external:strike", args=[row.uuid]), {"reason": "typed wrongly"})
    text = client.get(reverse("external:person", args=[person.uuid])).content.decode()
    assert "struck out" in text
    again = client.post(reverse("external:strike", args=[row.uuid]), {"reason": "again"})
    assert again.status_code == 422


def test_a_wrong_number_is_refused_in_words_and_everything_typed_stays(person, client) -> None:
    answer = client.post(reverse("external:record", args=[person.uuid]), sent(number="S0000990"))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "has 22 characters" in text
    assert "S0000990" in text
    assert not ExternalCertificate.objects.exists()


def test_nothing_of_another_site_is_found_or_opened(person) -> None:
    stranger = sign_in(Client(), registrar_at(a_site()))
    row = record(skill_paper(person))
    assert "学员甲" not in stranger.get(reverse("external:index"), {"q": "甲"}).content.decode()
    for name, uuid in (
        ("person", person.uuid),
        ("record", person.uuid),
        ("certificate", row.uuid),
        ("verify", row.uuid),
    ):
        assert stranger.get(reverse(f"external:{name}", args=[uuid])).status_code == 404


def test_the_table_masks_numbers_and_holds_no_formula(client, person) -> None:
    row = record(skill_paper(person, occupation="=1+1", expires=date(2025, 6, 1)))
    answer = client.get(reverse("external:index"), {"format": "csv", "stage": "past", "what": ""})
    text = answer.content.decode()
    assert row.number not in text
    assert row.number[-4:] in text
    other = record(skill_paper(a_person(person.site, name="=HYPERLINK(1)"), expires=date(2025, 6, 1)))
    text = client.get(reverse("external:index"), {"format": "csv"}).content.decode()
    assert other.person.full_name in text
    assert "\n=HYPERLINK" not in text


def test_the_lists_ask_as_many_queries_for_many_as_for_one(client, person) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    pages = [reverse("external:index"), reverse("external:person", args=[person.uuid])]
    confirm(record(licence_paper(person, issued=date(2020, 5, 1))))
    for page in pages:
        client.get(page)
    before = [queries(page) for page in pages]
    for place in range(5):
        confirm(record(licence_paper(person, issued=date(2020, 5, 2 + place))))
    assert [queries(page) for page in pages] == before
