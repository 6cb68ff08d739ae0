"""What two people do at the same moment happens once; on PostgreSQL, where row locks are real."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from lms.accounts.errors import CodeNotValid, PinKnown, SearchRefused, SeatTaken
from lms.accounts.models import SignInCard, Terminal, User
from lms.accounts.operations import Seat, choose_pin, issue_card, offer_terminal_code, register_terminal
from lms.accounts.searches import operations as searches
from lms.accounts.searches.listings import Listing
from lms.accounts.searches.models import SavedSearch
from lms.core.access import Public
from lms.core.audit import find_broken_entry
from lms.core.clock import now
from tests.concurrency.test_enrolments import PATIENCE
from tests.factories.accounts import an_actor, registrar_at, trainee_at
from tests.factories.organisations import a_room, a_site

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_the_same_moment(*deeds: Callable[[], object]) -> list[object]:
    """Run the deeds in threads that start together; return what each returned or raised."""
    barrier, results = Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        barrier.wait(timeout=PATIENCE)
        try:
            results.append(deed())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    return results


def test_one_code_typed_on_two_devices_at_once_makes_one_terminal() -> None:
    code = offer_terminal_code(seat=Seat(a_room(a_site()), "7"), actor=an_actor(), now=now())
    results = at_the_same_moment(*[lambda: register_terminal(code=code, actor=an_actor(), now=now())] * 4)
    assert sum(isinstance(result, CodeNotValid) for result in results) == 3
    assert Terminal.objects.count() == 1


def test_two_codes_for_one_seat_typed_at_once_make_one_terminal() -> None:
    seat = Seat(a_room(a_site()), "7")
    codes = [offer_terminal_code(seat=seat, actor=an_actor(), now=now()) for _ in range(2)]
    results = at_the_same_moment(
        *[lambda code=code: register_terminal(code=code, actor=an_actor(), now=now()) for code in codes]
    )
    assert sum(isinstance(result, SeatTaken) for result in results) == 1
    assert Terminal.objects.count() == 1


def test_two_cards_issued_at_once_leave_one_in_force_and_an_unbroken_audit_trail() -> None:
    trainee = trainee_at(a_site())
    results = at_the_same_moment(*[lambda: issue_card(user=trainee, actor=an_actor(), now=now())] * 4)
    assert all(isinstance(result, str) for result in results)
    assert SignInCard.objects.filter(revoked_at=None).count() == 1
    assert SignInCard.objects.count() == 4
    assert find_broken_entry() is None


def test_two_seats_that_choose_a_first_pin_at_once_leave_the_one_that_was_told_so() -> None:
    trainee = trainee_at(a_site())
    trainee.set_unusable_password()
    trainee.save()
    pins = ["407182", "592038", "680417", "935261"]

    def choose(pin: str) -> str:
        choose_pin(user=User.objects.get(pk=trainee.pk), pin=pin, actor=an_actor(), now=now())
        return pin

    results = at_the_same_moment(*[lambda pin=pin: choose(pin) for pin in pins])
    kept = [result for result in results if isinstance(result, str)]
    assert len(kept) == 1
    assert sum(isinstance(result, PinKnown) for result in results) == 3
    trainee.refresh_from_db()
    assert trainee.check_password(kept[0])


def test_two_windows_that_keep_the_last_search_at_once_do_not_pass_the_limit_together(monkeypatch) -> None:
    user = registrar_at(a_site())
    monkeypatch.setattr(searches, "MOST_SEARCHES", 1)
    listing = Listing("people_of_the_test", "people:index", Public, ("q",))

    def keep(title: str) -> object:
        new = searches.NewSearch(listing, title, "q=x")
        return searches.keep_search(new=new, user=user, actor=an_actor(), now=now())

    results = at_the_same_moment(*[lambda title=title: keep(title) for title in "abcd"])
    assert sum(isinstance(result, SearchRefused) for result in results) == 3
    assert SavedSearch.objects.count() == 1
