"""An installation that kept names of searches in plain text is carried over and back: nothing readable stays."""

import contextlib
import sqlite3

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from lms.core.crypto import decrypt, lookup_hash

pytestmark = pytest.mark.slow
OWNER = "0190a000-0000-7000-8000-000000000001"
TITLES = {1: "买买提的班", 2: "Leaves soon"}


@pytest.fixture
def database(tmp_path, django_db_setup, django_db_blocker):
    """A new file in the place of this process's database."""
    connection, path = connections["default"], tmp_path / "old.sqlite3"
    connection.close()
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setitem(connection.settings_dict, "NAME", str(path))
        yield path
        connection.close()


def _migrate(name):
    executor = MigrationExecutor(connections["default"])
    executor.migrate([("accounts", executor.loader.get_migration_by_prefix("accounts", name).name)])


def _run(database, statement, *values):
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def test_known_names_are_sealed_and_can_be_opened_again(database) -> None:
    _migrate("0003")
    _run(
        database,
        "INSERT INTO accounts_user (id, uuid, username, password, display_name, email, is_active, is_superuser, "
        "date_joined) VALUES (1, ?, 'r', '', 'R', '', 1, 0, '2026-01-01')",
        OWNER.replace("-", ""),
    )
    for key, title in TITLES.items():
        _run(
            database,
            "INSERT INTO accounts_savedsearch (id, uuid, user_id, listing, title, query, kept_at) "
            "VALUES (?, ?, 1, 'admissions', ?, '', '2026-01-01')",
            key,
            f"0190a00000007000800000000000010{key}",
            title,
        )
    _migrate("0004")
    rows = _run(database, "SELECT id, title, title_hash FROM accounts_savedsearch ORDER BY id")
    assert {
        key: decrypt(sealed, context="accounts_savedsearch.title") for key, sealed, _hash in rows
    } == TITLES
    assert [found for *_rest, found in rows] == [
        lookup_hash(title, purpose=f"search:{OWNER}") for title in TITLES.values()
    ]
    _migrate("0003")
    assert dict(_run(database, "SELECT id, title FROM accounts_savedsearch")) == TITLES
