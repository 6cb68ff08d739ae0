"""The database itself refuses what has no consent: rows are written past the operations, by raw SQL."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from certificates.models import Consent, Disclosure
from certificates.referrals.consent import guards
from lms.core.clock import now
from tests.factories.accounts import a_person, trainee_at
from tests.factories.consents import a_consent, an_opening, ask, withdraw
from tests.factories.organisations import a_site, an_employer

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


def insert(table: str, **values: object) -> None:
    """Write a row as somebody with the database's password would."""
    adapt = connection.ops.adapt_datetimefield_value
    plain = {
        name: adapt(value) if isinstance(value, datetime) else value.hex if hasattr(value, "hex") else value
        for name, value in values.items()
    }
    columns, marks = ", ".join(plain), ", ".join(["%s"] * len(plain))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(plain.values()))  # noqa: S608


def disclosed(consent: Consent, **other: object) -> None:
    row = {
        "uuid": uuid4(),
        "consent_id": consent.pk,
        "person_id": consent.person_id,
        "employer_id": consent.employer_id,
        "fields": '["name"]',
        "way": "sheet",
        "what": "",
        "at": now(),
    }
    insert(guards.DISCLOSURE, **row | other)


def test_what_was_consented_to_may_leave_until_the_last_instant():
    consent = a_consent()
    disclosed(consent)
    disclosed(consent, fields=json.dumps(["opinion", "name"]), at=consent.expires_at - timedelta(seconds=1))
    assert Disclosure.objects.count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        '["schooling"]',
        '["name", "wish"]',
        "[]",
        '"name"',
        '{"a": "name"}',
        '["name", null]',
        '[["name"]]',
        "null",
    ],
)
def test_other_fields_may_not(fields: str):
    with pytest.raises(DatabaseError):
        disclosed(a_consent(), fields=fields)


def test_another_employer_or_another_person_may_not():
    consent = a_consent()
    for other in (
        {"employer_id": an_employer().pk},
        {"person_id": a_person(a_site()).pk},
        {"consent_id": 10**6},
    ):
        with pytest.raises(DatabaseError):
            disclosed(consent, **other)


def test_neither_before_nor_after_it_holds():
    consent = a_consent()
    for at in (
        consent.given_at - timedelta(seconds=1),
        consent.expires_at,
        consent.expires_at + timedelta(days=1),
    ):
        with pytest.raises(DatabaseError):
            disclosed(consent, at=at)


def test_not_after_a_withdrawal_even_with_an_earlier_instant():
    consent = a_consent()
    withdraw(consent)
    for at in (now(), consent.given_at):
        with pytest.raises(DatabaseError):
            disclosed(consent, at=at)


def test_a_consent_goes_not_beyond_its_question():
    request = ask(fields=["name"])
    row = {
        "uuid": uuid4(),
        "request_id": request.pk,
        "person_id": request.person_id,
        "employer_id": request.employer_id,
        "text_id": request.text_id,
        "text_sha256": request.text.sha256,
        "fields": '["name"]',
        "language": "en",
        "was_read_aloud": False,
        "given_by_id": request.person.user.pk,
        "given_at": now(),
        "expires_at": now() + timedelta(days=1),
    }
    for other in (
        {"fields": '["name", "contact"]'},
        {"employer_id": an_opening().employer_id},
        {"person_id": trainee_at(a_site()).person_id},
    ):
        with pytest.raises(DatabaseError):
            insert(guards.CONSENT, **row | other)
    insert(guards.CONSENT, **row)


def test_nothing_of_it_changes_or_goes():
    consent = a_consent()
    withdraw(consent)
    for row in (consent, consent.request, consent.text, consent.withdrawal):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(id=row.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk)._raw_delete("default")
