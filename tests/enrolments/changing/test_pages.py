"""The registrar's pages of one enrolment, and the transfer of a stay; own site only."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.core.clock import local_date, now
from lms.enrolments.models import Admission, Enrolment, Interruption, ReleaseForecast, Resumption, Transfer
from lms.exams.models import SittingCandidate
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.courses import enrolled_trainee
from tests.factories.exams import a_sitting
from tests.factories.organisations import a_school_paired_with, a_site
from tests.factories.stays import a_stay
from tests.factories.teaching import a_class

pytestmark = pytest.mark.django_db
BASE = "/authoring/"


@pytest.fixture(autouse=True)
def one_instant(monkeypatch):
    """Let the clock stand: at midnight a test that reads the day twice would read two."""
    instant = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: instant)


@pytest.fixture
def office():
    """An enrolment with a stay, and a signed-in registrar of its site, in English."""
    user, row = enrolled_trainee()
    client = sign_in(Client(), registrar_at(row.site))
    client.cookies["language"] = "en"
    return row, a_stay(user.person), client


def url(row, deed=""):
    return f"{BASE}enrolled/{row.uuid}/{deed}"


def today():
    return local_date(now()).isoformat()


def test_training_rests_and_goes_on(office) -> None:
    row, _stay, client = office
    said = {"key": str(uuid4()), "began_on": today(), "reason": "clinic", "note": "约两周"}
    assert client.post(url(row, "interrupt/"), {**said, "reason": ""}).status_code == 422
    for _ in range(2):
        assert client.post(url(row, "interrupt/"), said).status_code == 302
    assert Interruption.objects.count() == 1
    page = client.get(url(row)).content.decode()
    assert "Training rests since" in page
    assert "约两周" in page
    assert client.get(url(row, "return/")).status_code == 200
    assert client.post(url(row, "return/"), {"on": today()}).status_code == 302
    assert "Training rests since" not in client.get(url(row)).content.decode()


def test_the_page_names_the_classes_of_its_site() -> None:
    group = a_class(people=1)
    row = group.people[0]
    client = sign_in(Client(), registrar_at(row.site))
    client.cookies["language"] = "en"
    page = client.get(url(row)).content.decode()
    assert reverse("cohorts:cohort", args=[group.cohort.uuid]) in page
    assert group.cohort.code in page
    group.cohort.site = a_site()
    group.cohort.save()
    page = client.get(url(row)).content.decode()
    assert group.cohort.code not in page
    assert "In no class yet" in page


def test_a_withdrawal_says_why(office) -> None:
    row, _stay, client = office
    assert client.get(url(row, "withdraw/")).status_code == 200
    client.post(url(row, "withdraw/"), {"code": "own_wish", "note": "想学面点"})
    page = client.get(url(row)).content.decode()
    assert "Own wish" in page
    assert "想学面点" in page
    assert "Withdraw from the programme</a>" not in page


def test_a_withdrawal_by_mistake_is_taken_back_and_stays_in_the_history(office) -> None:
    row, _stay, client = office
    assert url(row, "take-up/") not in client.get(url(row)).content.decode()
    assert "is not withdrawn" in client.get(url(row, "take-up/")).content.decode()
    assert "is enrolled again goes on" in client.get(url(row, "withdraw/")).content.decode()
    client.post(url(row, "withdraw/"), {"code": "own_wish", "note": "点错了人"})
    assert url(row, "take-up/") in client.get(url(row)).content.decode()
    asked = client.get(url(row, "take-up/")).content.decode()
    assert "Goes on with" in asked
    assert row.version.requirements.first().title_en in asked
    said = {"key": str(uuid4()), "code": "mistake", "note": "是同名的另一个人"}
    assert client.post(url(row, "take-up/"), {**said, "code": ""}).status_code == 422
    for _ in range(2):
        assert client.post(url(row, "take-up/"), said).status_code == 302
    page = client.get(url(row)).content.decode()
    for words in (
        "Own wish",
        "点错了人",
        "Withdrawn by mistake",
        "是同名的另一个人",
        "Withdraw from the programme</a>",
    ):
        assert words in page
    refused = client.post(url(row, "take-up/"), {**said, "key": str(uuid4())})
    assert refused.status_code == 422
    assert Resumption.objects.count() == 1


def test_another_school_is_offered_only_where_one_teaches_and_its_page_says_so(office) -> None:
    row, _stay, client = office
    address = url(row, "school/")
    assert address not in client.get(url(row)).content.decode()
    page = client.get(address).content.decode()
    assert "No other school teaches at this site today." in page
    assert 'name="reason"' not in page
    a_school_paired_with(row.site)
    assert address in client.get(url(row)).content.decode()
    assert 'name="reason"' in client.get(address).content.decode()


def test_another_school_of_the_site_goes_on(office) -> None:
    row, _stay, client = office
    school, stranger = a_school_paired_with(row.site), a_school_paired_with(a_site())
    said = {"key": str(uuid4()), "shown": str(row.school.uuid), "on": today(), "reason": "cooperation"}
    assert client.get(url(row, "school/")).status_code == 200
    assert client.post(url(row, "school/"), {**said, "to": str(stranger.uuid)}).status_code == 422
    assert client.post(url(row, "school/"), {**said, "to": str(school.uuid)}).status_code == 302
    assert Transfer.objects.get().to_school == school
    other = {**said, "key": str(uuid4()), "to": str(a_school_paired_with(row.site).uuid)}
    assert "transferred this person meanwhile" in client.post(url(row, "school/"), other).content.decode()


def test_a_stay_goes_on_at_another_site_and_the_other_office_takes_over(office) -> None:
    row, stay, client = office
    site = a_site()
    school = a_school_paired_with(site)
    there = sign_in(Client(), registrar_at(site))
    assert there.get(url(row)).status_code == 404
    address = f"{BASE}admissions/{stay.uuid}/transfer/"
    assert client.get(address).status_code == 200
    said = {"key": str(uuid4()), "to": str(site.uuid), "on": today(), "reason": "authority", "note": "内部"}
    assert "does not teach there" in client.post(address, said).content.decode()
    for _ in range(2):
        assert client.post(address, {**said, "school": str(school.uuid)}).status_code in (302, 422)
    assert Admission.objects.count() == 2
    assert Enrolment.objects.get().site == site
    page = there.get(url(row))
    assert page.status_code == 200
    assert "内部" not in page.content.decode()  # notes of the office that sent stay there
    assert row.school.name in page.content.decode()
    assert client.get(url(row)).status_code == 404


def test_the_next_site_reads_no_name_of_who_sent_somebody_and_the_list_says_transferred(office) -> None:
    row, stay, client = office
    sender = registrar_at(stay.site)
    sender.display_name = "送人者"
    sender.save(update_fields=["display_name"])
    sends, site = sign_in(Client(), sender), a_site()
    move = {"key": str(uuid4()), "to": str(site.uuid), "on": today(), "reason": "authority"}
    move["school"] = str(a_school_paired_with(site).uuid)
    assert sends.post(f"{BASE}admissions/{stay.uuid}/transfer/", move).status_code == 302
    there = sign_in(Client(), registrar_at(site))
    new = Admission.objects.get(site=site)
    assert ReleaseForecast.objects.get(admission=new).by == sender
    page = there.get(f"{BASE}admissions/{new.uuid}/").content.decode()
    assert "送人者" not in page
    assert "另一个教学点" in page
    listed = client.get(f"{BASE}admissions/?stay=ended").content.decode()
    assert f"transferred {today()}" in listed
    assert f"{today()}转走" not in there.get(f"{BASE}admissions/?stay=all").content.decode()


def test_a_place_in_a_class_is_told_of_only_where_there_is_one(office) -> None:
    row, _stay, client = office
    said = {"key": str(uuid4()), "began_on": today(), "reason": "clinic"}
    client.cookies["language"] = "en"
    page = client.post(url(row, "interrupt/"), said, follow=True).content.decode()
    assert "Training rests." in page
    assert "The place in the class is kept." not in page


def test_notes_of_an_earlier_site_are_not_shown_at_the_next(office) -> None:
    row, stay, client = office
    said = {"key": str(uuid4()), "began_on": today(), "reason": "clinic", "note": "约两周"}
    client.post(url(row, "interrupt/"), said)
    site = a_site()
    move = {"key": str(uuid4()), "to": str(site.uuid), "on": today(), "reason": "authority"}
    move["school"] = str(a_school_paired_with(site).uuid)
    client.post(f"{BASE}admissions/{stay.uuid}/transfer/", move)
    page = sign_in(Client(), registrar_at(site)).get(url(row)).content.decode()
    assert "约两周" not in page
    assert today() in page


def test_nor_is_what_an_earlier_site_noted_when_it_took_the_enrolment_up_again(office) -> None:
    row, stay, client = office
    client.post(url(row, "withdraw/"), {"code": "own_wish", "note": "点错了人"})
    said = {"key": str(uuid4()), "code": "mistake", "note": "是同名的另一个人"}
    client.post(url(row, "take-up/"), said)
    site = a_site()
    move = {"key": str(uuid4()), "to": str(site.uuid), "on": today(), "reason": "authority"}
    move["school"] = str(a_school_paired_with(site).uuid)
    client.post(f"{BASE}admissions/{stay.uuid}/transfer/", move)
    there = sign_in(Client(), registrar_at(site))
    there.cookies["language"] = "en"
    page = there.get(url(row)).content.decode()
    assert "Withdrawn by mistake" in page
    assert "点错了人" not in page
    assert "是同名的另一个人" not in page


def at_school(row, **more):
    said = {"key": str(uuid4()), "shown": str(row.school.uuid), "on": today(), "reason": "cooperation"}
    return {**said, "to": str(a_school_paired_with(row.site).uuid), **more}


def test_a_transfer_names_the_planned_examinations_and_one_yes_settles_them(office) -> None:
    row, _stay, client = office
    sitting, _other = a_sitting(row), a_school_paired_with(row.site)
    page = client.get(url(row, "school/"))
    assert sitting.title_en in page.content.decode()
    said = at_school(row, seen=page.context["form"]["seen"].value())
    asked = client.post(url(row, "school/"), said)
    assert asked.status_code == 422
    assert "Say what becomes of the planned examinations" in asked.content.decode()
    assert client.post(url(row, "school/"), {**said, "examinations": "off"}).status_code == 302
    assert client.post(url(row, "school/"), {**said, "examinations": "off"}).status_code in (302, 422)
    assert Transfer.objects.count() == 1
    assert not SittingCandidate.objects.exists()


def test_an_examination_that_was_planned_meanwhile_is_named_and_asked_anew(office) -> None:
    row, stay, client = office
    site = a_site()
    said = {"key": str(uuid4()), "to": str(site.uuid), "on": today(), "reason": "authority"}
    said["school"] = str(a_school_paired_with(site).uuid)
    sitting, address = a_sitting(row), f"{BASE}admissions/{stay.uuid}/transfer/"
    told = client.post(address, {**said, "examinations": "off"})
    assert told.status_code == 422
    shown = told.content.decode()
    assert "Other examinations are planned" in shown
    assert sitting.title_en in shown
    assert told.context["form"]["examinations"].value() is None
    again = {**said, "seen": told.context["form"]["seen"].value()}
    assert client.post(address, {**again, "examinations": "stay"}).status_code == 422  # not at another site
    assert client.post(address, {**again, "examinations": "off"}).status_code == 302
    assert not SittingCandidate.objects.exists()


@pytest.mark.parametrize("wrong", ["", "x" * 65, "<script>"])
def test_a_made_up_answer_settles_nothing(office, wrong) -> None:
    row, _stay, client = office
    a_sitting(row)
    answer = client.post(url(row, "school/"), at_school(row, seen=wrong, examinations="off"))
    assert answer.status_code == 422
    assert "<script>" + "<" not in answer.content.decode()
    assert not Transfer.objects.exists()
    assert SittingCandidate.objects.exists()


def test_a_withdrawal_names_the_examinations_that_are_left(office) -> None:
    row, stay, client = office
    sitting = a_sitting(row)
    for address in (url(row, "withdraw/"), f"{BASE}admissions/{stay.uuid}/end/"):
        assert sitting.title_en in client.get(address).content.decode()


def test_of_an_ended_stay_no_examination_of_the_next_site_is_named(office) -> None:
    row, stay, client = office
    site = a_site()
    move = {"key": str(uuid4()), "to": str(site.uuid), "on": today(), "reason": "authority"}
    move["school"] = str(a_school_paired_with(site).uuid)
    assert client.post(f"{BASE}admissions/{stay.uuid}/transfer/", move).status_code == 302
    row.refresh_from_db()
    sitting = a_sitting(row)
    answer = client.get(f"{BASE}admissions/{stay.uuid}/transfer/", follow=True)
    assert sitting.title_en not in answer.content.decode()
