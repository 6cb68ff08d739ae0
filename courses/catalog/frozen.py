"""Migration operations that make published versions unchangeable in the database, on PostgreSQL and SQLite.

SQLite rebuilds a table to alter it and stumbles over triggers that name it: a later migration of these tables begins
with `thaw_operations()` and ends with `freeze_operations()`. Both take `owners`: each table of a version with the SQL
that finds the version of a `{row}`. It stands in the migration, so that a later table does not change an earlier one.
"""

from collections.abc import Mapping
from functools import partial

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

VERSION = "catalog_programmeversion"
Owners = Mapping[str, str]
_ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def freeze_operations(owners: Owners) -> list[migrations.RunPython]:
    """Return the operation that refuses changes to published versions and their parts."""
    return [migrations.RunPython(partial(_freeze, owners), partial(_thaw, owners))]


def thaw_operations(owners: Owners) -> list[migrations.RunPython]:
    """Return the operation that takes the refusals away, for a migration that alters one of the tables."""
    return [migrations.RunPython(partial(_thaw, owners), partial(_freeze, owners))]


def _freeze(owners: Owners, apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    make = _postgresql if editor.connection.vendor == "postgresql" else _sqlite
    for table in (VERSION, *owners):
        for statement in make(table, owners):
            editor.execute(statement, params=None)  # a % in the text is no placeholder


def _thaw(owners: Owners, apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for table in (VERSION, *owners):
        for verb in _verbs(table):
            name = f"{table}_frozen_{verb.lower()}"
            if editor.connection.vendor == "postgresql":
                editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}", params=None)
                editor.execute(f"DROP FUNCTION IF EXISTS {name}()", params=None)
            else:
                editor.execute(f"DROP TRIGGER IF EXISTS {name}", params=None)


def _verbs(table: str) -> tuple[str, ...]:
    """A version is added as a draft and published later, so its own INSERT is free."""
    return ("UPDATE", "DELETE") if table == VERSION else tuple(_ROWS)


def _condition(table: str, verb: str, owners: Owners) -> str:
    if table == VERSION:
        return "OLD.state = 'published'"
    versions = ", ".join(owners[table].format(row=row) for row in _ROWS[verb])
    return f"EXISTS (SELECT 1 FROM {VERSION} WHERE id IN ({versions}) AND state = 'published')"  # noqa: S608 - constants


def _sqlite(table: str, owners: Owners) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_frozen_{verb.lower()} BEFORE {verb} ON {table} "
        f"WHEN {_condition(table, verb, owners)} "
        f"BEGIN SELECT RAISE(ABORT, 'published version: {table}'); END"
        for verb in _verbs(table)
    ]


def _postgresql(table: str, owners: Owners) -> list[str]:
    statements = []
    for verb in _verbs(table):
        name, row = f"{table}_frozen_{verb.lower()}", _ROWS[verb][-1]
        statements += [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {_condition(table, verb, owners)} THEN RAISE EXCEPTION 'published version: {table}'; END IF; "
            f"RETURN {row}; END $$",
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    return statements
