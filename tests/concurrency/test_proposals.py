"""Two officers propose the same person at one moment, two wishes are written down: PostgreSQL lets one come first."""

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from certificates.models import ConsentRequest, Proposal, WorkWish
from certificates.referrals.matching import operations as matching
from certificates.referrals.matching.errors import ProposedAlready
from certificates.referrals.wishes import operations as wishes
from certificates.referrals.wishes.errors import WishChangedMeanwhile
from tests.concurrency.overtaking import overtake
from tests.factories.accounts import employer_user_of, trainee_at
from tests.factories.matching import officer_at, proposed, told, written_down
from tests.factories.openings import an_approved_opening
from tests.factories.organisations import a_site, an_employer

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def kinds(results: list) -> list[type]:
    return [type(result) for result in results]


@pytest.fixture(params=["locked", "unlocked"])
def is_locked(request, monkeypatch) -> bool:
    """Once as it is, once with no row locked by our code: then the constraint of the database refuses."""
    if request.param == "unlocked":
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows.all())
    return request.param == "locked"


def test_two_officers_propose_somebody_once(monkeypatch, is_locked) -> None:
    site = a_site()
    opening, person = an_approved_opening(employer_user_of(an_employer())), trainee_at(site).person
    officers = [officer_at(site), officer_at(site)]
    works = tuple(lambda one=one: proposed(one, opening, person) for one in officers)
    results = overtake(monkeypatch, (matching, "_rows"), works)
    assert sorted(kinds(results), key=str) == sorted(
        [list, ProposedAlready if is_locked else IntegrityError], key=str
    )
    assert Proposal.objects.count() == ConsentRequest.objects.count() == 1


def test_two_wishes_at_one_moment_are_one_and_a_word_about_it(monkeypatch, is_locked) -> None:
    trainee = trainee_at(a_site())
    officer = officer_at(trainee.person.site)
    works = (lambda: told(trainee), lambda: written_down(officer, trainee.person))
    results = overtake(monkeypatch, (wishes, "_row"), works)
    lost = WishChangedMeanwhile if is_locked else IntegrityError
    assert sorted(kinds(results), key=str) == sorted([WorkWish, lost], key=str)
    assert WorkWish.objects.count() == 1
