"""An installation of before: a new file in the place of this process's database, brought to a migration and on."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from lms.core.migration_states import quickly_drawn_models
from tests.support.as_migrated import copy_database, twin_of


def migrate_to(app: str, prefix: str = "") -> None:
    """Bring an app of the database that Django is connected with to the migration whose name begins so, or the last."""
    executor = MigrationExecutor(connections["default"])
    named = [(app, executor.loader.get_migration_by_prefix(app, prefix).name)] if prefix else None
    with quickly_drawn_models():  # as the command does
        executor.migrate(named or executor.loader.graph.leaf_nodes(app))


class OldDatabase:
    """Migrating in the process of the test spares a start for each step."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def migrate(self, app: str, prefix: str) -> None:
        """Bring an app to the migration whose name begins so, forward or back."""
        migrate_to(app, prefix)
        connections["default"].close()

    def run(self, statement: str, *values: Any) -> list[tuple]:
        """Run a statement as anybody who has the file can, and return its rows."""
        with contextlib.closing(sqlite3.connect(self.path)) as connection, connection:
            return connection.execute(statement, values).fetchall()


@pytest.fixture
def old_database(tmp_path, django_db_setup, django_db_blocker) -> Iterator[OldDatabase]:
    """The file, while Django's connection leads to it."""
    connection, path = connections["default"], tmp_path / "old.sqlite3"
    connection.close()
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setitem(connection.settings_dict, "NAME", str(path))
        yield OldDatabase(path)
        connection.close()


@pytest.fixture
def lone_rows(old_database, monkeypatch) -> OldDatabase:
    """The same for rows that stand alone: what they refer to would be half of the platform."""
    monkeypatch.setattr(connections["default"], "check_constraints", lambda table_names=None: None)
    return old_database


@pytest.fixture
def on_postgres(django_db_setup, django_db_blocker) -> Iterator[BaseDatabaseWrapper]:
    """A database of this test's own in the place of that of the process: what is migrated there harms no other test."""
    connection = connections["default"]
    migrated = connection.settings_dict["NAME"]
    name = f"{migrated}_back"
    with django_db_blocker.unblock():
        copy_database(connection, new=name, old=twin_of(migrated))
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setitem(connection.settings_dict, "NAME", name)
        yield connection
        connection.close()
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {connection.ops.quote_name(name)} WITH (FORCE)")
