"""Fields are sealed for their place, keys rotate, and a moved or altered value does not open."""

import base64
import secrets
from typing import Any

import pytest
from django.db import connection

from lms.accounts.models import Person
from lms.core.crypto import decrypt, encrypt, lookup_hash
from tests.factories.accounts import a_person
from tests.factories.organisations import a_site

NUMBER = "11010519491231002X"


def a_key() -> str:
    """Return a fresh field key."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def test_a_value_comes_back() -> None:
    for value in ("x", NUMBER, "古丽娜尔·阿不都 𠅤䶮"):
        assert decrypt(encrypt(value, context="t.c"), context="t.c") == value


def test_two_seals_of_one_value_differ() -> None:
    assert encrypt(NUMBER, context="t.c") != encrypt(NUMBER, context="t.c")


def test_a_new_key_in_front_still_opens_what_the_old_one_sealed(settings: Any) -> None:
    old, new = a_key(), a_key()
    settings.FIELD_KEYS = [old]
    sealed = encrypt(NUMBER, context="t.c")
    settings.FIELD_KEYS = [new, old]
    assert decrypt(sealed, context="t.c") == NUMBER
    again = encrypt(NUMBER, context="t.c")
    settings.FIELD_KEYS = [new]
    assert decrypt(again, context="t.c") == NUMBER
    with pytest.raises(ValueError, match=r"No field key opens t\.c"):
        decrypt(sealed, context="t.c")


def test_a_value_moved_to_another_column_does_not_open() -> None:
    with pytest.raises(ValueError, match="No field key opens"):
        decrypt(encrypt(NUMBER, context="accounts_person.resident_id"), context="accounts_person.other")


def test_an_altered_value_does_not_open() -> None:
    raw = bytearray(base64.b64decode(encrypt(NUMBER, context="t.c")))
    raw[-1] ^= 1
    with pytest.raises(ValueError, match="No field key opens"):
        decrypt(base64.b64encode(bytes(raw)).decode(), context="t.c")


@pytest.mark.django_db
def test_the_database_holds_no_plain_number() -> None:
    person = a_person(a_site())
    person.resident_id = NUMBER
    person.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT resident_id FROM accounts_person WHERE id = %s", [person.pk])
        kept = cursor.fetchone()[0]
    assert NUMBER not in kept
    assert Person.objects.get(pk=person.pk).resident_id == NUMBER


def test_a_look_up_hash_depends_on_value_purpose_and_key(settings: Any) -> None:
    one = lookup_hash(NUMBER, purpose="a")
    assert one == lookup_hash(NUMBER, purpose="a")
    assert one != lookup_hash(NUMBER, purpose="b")
    settings.LOOKUP_KEY = "another"
    assert one != lookup_hash(NUMBER, purpose="a")
