"""Two officers at pools: the last number goes out once, one number is in one pool, and a new pool is found at once."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from certificates.issuing.errors import NoNumber, UnusablePool
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.kinds.queries import definition_on
from certificates.issuing.numbers import operations
from certificates.issuing.numbers.models import NumberPool
from certificates.issuing.numbers.operations import NewPool, Wanted, open_pool, take_number
from certificates.models import RegisterNumber
from lms.organisations.models import School
from tests.concurrency.meeting import meet_after, meeting
from tests.concurrency.overtaking import overtake
from tests.concurrency.test_enrolments import at_once
from tests.factories.accounts import an_actor
from tests.factories.certificates import ISSUED_AT
from tests.factories.organisations import a_school_paired_with, a_site

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def taking(count: int) -> list[Callable[[], object]]:
    """Return officers who take a number each, of a pool with one number less."""
    school = a_school_paired_with(a_site())
    opened(school, first=1, last=count - 1)
    return [lambda: taken_for(school)] * count


def opened(school: School, *, first: int, last: int) -> NumberPool:
    new = NewPool(school, CredentialKind.DIPLOMA, "46{YY}{NN}", first, last)
    return open_pool(new, actor=an_actor(), now=ISSUED_AT)


def taken_for(school: School) -> str:
    definition = definition_on("diploma", date(2026, 6, 30))
    with transaction.atomic(durable=True):
        return take_number(definition, Wanted(school.pk, 2026), now=ISSUED_AT).number


def test_control_without_the_lock_two_draw_the_same_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        operations, "_lock_pool", lambda kind, school_id: NumberPool.objects.get(closed_at=None)
    )
    meet_after(monkeypatch, operations, "_refuse_given", is_locked=False)

    results = at_once(*taking(2))

    assert any(isinstance(result, IntegrityError) for result in results)


def test_with_the_lock_the_last_numbers_go_out_once_each() -> None:
    results = at_once(*taking(4))

    given = sorted(result for result in results if isinstance(result, str))
    assert given == ["462601", "462602", "462603"]
    assert [type(result) for result in results if not isinstance(result, str)] == [NoNumber]
    assert RegisterNumber.objects.count() == 3


def open_together(monkeypatch: pytest.MonkeyPatch, *, is_locked: bool) -> list[object]:
    """Let two schools open pools with one number in both; they meet after the look at earlier pools."""
    schools = [a_school_paired_with(a_site()) for _ in range(2)]
    meet, refuse = meeting(is_locked=is_locked), operations._refuse_overlap

    def refuse_and_meet(new: NewPool) -> None:
        refuse(new)
        meet()

    monkeypatch.setattr(operations, "_refuse_overlap", refuse_and_meet)
    works = [
        lambda: opened(schools[0], first=1, last=9),
        lambda: opened(schools[1], first=9, last=20),
    ]
    return at_once(*works)


def test_control_without_the_lock_two_schools_open_pools_with_one_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(operations, "_lock_schools", lambda: None)
    results = open_together(monkeypatch, is_locked=False)
    assert [type(result) for result in results] == [NumberPool, NumberPool]


def test_with_the_lock_one_of_two_schools_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    results = open_together(monkeypatch, is_locked=True)
    assert {type(result) for result in results} == {NumberPool, UnusablePool}
    assert NumberPool.objects.count() == 1


def test_who_waits_for_a_pool_that_is_closed_takes_from_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    school = a_school_paired_with(a_site())
    opened(school, first=1, last=9)

    def open_next() -> NumberPool:
        return opened(school, first=10, last=19)

    new, number = overtake(monkeypatch, (operations.audit, "record"), (open_next, lambda: taken_for(school)))

    assert isinstance(new, NumberPool)
    assert isinstance(number, str), number
    assert number >= "462610"
