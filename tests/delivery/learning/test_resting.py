"""An interruption that is entered for past days: learning of those days is no class hours, whenever it was accepted."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from lms.core.models import AuditEntry
from lms.delivery.api import Said, find_learning_differences, hours_of
from lms.delivery.errors import LeavingRefused
from lms.delivery.models import LearningEntry
from lms.enrolments.api import NewInterruption, interrupt_enrolment
from lms.enrolments.changing.operations import record_return
from lms.enrolments.models import Interruption
from tests.delivery.learning.periods import accepted, learnt
from tests.enrolments.changing.deeds import rest
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.teaching import ACTOR, MONDAY, NINE, a_class, locked, planned

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = NINE + 5 * DAY


@pytest.fixture
def row():
    return a_class(people=1).people[0]


def minutes(rows) -> list[int]:
    return [one.minutes for one in rows]


def stands(row) -> int:
    """Return the learnt minutes that count; the ledger is right."""
    assert find_learning_differences([row]) == []
    return sum(one.learnt for one in hours_of(row).standings)


def test_what_was_accepted_of_days_of_rest_is_taken_back_and_names_the_interruption(row):
    learnt(row, 40)
    learnt(row, 40, at=NINE + 2 * DAY, lesson=1)
    assert minutes(accepted([row], now=LATER)) == [20, 20]
    made = rest(row, on=MONDAY + DAY, now=LATER)
    back = LearningEntry.objects.get(reverses__isnull=False)
    assert (back.minutes, back.interruption, back.reason, back.register) == (-20, made, "", None)
    assert AuditEntry.objects.filter(action="delivery.take_back_learning").count() == 1
    assert stands(row) == 20
    assert hours_of(row).outside == 0  # what is offered
    assert accepted([row], now=LATER) == []


def test_the_interruption_first_comes_to_the_same(row):
    learnt(row, 40)
    learnt(row, 40, at=NINE + 2 * DAY, lesson=1)
    rest(row, on=MONDAY + DAY, now=LATER)
    assert minutes(accepted([row], now=LATER)) == [20]
    assert stands(row) == 20


def test_of_a_row_over_both_what_was_learnt_before_is_offered_again(row):
    learnt(row, 20)
    learnt(row, 20, at=NINE + 2 * DAY)
    assert minutes(accepted([row], now=LATER)) == [20]
    rest(row, on=MONDAY + DAY, now=LATER)
    assert stands(row) == 0
    assert minutes(accepted([row], now=LATER)) == [10]
    assert stands(row) == 10


def test_learning_from_the_first_day_back_counts_again(row):
    for day in (1, 2, 3):
        learnt(row, 12, at=NINE + day * DAY, lesson=0)
    accepted([row], now=LATER)
    rest(row, on=MONDAY + DAY, now=LATER)
    assert stands(row) == 0
    record_return(enrolment_uuid=row.uuid, on=MONDAY + 3 * DAY, actor=ACTOR, now=LATER)
    assert minutes(accepted([row], now=LATER)) == [6]
    assert stands(row) == 6


def test_sent_twice_it_takes_back_once_and_rests_nobody_else(row):
    other = a_class(people=1, site=row.site).people[0]
    for one in (row, other):
        learnt(one, 40)
    accepted([row, other], now=LATER)
    new = NewInterruption(MONDAY, "clinic", uuid4())
    for _again in range(2):
        interrupt_enrolment(enrolment_uuid=row.uuid, new=new, actor=ACTOR, now=LATER)
    assert minutes(LearningEntry.objects.order_by("pk")) == [20, 20, -20]
    assert (stands(row), stands(other)) == (0, 20)


def test_a_refused_interruption_takes_nothing_back():
    group = a_class(people=1)
    row = group.people[0]
    learnt(row, 40)
    locked(planned(group)[0], (row, Said("present")))
    accepted([row], now=LATER)
    with pytest.raises(LeavingRefused):
        rest(row, on=MONDAY, now=LATER)
    assert (stands(row), Interruption.objects.count()) == (20, 0)


def test_the_database_refuses_two_reasons_and_an_interruption_that_takes_nothing_back(row):
    learnt(row, 40)
    (one,) = accepted([row], now=LATER)
    made = rest(row, on=MONDAY, now=LATER)
    back = LearningEntry.objects.get(interruption=made)
    wrongs = (
        {"pk": back.pk, "reason": "x"},
        {"pk": one.pk, "interruption": made},
        {"pk": back.pk, "interruption": None},
    )
    for wrong in wrongs:
        copy = LearningEntry.objects.get(pk=wrong["pk"])
        copy.uuid, copy.reverses = uuid4(), back if copy.reverses else None
        for name, value in {**wrong, "pk": None}.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError, match="given_or_taken_back"), transaction.atomic():
            copy.save(force_insert=True)


def test_the_page_names_the_first_day_of_rest_and_not_why(row, monkeypatch):
    learnt(row, 40)
    accepted([row], now=LATER)
    rest(row, on=MONDAY, now=LATER)
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    client = sign_in(Client(), registrar_at(row.site))
    client.cookies["language"] = "en"
    html = client.get(reverse("hours:take_back", args=[row.uuid])).content.decode()
    assert "Training rests from 2026-06-01." in html
    assert "clinic" not in html
    assert 'type="checkbox"' not in html
