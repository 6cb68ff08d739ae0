"""Migration operations that make a table insert-only in the database itself, on PostgreSQL and SQLite."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_PG_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only table %', TG_TABLE_NAME; END $$;
"""


def append_only_operations(table: str) -> list[migrations.RunPython]:
    """Return the operations that refuse every UPDATE and DELETE on `table`."""

    def forwards(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _create_statements(table, editor.connection.vendor):
            editor.execute(statement, params=None)  # a % in the text is no placeholder

    def backwards(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _drop_statements(table, editor.connection.vendor):
            editor.execute(statement, params=None)  # a % in the text is no placeholder

    return [migrations.RunPython(forwards, backwards)]


def kept_append_only_operations(table: str) -> list[migrations.RunPython]:
    """Return the operations to put first in a migration that adds keys to `table`, which is insert-only.

    Going back, SQLite makes such a table anew, without its triggers: here, last on the way back, they come again.
    """

    def backwards(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "sqlite":
            for statement in _create_statements(table, "sqlite"):
                editor.execute(
                    statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS"), params=None
                )

    return [migrations.RunPython(migrations.RunPython.noop, backwards)]


def _create_statements(table: str, vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [
            _PG_FUNCTION,
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        ]
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'append-only table {table}'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def _drop_statements(table: str, vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [f"DROP TRIGGER {table}_append_only ON {table}"]
    return [f"DROP TRIGGER {table}_no_{verb}" for verb in ("update", "delete")]
