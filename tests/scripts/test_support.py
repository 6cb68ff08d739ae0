"""The kits of the tests themselves: the copied database, the throw-away cluster.

When these fail, look here before looking at the test that uses them.
"""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection
from wagtail.models import Locale

from tests.support.postgres import ThrowAwayCluster, new_postgres_database
from tests.support.templates import at_base


@pytest.mark.django_db
def test_the_database_is_migrated() -> None:
    tables = connection.introspection.table_names()

    assert "accounts_user" in tables


def test_addresses_of_the_demonstration_follow_the_port() -> None:
    facts = {"sign_ins": [{"url": "http://127.0.0.1:8000/sign-in/"}]}

    assert at_base(facts, "http://127.0.0.1:8210")["sign_ins"][0]["url"] == "http://127.0.0.1:8210/sign-in/"


@pytest.mark.postgres
def test_the_cluster_keeps_its_promises_of_durability(postgres_cluster: ThrowAwayCluster) -> None:
    with psycopg.connect(new_postgres_database(postgres_cluster.url())) as session:
        settings = [session.execute(f"SHOW {name}").fetchone() for name in ("fsync", "synchronous_commit")]

    assert settings == [("on",), ("on",)]


@pytest.mark.postgres
@pytest.mark.django_db
def test_marked_tests_really_run_on_postgres() -> None:
    assert connection.vendor == "postgresql"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_committed_rows_are_gone_in_the_next_test(turn: int) -> None:
    assert Locale.objects.count() == 1
    Locale.objects.create(language_code="en")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_committed_rows_are_gone_in_the_next_test_on_postgres(turn: int) -> None:
    assert Locale.objects.count() == 1
    Locale.objects.create(language_code="en")
