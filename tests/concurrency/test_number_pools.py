"""Two officers with the last number of a pool: without the lock one breaks, with it one is told that it is used up."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from certificates.issuing.errors import NoNumber
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.kinds.queries import definition_on
from certificates.issuing.numbers import operations
from certificates.issuing.numbers.models import NumberPool
from certificates.issuing.numbers.operations import NewPool, Wanted, open_pool, take_number
from certificates.models import RegisterNumber
from tests.concurrency.test_enrolments import PATIENCE, at_once
from tests.factories.accounts import an_actor
from tests.factories.certificates import ISSUED_AT
from tests.factories.organisations import a_school_paired_with, a_site

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def taking(count: int) -> list[Callable[[], object]]:
    """Return officers who take a number each, of a pool with one number less."""
    school = a_school_paired_with(a_site())
    new = NewPool(school, CredentialKind.DIPLOMA, "46{YY}{NN}", 1, count - 1)
    open_pool(new, actor=an_actor(), now=ISSUED_AT)
    definition = definition_on("diploma", date(2026, 6, 30))

    def take() -> object:
        with transaction.atomic(durable=True):
            return take_number(definition, Wanted(school.pk, 2026), now=ISSUED_AT).number

    return [take] * count


def test_control_without_the_lock_two_draw_the_same_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        operations, "_lock_pool", lambda kind, school_id: NumberPool.objects.get(closed_at=None)
    )
    barrier, draw = threading.Barrier(2, timeout=PATIENCE), operations._free_serial

    def drawn_together(pool: NumberPool) -> int | None:
        found = draw(pool)
        barrier.wait()
        return found

    monkeypatch.setattr(operations, "_free_serial", drawn_together)

    results = at_once(*taking(2))

    assert any(isinstance(result, IntegrityError) for result in results)


def test_with_the_lock_the_last_numbers_go_out_once_each() -> None:
    results = at_once(*taking(4))

    given = sorted(result for result in results if isinstance(result, str))
    assert given == ["462601", "462602", "462603"]
    assert [type(result) for result in results if not isinstance(result, str)] == [NoNumber]
    assert RegisterNumber.objects.count() == 3
