"""The employer changes or closes the work after a question: nobody agrees to, or is referred for, what was not read."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from certificates.models import Consent, ReferralSheet
from certificates.referrals import operations
from certificates.referrals.consent import queries
from certificates.referrals.consent.errors import ConsentRefused, NoLiveConsent
from certificates.referrals.consent.models import ConsentRequest
from certificates.referrals.consent.rules import Standing
from certificates.referrals.matching.answers import questions_for
from certificates.referrals.models import Opening
from certificates.referrals.rules import fen_of
from certificates.referrals.sheets.queries import consents_to_refer
from lms.accounts.letters.models import Letter
from lms.accounts.models import User
from lms.core.clock import now
from lms.core.enums import Role
from tests.factories.accounts import employer_user_of, sign_in
from tests.factories.consents import ask, give, officer_for, refuse, withdraw
from tests.factories.openings import acting, an_approved_opening, an_offer, an_officer, seen_of
from tests.factories.organisations import an_employer
from tests.factories.sheets import a_sheet, consented, issue

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)
OTHER_WORK = {"title": "搬运工", "district": "外省某市", "pay_from": fen_of(1000), "pay_to": fen_of(1200)}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TODAY, tick=False) as travelled:
        yield travelled


@pytest.fixture
def author() -> User:
    return employer_user_of(an_employer())


@pytest.fixture
def opening(author) -> Opening:
    return an_approved_opening(author)


def change(opening: Opening, author: User, **more) -> Opening:
    opening.refresh_from_db()
    who = {"employer_id": opening.employer_id, **acting(author)}
    return operations.change_opening(seen=seen_of(opening), offer=an_offer(**OTHER_WORK | more), **who)


def approve(opening: Opening) -> Opening:
    opening.refresh_from_db()
    who = acting(an_officer(), Role.PLACEMENT_OFFICER)
    return operations.approve_opening(seen=seen_of(opening), **who)


def close(opening: Opening, author: User) -> Opening:
    opening.refresh_from_db()
    return operations.close_opening(employer_id=opening.employer_id, seen=seen_of(opening), **acting(author))


def change_and_approve(opening: Opening, author: User) -> None:
    approve(change(opening, author))


HAPPENS: dict[str, Callable[[Opening, User], object]] = {
    "changed": change,
    "changed and approved": change_and_approve,
    "closed": close,
}


@pytest.fixture(params=HAPPENS)
def happens(request, opening, author, clock) -> Callable[[], object]:
    """Let a minute go by, and the employer do something."""

    def later() -> object:
        clock.shift(timedelta(minutes=1))
        return HAPPENS[request.param](opening, author)

    return later


def standing(request: ConsentRequest) -> Standing:
    return queries.standing_at(ConsentRequest.objects.get(pk=request.pk), now())


def test_a_question_that_waits_is_over_and_takes_no_yes(opening, happens) -> None:
    request = ask(opening=opening)
    happens()
    assert standing(request) is Standing.LAPSED
    assert queries.count_waiting(request.person_id, now=now()) == 0
    with pytest.raises(ConsentRefused, match="不再招人"):
        give(request)
    with pytest.raises(ConsentRefused, match="不再招人"):
        refuse(request)
    assert not Consent.objects.exists()


def test_who_said_no_cannot_think_again_of_other_work(opening, happens) -> None:
    request = ask(opening=opening)
    refuse(request)
    happens()
    assert standing(request) is Standing.REFUSED
    with pytest.raises(ConsentRefused):
        give(request)


def test_a_yes_refers_nobody_for_work_that_was_not_read(opening, happens) -> None:
    consent, officer = consented(opening=opening)
    assert list(consents_to_refer(officer, at=now())) == [consent]
    happens()
    assert list(consents_to_refer(officer, at=now())) == []
    consent = Consent.objects.get(pk=consent.pk)
    with pytest.raises(NoLiveConsent, match="不再招人"):
        issue(consent, officer)
    assert not ReferralSheet.objects.exists()
    assert not consent.disclosures.exists()


def test_a_sheet_that_left_before_says_what_it_said(opening, author, happens) -> None:
    sheet = a_sheet(opening=opening)
    happens()
    employer = sign_in(Client(), author)
    for path in ("/openings/received/", "/referrals/", f"/referrals/{sheet.uuid}/"):
        page = employer.get(path).content.decode()
        assert "面点师" in page
        assert "搬运工" not in page
    withdraw(sheet.consent)
    (letter,) = [row.content for row in Letter.objects.all() if "taken back" in row.content]
    assert "面点师" in letter
    office = sign_in(Client(), officer_for(User.objects.get(person=sheet.consent.person_id)))
    page = office.get(f"/authoring/referrals/{sheet.uuid}/").content.decode()
    assert "面点师" in page
    assert "搬运工" not in page


def test_person_and_officer_read_the_work_that_was_asked_for(opening, happens) -> None:
    request = ask(opening=opening)
    consent = give(request)
    happens()
    trainee = consent.given_by
    person, office = sign_in(Client(), trainee), sign_in(Client(), officer_for(trainee))
    for client, path in (
        (person, "/work/"),
        (person, f"/work/{request.uuid}/"),
        (office, "/authoring/consents/"),
    ):
        page = client.get(path).content.decode()
        assert "面点师" in page
        assert "搬运工" not in page
    assert "重新通过审核以后" in office.get(f"/authoring/consents/{request.uuid}/").content.decode()
    page = person.get(f"/work/{request.uuid}/").content.decode()
    assert "4000" in page
    assert "不再招人" in page


def test_after_a_new_approval_the_person_is_asked_again(opening, author, clock) -> None:
    consent, officer = consented(opening=opening)
    clock.shift(timedelta(minutes=1))
    change_and_approve(opening, author)
    trainee = User.objects.get(person=consent.person_id)
    opening.refresh_from_db()
    request = ask(trainee, opening=opening, officer=officer, fields=("name", "certificates"))
    again = give(request, fields=("name", "certificates"))
    assert list(consents_to_refer(officer, at=now())) == [again]
    sheet = issue(again, officer)
    assert "搬运工" in sheet.content


def test_clocks_that_differ_decide_nothing(opening, author, clock) -> None:
    request = ask(opening=opening)
    clock.shift(timedelta(milliseconds=-5))
    change_and_approve(opening, author)
    assert standing(request) is Standing.LAPSED
    with pytest.raises(ConsentRefused):
        give(request)
    officer = officer_for(User.objects.get(person=request.person_id))
    page = sign_in(Client(), officer).get(f"/authoring/consents/{request.uuid}/").content.decode()
    assert "面点师" in page
    opening.refresh_from_db()
    again = ask(User.objects.get(person=request.person_id), opening=opening, officer=officer)
    assert standing(again) is Standing.WAITING


def test_what_the_database_finds_is_what_the_rule_says(opening, author, clock) -> None:
    first, other = ask(opening=opening), ask(opening=an_approved_opening(author))
    clock.shift(timedelta(minutes=1))
    change_and_approve(opening, author)
    assert (standing(first), standing(other)) == (Standing.LAPSED, Standing.WAITING)
    for one in Standing:
        found = set(queries.that_stand(ConsentRequest.objects.all(), one, now()))
        assert found == {row for row in (first, other) if standing(row) is one}


def test_what_people_were_asked_costs_one_query_however_many(opening, django_assert_num_queries) -> None:
    people = [ask(opening=opening).person_id for _ in range(3)]
    with django_assert_num_queries(1):
        found = questions_for(opening.pk, people, at=now())
    assert {one.standing for one in found.values()} == {Standing.WAITING}
