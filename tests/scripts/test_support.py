"""The kits of the tests themselves: the copied database, the throw-away cluster.

When these fail, look here before looking at the test that uses them.
"""

from __future__ import annotations

import contextlib
import threading
import time

import psycopg
import pytest
from django.db import connection
from wagtail.models import Locale

from tests.support.postgres import PATIENCE, ThrowAwayCluster, new_postgres_database, running_cluster
from tests.support.templates import at_base

BUSY = "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT count%'"


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
def test_a_power_cut_ends_a_busy_session_and_the_cluster_comes_back() -> None:
    with running_cluster() as cluster:
        session = psycopg.connect(cluster.url())
        busy = threading.Thread(target=_count, args=(session, 1_000_000_000), daemon=True)
        busy.start()
        with psycopg.connect(cluster.url(), autocommit=True) as other:
            while not other.execute(BUSY).fetchone():
                time.sleep(0.01)

        cluster.crash()

        busy.join(PATIENCE)
        assert not busy.is_alive()
        with psycopg.connect(cluster.url()) as again:
            assert again.execute(BUSY).fetchone() is None


def _count(session: psycopg.Connection, numbers: int) -> None:
    with contextlib.suppress(psycopg.OperationalError):
        session.execute("SELECT count(*) FROM generate_series(1, %s)", [numbers])


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
