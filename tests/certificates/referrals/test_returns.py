"""Where slips on paper go back: what an officer writes for one sheet, and what a school says once. No other place."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from certificates.models import ReferralSheet
from certificates.referrals.sheets.content import said_from, schools_for
from certificates.referrals.sheets.returns import returns_of
from lms.core.actor import Actor
from lms.core.clock import local_date, now
from lms.core.models import AuditEntry
from lms.demonstration.places import build_places
from lms.organisations.models import School
from tests.certificates.test_documents import text_of
from tests.factories.accounts import sign_in
from tests.factories.matching import officer_at
from tests.factories.organisations import a_school_paired_with, a_site
from tests.factories.sheets import a_graduate, another_certificate, consented, issue

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TODAY, tick=False) as travelled:
        yield travelled


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_where_the_slip_goes_back_names_the_school_alone(client: Client) -> None:
    site = a_site()
    trainee = a_graduate(site=site)
    consent, officer = consented(trainee)
    sign_in(client, officer)
    address = reverse("referral_desk:issue", args=[consent.request.uuid])
    page = text(client, address)
    seen = page.split('name="seen" value="')[1].split('"')[0]
    school = page.split('<option value="')[1].split('"')[0]
    order = {"school": school, "seen": seen}
    for wrong in (f"{site.name_zh}办公室", "戒毒所转交", "字" * 121):
        assert client.post(address, order | {"slip_to": wrong}).status_code == 422
    where = "示范职业学校就业指导办公室 0898-0000001"
    assert client.post(address, order | {"slip_to": where}).status_code == 302
    assert said_from(ReferralSheet.objects.get().content).slip_to == where
    following, _officer = consented(trainee, officer=officer)
    again = text(client, reverse("referral_desk:issue", args=[following.request.uuid]))
    assert where in again, "the school says the same next time"


def test_a_school_says_once_where_replies_go(client: Client) -> None:
    site = a_site()
    trainee = a_graduate(site=site)
    consent, officer = consented(trainee)
    school = schools_for(consent.person_id, today=local_date(now()))[0]
    sign_in(client, officer)
    lists, one = reverse("referral_desk:schools"), reverse("referral_desk:school", args=[school.uuid])
    assert one in text(client, lists)
    contact = {"seen": client.get(one).context["form"]["seen"].value()}
    contact |= {"address": "示范路2号就业指导办公室", "phone": "0898-0000001", "email": "jobs@school.example"}
    wrong = (
        ("address", f"{site.name_zh}办公室"),
        ("address", "戒毒所转交"),
        ("phone", site.code),
        ("email", "x"),
        ("address", "字" * 100),  # with the others too long for the slip
        ("address", "\u202e"),
    )
    for field, value in wrong:
        answer = client.post(one, contact | {field: value})
        assert answer.status_code == 422
        assert answer.context["form"].errors
    assert client.post(one, contact).status_code == 302
    line = "示范路2号就业指导办公室 · 0898-0000001 · jobs@school.example"
    assert line in text(client, lists)
    assert f'value="{contact["address"]}"' in text(client, one)
    (entry,) = AuditEntry.objects.filter(action="organisations.change_school_contact")
    assert entry.after_hash != entry.before_hash
    assert client.post(one, contact).status_code == 302
    assert AuditEntry.objects.filter(action="organisations.change_school_contact").count() == 1
    assert line in text(client, reverse("referral_desk:issue", args=[consent.request.uuid]))
    assert said_from(issue(consent, officer).content).slip_to == line


def test_the_slip_goes_to_the_school_that_issues_not_to_the_first_one(client: Client, tmp_path: Path) -> None:
    trainee = a_graduate()
    another_certificate(trainee)
    consent, officer = consented(trainee)
    first, second = schools_for(consent.person_id, today=local_date(now()))
    for school, office in ((first, "甲校办公室"), (second, "乙校办公室")):
        School.objects.filter(pk=school.pk).update(contact_address=office)
    sign_in(client, officer)
    address = reverse("referral_desk:issue", args=[consent.request.uuid])
    page = client.get(address)
    assert "甲校办公室" in page.content.decode()
    assert "乙校办公室" in page.content.decode()
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"school": str(second.uuid)}
    preview = reverse("referral_desk:preview", args=[consent.request.uuid])
    words = text_of(client.get(preview, {"school": str(second.uuid)}).content, tmp_path)
    assert client.post(address, sent).status_code == 302
    sheet = ReferralSheet.objects.get()
    assert sheet.school == second
    assert said_from(sheet.content).slip_to == "乙校办公室"
    assert "乙校办公室" in words
    assert "甲校办公室" not in words


def test_the_list_shows_what_the_next_slip_says(client: Client, django_assert_num_queries) -> None:
    consent, officer = consented(a_graduate())
    (school,) = schools_for(consent.person_id, today=local_date(now()))
    School.objects.filter(pk=school.pk).update(contact_address="旧办公室")
    issue(consent, officer)
    School.objects.filter(pk=school.pk).update(contact_address="")
    sign_in(client, officer)
    page = text(client, reverse("referral_desk:schools"))
    assert "旧办公室" in page, "a contact that was cleared still stands on the last sheet, and on the next"
    assert "上一张推荐表" in page
    schools = list(School.objects.all())
    with django_assert_num_queries(1):
        assert [row.line for row in returns_of(schools)].count("旧办公室") == 1


def test_who_kept_a_contact_meanwhile_is_not_overwritten_unread(client: Client) -> None:
    consent, officer = consented(a_graduate())
    (school,) = schools_for(consent.person_id, today=local_date(now()))
    sign_in(client, officer)
    one = reverse("referral_desk:school", args=[school.uuid])
    form = client.get(one).context["form"]
    stale = {name: form[name].value() or "" for name in form.fields} | {"email": "a@school.example"}
    other = stale | {"address": "新办公室", "email": ""}
    assert client.post(one, other).status_code == 302
    refused = client.post(one, stale)
    assert refused.status_code == 422
    assert "新办公室" in refused.content.decode()
    school.refresh_from_db()
    assert school.contact == "新办公室"
    read_again = refused.context["form"]
    assert client.post(one, stale | {"seen": read_again["seen"].value()}).status_code == 302
    school.refresh_from_db()
    assert school.contact == "a@school.example"


def test_schools_of_other_places_are_not_found(client: Client) -> None:
    elsewhere = a_school_paired_with(a_site())
    sign_in(client, officer_at(a_site()))
    address = reverse("referral_desk:school", args=[elsewhere.uuid])
    assert client.get(address).status_code == client.post(address, {"phone": "1"}).status_code == 404
    assert elsewhere.name not in text(client, reverse("referral_desk:schools"))


def test_schools_of_the_demonstration_say_where_replies_go_once() -> None:
    actor = Actor.system("demonstration")
    schools = build_places(actor=actor, now=now()).schools
    assert all(school.contact.count(" · ") == 2 for school in schools.values())
    School.objects.update(contact_address="别处", contact_phone="", contact_email="")
    assert {school.contact for school in build_places(actor=actor, now=now()).schools.values()} == {"别处"}
