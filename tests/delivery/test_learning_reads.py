"""While learning and sessions pile up, pages ask as many queries as before, and audits read as many rows."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.delivery.api import Said
from lms.delivery.models import LearningEntry
from tests.delivery.learning.periods import accepted, learnt
from tests.factories import teaching
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.courses import a_version_asking_for_everything
from tests.factories.teaching import (
    EVENING,
    MONDAY,
    NINE,
    a_class,
    an_enrolment,
    join,
    locked,
    planned,
)

pytestmark = pytest.mark.django_db
LEDGERS = re.compile(r"delivery_(learningentry|hoursentry|learningperiod)\b")
LATER = EVENING + timedelta(days=60)


@pytest.fixture
def group(monkeypatch):
    version = a_version_asking_for_everything(theory_minutes=450)
    monkeypatch.setattr(teaching, "a_version", lambda: version)
    group = a_class(people=2, capacity=20)
    monkeypatch.setattr(
        type(group), "unit", property(lambda self: version.courses.get(units__isnull=False).units.get())
    )
    return group


@pytest.fixture
def office(group, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    return sign_in(Client(), registrar_at(group.cohort.site))


def a_week(group, week: int, people) -> None:
    """Let people learn two lessons and be accepted, and hold a session with them."""
    day = timedelta(days=7 * week)
    for row in people:
        learnt(row, 6, at=NINE + day + timedelta(hours=5))
        learnt(row, 6, at=NINE + day + timedelta(hours=6), lesson=1)
    accepted(people, now=NINE + day + timedelta(days=1))
    session = planned(group, first=MONDAY + day, last=MONDAY + day)[0]
    locked(session, *((row, Said("present")) for row in people), now=EVENING + day)


def asked_by(client: Client, address: str) -> list[str]:
    """Return the queries of a page that was opened before, as SQL."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries]


def rows_read(statements: list[str]) -> int:
    """Return how many rows of the ledgers and of learning the statements hand over."""
    total = 0
    with connection.cursor() as cursor:
        for sql in filter(LEDGERS.search, statements):
            cursor.execute(sql)
            total += len(cursor.fetchall())
    return total


def addresses(group) -> dict[str, str]:
    row, cohort = group.people[0], group.cohort
    return {
        "class": reverse("cohorts:audit", args=[cohort.uuid]),
        "one": reverse("audit:enrolment", args=[row.uuid]),
        "index": reverse("audit:index"),
        "cohort": reverse("cohorts:cohort", args=[cohort.uuid]),
        "hours": reverse("hours:enrolment", args=[row.uuid]),
        "accept": reverse("cohorts:learning", args=[cohort.uuid]),
        "rows": reverse("cohorts:audit_rows", args=[cohort.uuid]),
        "file": reverse("files:person", args=[row.person.uuid]),
    }


# Whose pages show each row; the others read sums.
ALL_ROWS = {"hours", "accept", "rows", "file"}


def test_neither_queries_nor_what_audits_read_grow_with_weeks(group, office):
    a_week(group, 0, group.people)
    first = {name: asked_by(office, address) for name, address in addresses(group).items()}
    read = {name: rows_read(first[name]) for name in first if name not in ALL_ROWS}
    for week in range(1, 5):
        a_week(group, week, group.people)
    assert LearningEntry.objects.filter(enrolment=group.people[0]).count() == 10
    for name, address in addresses(group).items():
        later = asked_by(office, address)
        assert len(later) == len(first[name]), name
        if name in read:
            assert rows_read(later) == read[name], name
    assert read["class"] > 0


def test_what_the_audit_of_a_class_reads_grows_with_people_only(group, office):
    def per_person(people: int) -> int:
        return rows_read(asked_by(office, addresses(group)["class"])) // people

    a_week(group, 0, group.people)
    before, queries = per_person(2), len(asked_by(office, addresses(group)["class"]))
    more = [an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school) for _place in range(3)]
    for row in more:
        join(group.cohort, row, on=MONDAY + timedelta(days=7))
    a_week(group, 1, [*group.people, *more])
    assert len(asked_by(office, addresses(group)["class"])) == queries
    assert per_person(5) == before
