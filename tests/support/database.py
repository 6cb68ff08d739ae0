"""The database of the tests: migrated once per state of the migrations, then copied for each process.

Replaying some two hundred migrations takes longer than most test runs; the copy takes a moment.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.test import TransactionTestCase, override_settings
from django.test.utils import setup_databases, teardown_databases
from pytest_django.plugin import DjangoDbBlocker

from tests.support.as_migrated import AsMigrated
from tests.support.templates import dump, migrated_tables, restore, tables_on_sqlite


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Give each process a SQLite file of its own; PostgreSQL gets a name from pytest-django."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        path = tmp_path_factory.mktemp("database") / "tests.sqlite3"
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(path)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, django_db_modify_db_settings: None
) -> Iterator[None]:
    """Provide the migrated database for this process, and its state after each test with real commits."""
    provide = sqlite_copy if connections["default"].vendor == "sqlite" else postgres_copy
    with django_db_blocker.unblock(), provide() as reset, pytest.MonkeyPatch.context() as patch:
        # Django would delete every row, also those of the migrations, and append-only tables refuse that.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: reset())
        django_db_blocker.block()
        yield
        django_db_blocker.unblock()


@contextlib.contextmanager
def rows_of_a_module(blocker: DjangoDbBlocker, media_root: Path) -> Iterator[None]:
    """Keep the rows made inside for all tests of a module: each of them undoes only what it did itself."""
    around = transaction.atomic()
    around._from_testcase = True  # what Django's own test classes say of the transaction around a test
    with blocker.unblock(), override_settings(MEDIA_ROOT=media_root), around:
        yield
        transaction.set_rollback(True)


@contextlib.contextmanager
def sqlite_copy() -> Iterator[Callable[[], None]]:
    """Point Django at a copy of the migrated file; yields what brings it back to that state."""
    connection = connections["default"]
    template, target = tables_on_sqlite(), Path(settings.DATABASES["default"]["TEST"]["NAME"])
    shutil.copyfile(template, target)
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = str(target)
    # Nobody pulls the plug on a test's copy; the fault tests start the real platform with its real settings.
    options = connection.settings_dict["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")

    def reset() -> None:
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(template)) as source:
            source.backup(connection.connection)

    yield reset
    connection.close()


@contextlib.contextmanager
def postgres_copy() -> Iterator[Callable[[], None]]:
    """Migrate a test database; yields what brings it back to that state."""
    connection = connections["default"]
    name = connection.creation._get_test_db_name()
    dumped = migrated_tables("dump")
    if dumped.exists():
        put_back(dumped, name)
    configuration = setup_databases(verbosity=0, interactive=False, keepdb=dumped.exists())
    if not dumped.exists():
        dump(url_of(name), dumped)
    with AsMigrated(connection, url_of(name)) as kept:
        yield kept.bring_back
    teardown_databases(configuration, verbosity=0)


def put_back(dumped: Path, name: str) -> None:
    """Make the test database from the file that an earlier session left."""
    with connections["default"]._nodb_cursor() as cursor:
        quoted = connections["default"].ops.quote_name(name)
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {quoted}")
    restore(dumped, url_of(name))


def url_of(name: str) -> str:
    """Return the address of a database on the server of DATABASE_URL."""
    return os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/" + name
