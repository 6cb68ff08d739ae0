"""On SQLite, what PostgreSQL holds by its trigger: a third look names just the two who keyed its sheet.

This trigger reads the table of people. SQLite makes a table anew to change it, and refuses to while a trigger names it:
so the guard is down while migrations run, and comes back with the end of the next run that succeeds.
"""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

NAME = "third_look_names_who_keyed"
MIGRATION = ("exams", "0046_third_looks_name_who_keyed_on_sqlite")
DOWN = f"DROP TRIGGER IF EXISTS {NAME}"
# The message is the one of PostgreSQL.
UP = f"""
CREATE TRIGGER {NAME} BEFORE INSERT ON exams_sheetdecision WHEN (
  SELECT COUNT(DISTINCT who.uuid) FROM exams_keying AS one JOIN accounts_user AS who ON who.id = one.keyer_id
  WHERE one.sheet_id = NEW.sheet_id AND one.done_at IS NOT NULL AND who.uuid IN (NEW.first_keyer, NEW.second_keyer)
) <> 2
BEGIN SELECT RAISE(ABORT, 'third_look_at_what_these_two_keyed'); END
"""  # noqa: S608 - our own names


def take_down(using: str, **_signal: Any) -> None:
    """Let the table of people be made anew; received before migrations."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        _run(connection, DOWN)


def put_up(using: str, **_signal: Any) -> None:
    """Let the guard hold again; received after migrations. Before its own one it does not hold yet."""
    connection = connections[using]
    if connection.vendor == "sqlite" and MIGRATION in MigrationRecorder(connection).applied_migrations():
        _run(connection, DOWN, UP)


def _run(connection: BaseDatabaseWrapper, *statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
