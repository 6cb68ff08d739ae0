"""Each list that staff filter keeps their searches: found again under a name, and the same people as before."""

import pytest
from django.test import Client
from django.urls import reverse

from lms.accounts.searches.listings import all_listings
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db
SEARCHES = {
    "admissions": "window=90",
    "people": "q=x",
    "cohorts": "state=all&sort=-begins",
    "sessions": "first=2026-06-01&state=cancelled",
    "rooms": "words=x&state=out",
    "outside_certificates": "stage=past&what=review",
}


def test_no_list_is_forgotten() -> None:
    # People at risk have a test of their own: their page has searches only where there is a list.
    assert SEARCHES.keys() | {"at_risk"} == all_listings().keys()


@pytest.mark.parametrize(("listing", "query"), SEARCHES.items())
def test_a_search_is_kept_beside_the_list_and_opened_again(listing, query) -> None:
    client = sign_in(Client(), registrar_at(a_site()))
    client.cookies["language"] = "en"
    page = all_listings()[listing].url()
    assert "Keep this search as" in client.get(f"{page}?{query}").content.decode()
    sent = {"listing": listing, "title": "Mine", "query": f"{query}&p=3&format=xlsx&next=//evil.example"}
    assert client.post(reverse("searches:keep"), sent).url == f"{page}?{query}"
    shown = client.get(f"{page}?{query}").content.decode()
    assert f'<a href="{page}?{query.replace("&", "&amp;")}" aria-current="true">Mine</a>' in shown
