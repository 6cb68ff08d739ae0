"""The end of a stay: what it closes, what goes on; and an identity number that comes late."""

import re
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.accounts.api import issue_cards
from lms.accounts.models import Person, SignInCard
from lms.accounts.queries import hash_of_resident_id
from lms.core.clock import local_date, now
from lms.enrolments.api import EnrolmentState
from lms.enrolments.models import Admission, Continuation, Enrolment, IdentityClaim, Withdrawal
from tests.enrolments.admission.samples import made_up_id
from tests.factories.accounts import a_person, registrar_at, sign_in
from tests.factories.courses import NOW, a_version, enrol, enrolled_trainee
from tests.factories.organisations import a_site
from tests.factories.stays import a_stay
from tests.factories.teaching import ACTOR

pytestmark = pytest.mark.django_db
BASE = "/authoring/admissions/"


@pytest.fixture(autouse=True)
def one_instant(monkeypatch):
    """Let the clock stand: at midnight a test that reads the day twice would read two."""
    instant = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: instant)


@pytest.fixture
def office():
    """A trainee with two running programmes and a stay, and a signed-in registrar of the site, in English."""
    user, row = enrolled_trainee()
    other = enrol(user, a_version())
    return user, row, other, a_stay(user.person), at_work(row.site)


def at_work(site) -> Client:
    client = sign_in(Client(), registrar_at(site))
    client.cookies["language"] = "en"
    return client


def end(client: Client, stay: Admission, said: dict) -> HttpResponse:
    """Look at what happens, and say yes to it."""
    address = f"{BASE}{stay.uuid}/end/"
    look = client.post(address, said)
    sure = re.search(r'name="sure" value="([0-9a-f]{32})"', look.content.decode())
    return client.post(address, {**said, "sure": sure[1] if sure else ""})


def states() -> list[str]:
    return list(Enrolment.objects.order_by("pk").values_list("state", flat=True))


def test_what_is_ticked_goes_on_and_the_rest_is_withdrawn_as_released(office) -> None:
    user, row, other, stay, client = office
    issue_cards(users=[user], known=0, actor=ACTOR, now=NOW)
    address = f"{BASE}{stay.uuid}/end/"
    assert client.get(address).content.decode().count("checked") == 2
    today = local_date(now()).isoformat()
    said = {"left_date": today, "going_on": [str(other.uuid)]}
    look = client.post(address, said)
    assert look.status_code == 200
    shown = look.context["look"]
    assert (shown["ending"], shown["going_on"]) == ([row], [other])
    assert "Nothing is recorded yet." in look.content.decode()
    assert states() == [EnrolmentState.ACTIVE, EnrolmentState.ACTIVE]
    sure = look.context["form"]["sure"].value()
    assert (
        client.post(address, {"left_date": today, "sure": sure}).status_code == 200
    )  # that was not looked at
    assert states() == [EnrolmentState.ACTIVE, EnrolmentState.ACTIVE]
    assert client.post(address, {**said, "sure": sure}).status_code == 302
    assert states() == [EnrolmentState.WITHDRAWN, EnrolmentState.ACTIVE]
    assert Withdrawal.objects.get().reason == "released"
    assert Withdrawal.objects.get().enrolment == row
    assert Continuation.objects.get().enrolment == other
    page = client.get(reverse("enrolled:enrolment", args=[other.uuid])).content.decode()
    assert f"goes on after the release, since {today}" in page
    assert not SignInCard.objects.filter(revoked_at=None).exists()


def test_a_stay_ends_only_once_and_takes_nothing_twice(office) -> None:
    _user, _row, _other, stay, client = office
    said = {"left_date": local_date(now()).isoformat()}
    assert end(client, stay, said).status_code == 302
    assert end(client, stay, said).status_code == 422
    assert Withdrawal.objects.count() == 2
    assert Admission.objects.get().left_date is not None


def test_the_audit_reads_the_forecast_of_the_release(office) -> None:
    _user, row, _other, stay, client = office
    page = client.get(f"/authoring/completion-audit/{row.uuid}/")
    assert page.context["audit"].question.until == stay.forecast_date
    day = local_date(now()).isoformat()  # a written day passes one day
    asked = client.get(f"/authoring/completion-audit/{row.uuid}/?until={day}")
    assert asked.context["audit"].question.until.isoformat() == day


class TestLateIdentity:
    def address(self, stay) -> str:
        return f"{BASE}{stay.uuid}/identity/"

    def test_two_people_type_the_same_number(self, office) -> None:
        _user, _row, _other, stay, client = office
        number, second = made_up_id(3), at_work(stay.site)
        assert "Add the identity number" in client.get(f"{BASE}{stay.uuid}/").content.decode()
        assert client.post(self.address(stay), {"number": number}).status_code == 302
        assert not Person.objects.get(pk=stay.person_id).resident_id_hash
        assert client.post(self.address(stay), {"number": number}).status_code == 422  # the same person
        assert second.post(self.address(stay), {"number": made_up_id(4)}).status_code == 422
        page = second.get(self.address(stay)).content.decode()
        assert number not in page
        assert "By this number the age is unusual." in page  # born in 1901
        assert second.post(self.address(stay), {"number": number}).status_code == 302
        person = Person.objects.get(pk=stay.person_id)
        assert (person.resident_id, person.sex, person.birth_date.year) == (number, "male", 1901)
        assert IdentityClaim.objects.get().number == ""

    def test_a_wrong_check_digit_is_said(self, office) -> None:
        _user, _row, _other, stay, client = office
        answer = client.post(self.address(stay), {"number": made_up_id(1)[:-1] + "0"})
        assert answer.status_code == 422
        assert "does not fit the others" in answer.content.decode()

    def test_somebody_who_has_the_number_is_named_here_and_not_elsewhere(self, office) -> None:
        _user, _row, _other, stay, client = office
        for index, (site, named) in enumerate(((stay.site, True), (a_site(), False))):
            other = a_person(site, name=f"示例同号{index}")
            with_number(other, made_up_id(10 + index))
            known = a_stay(other)
            way = reverse("admissions:stay", args=[known.uuid])
            page = client.post(self.address(stay), {"number": made_up_id(10 + index)}).content.decode()
            assert (other.full_name in page) is named
            assert "has this number in the records" in page
            assert (way in page) is named
            assert (f"trainee number {known.number}" in page) is named

    def test_a_number_that_was_typed_wrongly_is_dropped(self, office) -> None:
        _user, _row, _other, stay, client = office
        client.post(self.address(stay), {"number": made_up_id(3)})
        seen = str(IdentityClaim.objects.get().uuid)
        assert f'name="seen" value="{seen}"' in client.get(self.address(stay)).content.decode()
        told = client.post(self.address(stay), {"drop": "1", "seen": str(uuid4())})
        assert told.status_code == 422  # another one was typed since: nobody saw it
        assert IdentityClaim.objects.get().state == "waiting"
        assert client.post(self.address(stay), {"drop": "1", "seen": seen}).status_code == 302
        assert (IdentityClaim.objects.get().state, IdentityClaim.objects.get().number) == ("dropped", "")
        assert client.post(self.address(stay), {"number": made_up_id(4)}).status_code == 302

    def test_a_former_site_neither_types_nor_drops_the_number_of_who_is_elsewhere(self, office) -> None:
        _user, _row, _other, stay, client = office
        Admission.objects.filter(pk=stay.pk).update(left_date=local_date(now()))
        assert client.post(self.address(stay), {"number": made_up_id(3)}).status_code == 422
        elsewhere = a_site()
        Person.objects.filter(pk=stay.person_id).update(site=elsewhere)
        claim = IdentityClaim.objects.create(
            person=stay.person, number=made_up_id(3), proposed_by=uuid4(), proposed_at=now()
        )
        page = client.get(self.address(stay)).content.decode()
        assert "A colleague typed a number" not in page
        for said in ({"number": made_up_id(3)}, {"drop": "1"}):
            assert client.post(self.address(stay), said).status_code == 422
        claim.refresh_from_db()
        assert claim.state == "waiting"

    def test_of_who_has_left_altogether_a_number_that_waits_is_dropped(self, office) -> None:
        _user, _row, _other, stay, client = office
        client.post(self.address(stay), {"number": made_up_id(3)})
        Admission.objects.filter(pk=stay.pk).update(left_date=local_date(now()))
        said = {"drop": "1", "seen": str(IdentityClaim.objects.get().uuid)}
        assert client.post(self.address(stay), said).status_code == 302
        assert IdentityClaim.objects.get().number == ""


def with_number(person: Person, number: str) -> None:
    person.resident_id_hash, person.resident_id_last4 = hash_of_resident_id(number), number[-4:]
    person.save()
