"""Wishes: each is a further row, said by the person or written down by an officer; not to know is no refusal."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from certificates.models import WorkWish
from certificates.referrals.wishes import queries
from certificates.referrals.wishes.districts import DISTRICTS, codes_in
from certificates.referrals.wishes.errors import UnusableWish, WishChangedMeanwhile, WishRefused
from certificates.referrals.wishes.operations import tell_wish
from certificates.referrals.wishes.rules import UNDECIDED, Wish
from lms.accounts.models import Person, User
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.core.models import AuditEntry
from tests.factories.accounts import a_person, a_user, sign_in, trainee_at
from tests.factories.matching import FORM, officer_at, said, told, written_down
from tests.factories.openings import acting
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db
OWN, SAY = "/wish/", "/wish/say/"


@pytest.fixture
def trainee() -> User:
    return trainee_at(a_site())


def of(user: User) -> Wish | None:
    return queries.wishes_by_person(Person.objects.filter(pk=user.person_id).values("pk")).get(user.person_id)


def test_each_wish_is_a_further_row_and_the_last_counts(trainee) -> None:
    assert of(trainee) is None
    told(trainee, UNDECIDED)
    assert of(trainee) == UNDECIDED
    officer = officer_at(trainee.person.site)
    row = written_down(officer, trainee.person, Wish(districts=("460200", "460100")), seen=1)
    assert of(trainee) == Wish(districts=("460100", "460200"))
    assert (row.number, row.origin, row.by) == (2, "officer", officer.uuid)
    assert WorkWish.objects.count() == AuditEntry.objects.filter(action="certificates.say_wish").count() == 2


def test_rows_stay_as_they_are(trainee) -> None:
    row = told(trainee)
    with pytest.raises(DatabaseError), transaction.atomic():
        WorkWish.objects.filter(pk=row.pk).update(lowest_pay=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_the_same_form_twice_is_one_row_and_a_stale_one_none(trainee) -> None:
    one = said()
    who = acting(trainee, Role.TRAINEE)
    first = tell_wish(person_id=trainee.person_id, said=one, **who)
    assert tell_wish(person_id=trainee.person_id, said=one, **who) == first
    with pytest.raises(WishChangedMeanwhile):
        tell_wish(person_id=trainee.person_id, said=one._replace(wish=UNDECIDED), **who)
    with pytest.raises(WishChangedMeanwhile):
        told(trainee, seen=0)
    assert WorkWish.objects.count() == 1


def test_nobody_says_it_for_somebody_else(trainee) -> None:
    other = trainee_at(a_site())
    with pytest.raises(WishRefused):
        tell_wish(person_id=trainee.person_id, said=said(), **acting(other, Role.TRAINEE))
    with pytest.raises(WishRefused):  # an officer of another place
        written_down(officer_at(other.person.site), trainee.person)
    own = a_person(trainee.person.site)
    officer = a_user(Role.PLACEMENT_OFFICER, own.site, person=own)
    with pytest.raises(WishRefused):  # one's own, at the desk
        written_down(officer, own)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"mind": "refuses"}, "mind"),
        ({"occupations": ("9-99",)}, "occupations"),
        ({"districts": ("110000",)}, "districts"),
        ({"shifts": ("always",)}, "shifts"),
        ({"other_place": "x" * 61}, "other_place"),
        ({"other_place": "a\u202eb"}, "other_place"),
        ({"lowest_pay": 0}, "lowest_pay"),
        ({"lowest_pay": 100_001 * 100}, "lowest_pay"),
        ({"from_date": local_date(now()) + timedelta(days=4000)}, "from_date"),
    ],
)
def test_what_cannot_be_kept_is_refused(trainee, changed, field) -> None:
    with pytest.raises(UnusableWish) as refused:
        told(trainee, Wish()._replace(**changed))
    assert refused.value.field == field


def test_places_are_read_out_of_the_words_of_openings() -> None:
    assert codes_in("海南省三亚市吉阳区") == {"460200"}
    assert codes_in("Haikou, Longhua District") == {"460100"}
    assert codes_in("示范市样板区") == codes_in("海口市东方大道") - {"460100"} == frozenset()
    assert len({one.code for one in DISTRICTS}) == len(DISTRICTS)


def fields_of(page: str) -> dict[str, list[str]]:
    """Return what a page would send on: hidden fields, ticked boxes, chosen ones."""
    found: dict[str, list[str]] = {}
    main = page[page.index("<main") : page.index("</main>")]
    for tag in re.findall(r"<input[^>]*>", main):
        parts = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        is_choice = parts.get("type") in ("radio", "checkbox")
        if "name" in parts and (not is_choice or " checked" in tag):
            found.setdefault(parts["name"], []).append(parts.get("value", ""))
    return found


def say(client: Client, page: str, **answers: object) -> str:
    answer = client.post(SAY, fields_of(page) | answers | {"next": "1"}, follow=True)
    return answer.content.decode()


def test_one_question_on_a_page_and_nothing_is_kept_before_the_last(trainee) -> None:
    client = sign_in(Client(), trainee)
    assert "还没有" not in client.get(OWN).content.decode()
    page = client.get(SAY).content.decode()
    for answers in ({"mind": "wish"}, {}, {"districts": ["460100", "460200"]}, {"lowest_pay": "4000"}, {}):
        page = say(client, page, **answers)
    page = say(client, page, needs_lodging="yes")
    page = say(client, page, from_date="")
    assert "海口市" in page
    assert WorkWish.objects.count() == 0
    page = say(client, page)
    row = WorkWish.objects.get()
    assert (row.districts, row.lowest_pay, row.needs_lodging, row.origin) == (
        "460100 460200",
        400_000,
        True,
        "self",
    )
    assert "三亚市" in client.get(OWN).content.decode()


def test_who_does_not_know_yet_is_asked_nothing_else(trainee) -> None:
    client = sign_in(Client(), trainee)
    page = say(client, client.get(SAY).content.decode(), mind="undecided")
    say(client, page)
    assert WorkWish.objects.get().mind == "undecided"


def test_a_page_without_an_answer_asks_again(trainee) -> None:
    client = sign_in(Client(), trainee)
    sent = fields_of(client.get(SAY).content.decode())
    assert client.post(SAY, sent | {"next": "1"}).status_code == 422
    # A field of another page was tampered with: at the end that page is shown, nothing is kept.
    answer = client.post(
        SAY, {**FORM, "step": "check", "districts": ["110000"], "client_key": "x", "next": "1"}
    )
    assert answer.status_code == 422
    assert WorkWish.objects.count() == 0


def test_a_stale_form_leads_back_to_what_counts_now(trainee) -> None:
    client = sign_in(Client(), trainee)
    sent = fields_of(client.get(SAY).content.decode()) | {
        "mind": ["undecided"],
        "step": ["check"],
        "next": "1",
    }
    told(trainee, Wish(districts=("469001",)))
    answer = client.post(SAY, sent, follow=True)
    assert "五指山市" in answer.content.decode()
    assert WorkWish.objects.count() == 1


def test_an_officer_writes_down_what_was_told(trainee) -> None:
    office = sign_in(Client(), officer_at(trainee.person.site))
    address = f"/authoring/people-and-work/{trainee.person.uuid}/wish/"
    key = re.search(r'name="client_key" value="([^"]+)"', office.get(address).content.decode())
    assert key
    assert office.post(address, FORM | {"client_key": key[1]}).status_code == 302
    assert office.post(address, FORM | {"client_key": key[1], "lowest_pay": "1"}).status_code == 422
    assert WorkWish.objects.get().origin == "officer"
    strange = sign_in(Client(), officer_at(a_site()))
    assert strange.get(address).status_code == strange.post(address, FORM).status_code == 404
    page = sign_in(Client(), trainee).get(OWN).content.decode()
    assert "海口市" in page
