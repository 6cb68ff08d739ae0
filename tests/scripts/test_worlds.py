"""Worlds that are put back: the same rows and objects as those that are made, and only where that is sure."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from lms.core.models import AuditEntry
from lms.exams.models import Attempt
from lms.organisations.models import Site
from tests.factories.handmarks import Marked, an_ended_sitting
from tests.factories.organisations import a_site
from tests.support import worlds
from tests.support.worlds import TABLES, begin_test, made_once, other_rows

pytestmark = pytest.mark.django_db


@dataclass
class Made:
    """What the factory below made, and at which of its calls."""

    site: Site
    call: int


CALLS = count(1)


@made_once
def a_counted_site(name: str = "", seen: object = None) -> Made:
    """Return a site, and say how often a site was really made."""
    return Made(a_site(), next(CALLS))


@pytest.fixture
def undone():
    """Do something in a test of its own inside this one, and undo it."""

    def do(what):
        block = transaction.atomic()
        block._from_testcase = True  # use cases open durable transactions inside
        with block:
            begin_test()
            found = what()
            transaction.set_rollback(True)
        return found

    yield do
    TABLES.is_patched = True  # what this test said of the tables ends with it


def rows_of_everything() -> list[str]:
    """Return the rows of three tables as they stand."""
    encoder = DjangoJSONEncoder(sort_keys=True)
    return [
        encoder.encode(row)
        for model in (Site, Attempt, AuditEntry)
        for row in model.objects.order_by("pk").values()
    ]


def ended() -> tuple[Marked, list[str]]:
    """Return an ended sitting and the rows that this left."""
    return an_ended_sitting(markers=3), rows_of_everything()


def test_rows_and_objects_that_are_put_back_are_those_that_were_made(undone) -> None:
    made, rows = undone(ended)
    back, again = undone(ended)

    assert rows == again != []
    assert back is not made
    assert (back.sitting, back.enrolments, back.markers) == (made.sitting, made.enrolments, made.markers)
    assert undone(lambda: Attempt.objects.count()) == 0


def test_a_world_is_made_once_for_each_request_and_for_what_stood_there_before(undone) -> None:
    def two() -> tuple[Made, Made]:
        return a_counted_site("two"), a_counted_site("two")

    first, second = undone(two)
    assert second.call == first.call + 1
    assert second.site != first.site
    assert undone(two) == (first, second)
    assert undone(lambda: a_counted_site("another")).call > second.call


def test_what_a_test_does_to_its_world_is_nothing_to_the_next(undone) -> None:
    def spoilt() -> str:
        made = a_counted_site("spoilt")
        found, made.site.name_zh = made.site.name_zh, "changed"
        made.site.save()
        return found

    assert undone(spoilt) == undone(spoilt) != "changed"


def calls_of(undone, before) -> set[int]:
    """Return at which calls two worlds were made, each after something else was done."""

    def after() -> int:
        before()
        return a_counted_site("after").call

    return {undone(after), undone(after)}


def test_after_other_rows_it_is_made(undone) -> None:
    assert len(calls_of(undone, lambda: None)) == 1
    assert len(calls_of(undone, a_site)) == 2


def test_where_something_is_replaced_it_is_made(undone, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(calls_of(undone, lambda: monkeypatch.setattr(worlds, "READS", worlds.READS))) == 2


def test_under_other_settings_another_clock_or_over_rows_of_a_module_it_is_made(undone) -> None:
    def call() -> int:
        return a_counted_site("circumstances").call

    kept = {undone(call), undone(call)}
    with override_settings(MEDIA_ROOT="elsewhere"):
        assert undone(call) not in kept
    with other_rows():
        assert undone(call) not in kept
    real = timezone.now
    try:
        timezone.now = lambda: datetime(2026, 1, 1, tzinfo=timezone.get_default_timezone())
        assert undone(call) not in kept
    finally:
        timezone.now = real
    assert {undone(call)} == kept != set()


def test_what_depends_on_an_object_or_was_partly_undone_or_cannot_be_copied_is_made(undone) -> None:
    assert undone(lambda: a_counted_site("x", [])).call != undone(lambda: a_counted_site("x", [])).call

    @made_once
    def partly_undone() -> int:
        with transaction.atomic():
            a_site()
            transaction.set_rollback(True)
        return next(CALLS)

    @made_once
    def not_to_be_copied() -> tuple[int, object]:
        return next(CALLS), lambda: a_site()

    assert undone(partly_undone) != undone(partly_undone)
    assert undone(not_to_be_copied)[0] != undone(not_to_be_copied)[0]


def test_tables_that_are_not_as_they_were_are_noticed(undone) -> None:
    undone(lambda: a_counted_site("noticed"))

    def over_a_row_that_nobody_saw() -> None:
        a_site()
        TABLES.at = worlds.changed()
        a_counted_site("noticed")

    with pytest.raises(AssertionError, match="as the migrations left them"):
        undone(over_a_row_that_nobody_saw)


@pytest.mark.postgres
def test_on_postgresql_every_world_is_made(undone) -> None:
    assert undone(a_counted_site).call != undone(a_counted_site).call
