"""Migration operations that make a table insert-only in the database itself, on PostgreSQL and SQLite."""

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_PG_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only table %', TG_TABLE_NAME; END $$;
"""


def append_only_operations(table: str, *, filled_once: str = "") -> list[migrations.RunPython]:
    """Return the operations that refuse every DELETE on `table`, and every UPDATE.

    But for one that does nothing else than fill the column `filled_once`, which was empty.
    """

    def forwards(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in create_statements(editor.connection, table, filled_once):
            editor.execute(statement, params=None)  # a % in the text is no placeholder

    def backwards(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in drop_statements(table, editor.connection.vendor):
            editor.execute(statement, params=None)  # a % in the text is no placeholder

    return [migrations.RunPython(forwards, backwards)]


def kept_append_only_operations(table: str) -> list[migrations.RunPython]:
    """Return the operations to put first in a migration that adds keys to `table`, which is insert-only.

    Going back, SQLite makes such a table anew, without its triggers: here, last on the way back, they come again.
    """

    def backwards(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "sqlite":
            for statement in create_statements(editor.connection, table):
                editor.execute(
                    statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS"), params=None
                )

    return [migrations.RunPython(migrations.RunPython.noop, backwards)]


def create_statements(connection: BaseDatabaseWrapper, table: str, filled_once: str = "") -> list[str]:
    """Return the statements that make a table insert-only, in the words of the connection's database."""
    if connection.vendor == "postgresql":
        return [
            _PG_FUNCTION,
            *_pg_trigger(table, filled_once),
        ]
    refused = f"BEGIN SELECT RAISE(ABORT, 'append-only table {table}'); END"
    when = f"WHEN {_sqlite_change(connection, table, filled_once)} " if filled_once else ""
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {when}{refused}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refused}",
    ]


def _pg_trigger(table: str, filled_once: str) -> list[str]:
    name, end = f"{table}_append_only", "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    if not filled_once:
        return [f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} {end}"]
    other = f"to_jsonb(NEW) - '{filled_once}' IS DISTINCT FROM to_jsonb(OLD) - '{filled_once}'"
    when = f"WHEN (OLD.{filled_once} IS NOT NULL OR {other})"
    return [
        f"CREATE TRIGGER {name} BEFORE DELETE ON {table} {end}",
        f"CREATE TRIGGER {name}_but_once BEFORE UPDATE ON {table} FOR EACH ROW {when} "
        "EXECUTE FUNCTION refuse_change()",
    ]


def _sqlite_change(connection: BaseDatabaseWrapper, table: str, filled_once: str) -> str:
    with connection.cursor() as cursor:
        names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    others = [f"OLD.{name} IS NOT NEW.{name}" for name in names if name != filled_once]
    return " OR ".join([f"OLD.{filled_once} IS NOT NULL", *others])


def drop_statements(table: str, vendor: str) -> list[str]:
    """Return the statements that let rows of a table change again."""
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {table}_append_only{end} ON {table}" for end in ("", "_but_once")]
    return [f"DROP TRIGGER {table}_no_{verb}" for verb in ("update", "delete")]
