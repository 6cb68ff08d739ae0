"""Guessing is slowed per account and seat, never per address."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.test import Client

from lms.accounts import limits, rules
from lms.accounts.errors import TooManyTries
from tests.factories.accounts import (
    PASSWORD,
    PIN,
    client_at,
    employer_user_of,
    instructor_at,
    trainee_at,
)
from tests.factories.organisations import an_employer

SIGN_IN, CONFIRM, LOGIN = "/sign-in/", "/sign-in/confirm/", "/accounts/login/"
pytestmark = pytest.mark.django_db


def try_pin(client: Client, number: str, pin: str):
    return client.post(SIGN_IN, {"number": number, "pin": pin})


def words_of(answer) -> str:
    return " ".join(answer.context["form"].non_field_errors())


def is_let_in(answer) -> bool:
    return answer.status_code == 302 and answer.url == CONFIRM


def test_sixty_people_behind_one_address_sign_in_within_a_minute(room) -> None:
    seats = [(client_at(room, seat=str(seat)), trainee_at(room.site)) for seat in range(1, 61)]
    with time_machine.travel("2026-11-23T01:00:00Z", tick=False) as clock:
        for client, trainee in seats:
            assert is_let_in(try_pin(client, trainee.username, PIN))
            assert client.post(CONFIRM, {"answer": "yes"}).url == "/home/"
            clock.shift(0.9)


def test_40_wrong_pins_at_one_seat_slow_only_that_account_at_that_seat(room) -> None:
    seat, other_seat = client_at(room, seat="1"), client_at(room, seat="2")
    target, neighbour = trainee_at(room.site), trainee_at(room.site)
    with time_machine.travel("2026-11-23T01:00:00Z", tick=False) as clock:
        for guess in range(40):
            assert not is_let_in(try_pin(seat, target.username, f"{guess:06d}"))
            clock.shift(1)
        assert try_pin(seat, target.username, PIN).status_code == 429
        assert is_let_in(try_pin(seat, neighbour.username, PIN))
        assert is_let_in(try_pin(other_seat, target.username, PIN))


def test_who_waits_is_told_for_how_many_seconds_and_gets_in_afterwards(room) -> None:
    seat, trainee = client_at(room), trainee_at(room.site)
    with time_machine.travel("2026-11-23T01:00:00Z", tick=False) as clock:
        for _ in range(rules.FREE_TRIES):
            assert try_pin(seat, trainee.username, "000000").status_code == 200
        refused = try_pin(seat, trainee.username, PIN)
        assert refused.status_code == 429
        assert refused["Retry-After"] == "10"
        assert "10" in words_of(refused)
        clock.shift(10.1)
        assert is_let_in(try_pin(seat, trainee.username, PIN))


def test_the_wait_grows_with_each_further_wrong_try(room) -> None:
    seat, trainee = client_at(room), trainee_at(room.site)
    waits = []
    with time_machine.travel("2026-11-23T01:00:00Z", tick=False) as clock:
        for _ in range(rules.FREE_TRIES):
            try_pin(seat, trainee.username, "000000")
        for _ in range(4):
            waits.append(int(try_pin(seat, trainee.username, "000000")["Retry-After"]))
            clock.shift(waits[-1] + 0.1)
            assert try_pin(seat, trainee.username, "000000").status_code == 200
    assert waits == [10, 20, 40, 80]


def test_a_success_forgets_the_own_tries_only(room) -> None:
    seat, own, victim = client_at(room), trainee_at(room.site), trainee_at(room.site)
    with time_machine.travel("2026-11-23T01:00:00Z", tick=False):
        for guess in range(rules.FREE_TRIES):
            try_pin(seat, victim.username, f"{guess:06d}")
            assert is_let_in(try_pin(seat, own.username, PIN))
        assert try_pin(seat, victim.username, PIN).status_code == 429


def test_guessing_one_pin_against_very_many_numbers_slows_the_seat(room) -> None:
    seat = client_at(room)
    with time_machine.travel("2026-11-23T01:00:00Z", tick=False):
        for number in range(limits.SPRAY_TRIES):
            assert try_pin(seat, f"9{number:05d}", "111222").status_code == 200
        assert try_pin(seat, "955555", "111222").status_code == 429
        assert is_let_in(try_pin(client_at(room, seat="2"), trainee_at(room.site).username, PIN))


def test_parallel_guesses_gain_nothing() -> None:
    def one_guess(_: int) -> bool:
        try:
            attempt = limits.begin(account="260001", place="terminal:x", everywhere=False)
        except TooManyTries:
            return False
        attempt.failed()
        return True

    with ThreadPoolExecutor(8) as pool:
        checked = sum(pool.map(one_guess, range(40)))
    assert checked <= rules.FREE_TRIES + 1


@pytest.mark.parametrize("claimed", ["10.0.0.{}", "2001:db8::{}"])
def test_a_claimed_forwarding_address_does_not_escape_the_limit(site, claimed) -> None:
    instructor = instructor_at(site)
    client = Client()
    wrong = {"login": instructor.username, "password": "wrong"}
    with time_machine.travel("2026-11-23T01:00:00Z", tick=False):
        for guess in range(rules.FREE_TRIES):
            client.post(LOGIN, wrong, headers={"x-forwarded-for": claimed.format(guess)})
        right = {"login": instructor.username, "password": PASSWORD}
        refused = client.post(LOGIN, right, headers={"x-forwarded-for": claimed.format(99)})
        assert "_auth_user_id" not in client.session
    assert "10" in words_of(refused)


def test_an_office_account_is_slowed_even_when_guessed_from_many_addresses(site) -> None:
    instructor = instructor_at(site)
    with time_machine.travel("2026-11-23T01:00:00Z", tick=False):
        for guess in range(limits.SPRAY_TRIES):
            Client(REMOTE_ADDR=f"10.1.{guess}.1").post(
                LOGIN, {"login": instructor.username, "password": "wrong"}
            )
        client = Client(REMOTE_ADDR="10.2.0.1")
        client.post(LOGIN, {"login": instructor.username, "password": PASSWORD})
        assert "_auth_user_id" not in client.session


def test_sixty_people_of_one_office_sign_in_within_a_minute(site) -> None:
    people = [instructor_at(site) for _ in range(60)]
    with time_machine.travel("2026-11-23T01:00:00Z", tick=False) as clock:
        for person in people:
            client = Client()
            client.post(LOGIN, {"login": person.username, "password": PASSWORD})
            assert client.session["_auth_user_id"] == str(person.pk)
            clock.shift(0.9)


def test_an_employer_is_slowed_like_staff(db) -> None:
    employer, client = employer_user_of(an_employer()), Client()
    with time_machine.travel("2026-11-23T01:00:00Z", tick=False):
        for _ in range(rules.FREE_TRIES):
            client.post(LOGIN, {"login": employer.email, "password": "wrong"})
        client.post(LOGIN, {"login": employer.email, "password": PASSWORD})
        assert "_auth_user_id" not in client.session
