"""Searches are kept under a name, opened and dropped again; they are their owner's alone and widen nothing."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.accounts.searches.listings import find_listing
from lms.accounts.searches.models import SavedSearch
from lms.accounts.searches.operations import MOST_SEARCHES
from lms.core.models import AuditEntry
from tests.enrolments.proposals.dialogues import listed
from tests.factories.accounts import instructor_at, registrar_at, sign_in, trainee_at
from tests.factories.organisations import a_site
from tests.factories.stays import a_stay

pytestmark = pytest.mark.django_db
LIST, KEEP, DROP = "/authoring/admissions/", "/authoring/searches/keep/", "/authoring/searches/drop/"


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def user(site):
    return registrar_at(site)


@pytest.fixture
def client(user) -> Client:
    return at_work(user)


def at_work(user) -> Client:
    client = sign_in(Client(), user)
    client.cookies["language"] = "en"
    return client


def keep(client: Client, title: str = "Leaves soon", query: str = "window=90", listing: str = "admissions"):
    return client.post(KEEP, {"listing": listing, "title": title, "query": query})


def test_a_search_is_kept_opened_and_dropped(client) -> None:
    page = client.get(f"{LIST}?window=90&p=1").content.decode()
    assert "Keep this search as" in page
    assert keep(client, query="window=90&p=3").url == f"{LIST}?window=90"
    page = client.get(f"{LIST}?window=90").content.decode()
    assert f'<a href="{LIST}?window=90" aria-current="true">Leaves soon</a>' in page
    asked = page.split('<details class="searches__drop">')[1].split("</details>")[0]
    assert f'action="{DROP}"' in asked  # one click opens this, a second one drops
    row = SavedSearch.objects.get()
    answer = client.post(DROP, {"listing": "admissions", "search": row.uuid, "query": "window=90"})
    assert answer.url == f"{LIST}?window=90"
    assert not SavedSearch.objects.exists()
    assert "Leaves soon" not in client.get(LIST).content.decode()
    actions = AuditEntry.objects.filter(action__contains="search").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["accounts.keep_search", "accounts.drop_search"]


def test_under_the_same_name_the_new_search_takes_the_place_of_the_old(client) -> None:
    keep(client)
    keep(client, title="  Leaves   soon ", query="window=30")
    row = SavedSearch.objects.get()
    assert (row.title, row.query) == ("Leaves soon", "window=30")


def test_what_is_searched_for_and_its_name_are_sealed_in_the_database(client, user, site) -> None:
    keep(client, title="买买提的班", query="words=买买提")
    keep(at_work(registrar_at(site)), title="买买提的班")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_savedsearch")
        rows = cursor.fetchall()
    assert "%E4%B9%B0" not in str(rows)
    assert "买买提" not in str(rows)
    assert SavedSearch.objects.get(user=user).title == "买买提的班"
    # Equal names of two owners do not meet either.
    assert len(set(SavedSearch.objects.values_list("title_hash", flat=True))) == 2


def test_searches_stand_in_the_order_of_their_names(client) -> None:
    for title in ("Third", "First", "Second"):
        keep(client, title=title)
    page = client.get(LIST).content.decode()
    assert page.index(">First<") < page.index(">Second<") < page.index(">Third<")


def test_whoever_keeps_a_search_is_told_who_sees_it(client) -> None:
    assert "Only you see it, and it is kept sealed." in client.get(f"{LIST}?window=90").content.decode()


def test_nobody_sees_or_drops_what_somebody_else_keeps(client, site) -> None:
    keep(client, title="Mine alone")
    row, other = SavedSearch.objects.get(), at_work(registrar_at(site))
    assert "Mine alone" not in other.get(LIST).content.decode()
    other.post(DROP, {"listing": "admissions", "search": row.uuid})
    assert SavedSearch.objects.count() == 1


def test_a_search_of_a_site_that_is_not_ones_own_shows_nobody(client) -> None:
    foreign = a_stay(trainee_at(a_site(), name="别处的人").person)
    url = keep(client, query=f"site={foreign.site.code}").url
    page = client.get(url)
    assert page.context["page"].paginator.count == 0
    assert "别处的人" not in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "p=4",
        "next=//evil.example",
        "//evil.example",
        "file=5d0c1f64-2f0e-4a53-9d1c-0a4d7f3f9f10",
        "csrfmiddlewaretoken=x&deed=enrol",
        "&&&=&=%00",
    ],
)
def test_what_is_no_search_of_the_list_is_not_kept(client, query) -> None:
    assert keep(client, query=query).url == LIST
    assert not SavedSearch.objects.exists()


def test_nothing_but_the_lists_own_parts_is_kept_however_long(client) -> None:
    sent = "words=" + "x" * 5000 + "&next=https://evil.example"
    assert keep(client, title="<script>alert(1)</script>" + "y" * 500, query=sent).url.startswith(
        f"{LIST}?words=xxx"
    )
    row = SavedSearch.objects.get()
    assert row.query == "words=" + "x" * 100
    assert len(row.title) == 60
    assert "<script>alert(1)" not in client.get(LIST).content.decode()


def test_a_name_holds_only_what_can_be_printed(client) -> None:
    keep(client, title="a\x00b\u202ec\n d")
    assert SavedSearch.objects.get().title == "a b c d"


@pytest.mark.parametrize("title", ["", "   ", "\x00\x07"])
def test_a_search_needs_a_name(client, title) -> None:
    keep(client, title=title)
    assert not SavedSearch.objects.exists()


def test_no_more_than_twenty_are_kept_for_one_list(client) -> None:
    for number in range(MOST_SEARCHES + 2):
        keep(client, title=f"Search {number}")
    assert SavedSearch.objects.count() == MOST_SEARCHES
    keep(client, title="Search 0", query="window=30")  # a known name still changes
    assert next(row for row in SavedSearch.objects.all() if row.title == "Search 0").query == "window=30"


@pytest.mark.parametrize("listing", ["", "nothing", "../admissions"])
def test_an_unknown_list_is_refused(client, listing) -> None:
    assert keep(client, listing=listing).status_code == 422


@pytest.mark.parametrize("search", ["", "x", "1 OR 1=1"])
def test_an_unreadable_search_is_not_found(client, search) -> None:
    assert client.post(DROP, {"listing": "admissions", "search": search}).status_code == 404


def test_who_may_not_open_the_list_keeps_no_search_of_it(site) -> None:
    assert keep(at_work(instructor_at(site))).status_code == 404
    assert keep(at_work(trainee_at(site))).status_code in {302, 403, 404}
    assert not SavedSearch.objects.exists()


def test_the_list_asks_one_question_for_all_searches(client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as kept:
            client.get(LIST)
        return len(kept)

    asked()
    none = asked()
    for number in range(6):
        keep(client, title=f"Search {number}")
    client.get(LIST)  # shows the messages
    assert asked() == none


def test_people_at_risk_have_searches_of_their_own(client, site) -> None:
    keep(client)
    at_risk = find_listing("at_risk")
    assert at_risk is not None
    assert keep(
        client, title="At once", query=f"site={site.code}&window=30", listing="at_risk"
    ).url == at_risk.url(f"site={site.code}&window=30")
    client.get(LIST)  # shows the messages
    listed(site)
    page = client.get(at_risk.url()).content.decode()
    assert "At once" in page
    assert "Leaves soon" not in page


PEOPLE = "/authoring/people/"


@pytest.mark.parametrize("page", [PEOPLE, f"{PEOPLE}results/"])
def test_searches_of_the_list_of_people_are_kept_too(client, site, page) -> None:
    trainee_at(site, name="阿依古丽")
    trainee_at(site, name="巴哈尔")
    url = keep(client, title="A people", query="q=阿依&p=2&next=//evil.example", listing="people").url
    assert url == f"{PEOPLE}?q=%E9%98%BF%E4%BE%9D"
    shown = client.get(page, {"q": "阿依"}).content.decode()
    assert f'<a href="{url}" aria-current="true">A people</a>' in shown
    assert "阿依古丽" in shown
    assert "巴哈尔" not in shown
    assert ">A people<" not in client.get(LIST).content.decode()


def test_an_order_alone_is_a_search_of_the_list_of_people(client) -> None:
    assert keep(client, query="ordering=-sort_name", listing="people").url == f"{PEOPLE}?ordering=-sort_name"
