"""Migration operations that make published versions unchangeable in the database, on PostgreSQL and SQLite.

SQLite rebuilds a table to alter it and stumbles over triggers that name it: a later migration of these tables begins
with `thaw_operations()` and ends with `freeze_operations()`.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

VERSION = "catalog_programmeversion"
_OF_COURSE = "(SELECT version_id FROM catalog_course WHERE id = {row}.course_id)"
_OF_UNIT = (
    "(SELECT c.version_id FROM catalog_unit u JOIN catalog_course c ON c.id = u.course_id "
    "WHERE u.id = {row}.unit_id)"
)
# Table -> how to find the version that a row belongs to.
OWNER = {
    "catalog_course": "{row}.version_id",
    "catalog_courseprerequisite": _OF_COURSE,
    "catalog_unit": _OF_COURSE,
    "catalog_unitlesson": _OF_UNIT,
    "catalog_requirement": "{row}.version_id",
    "catalog_recognitiontable": "{row}.version_id",
    "catalog_recognitioncredit": "(SELECT version_id FROM catalog_recognitiontable WHERE id = {row}.table_id)",
}
_ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def freeze_operations() -> list[migrations.RunPython]:
    """Return the operation that refuses changes to published versions and their parts."""
    return [migrations.RunPython(_freeze, _thaw)]


def thaw_operations() -> list[migrations.RunPython]:
    """Return the operation that takes the refusals away, for a migration that alters one of the tables."""
    return [migrations.RunPython(_thaw, _freeze)]


def _freeze(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    make = _postgresql if editor.connection.vendor == "postgresql" else _sqlite
    for table in (VERSION, *OWNER):
        for statement in make(table):
            editor.execute(statement, params=None)  # a % in the text is no placeholder


def _thaw(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for table in (VERSION, *OWNER):
        for verb in _verbs(table):
            name = f"{table}_frozen_{verb.lower()}"
            if editor.connection.vendor == "postgresql":
                editor.execute(f"DROP TRIGGER {name} ON {table}", params=None)
                editor.execute(f"DROP FUNCTION {name}()", params=None)
            else:
                editor.execute(f"DROP TRIGGER {name}", params=None)


def _verbs(table: str) -> tuple[str, ...]:
    """A version is added as a draft and published later, so its own INSERT is free."""
    return ("UPDATE", "DELETE") if table == VERSION else tuple(_ROWS)


def _condition(table: str, verb: str) -> str:
    if table == VERSION:
        return "OLD.state = 'published'"
    owners = ", ".join(OWNER[table].format(row=row) for row in _ROWS[verb])
    return f"EXISTS (SELECT 1 FROM {VERSION} WHERE id IN ({owners}) AND state = 'published')"


def _sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_frozen_{verb.lower()} BEFORE {verb} ON {table} "
        f"WHEN {_condition(table, verb)} "
        f"BEGIN SELECT RAISE(ABORT, 'published version: {table}'); END"
        for verb in _verbs(table)
    ]


def _postgresql(table: str) -> list[str]:
    statements = []
    for verb in _verbs(table):
        name, row = f"{table}_frozen_{verb.lower()}", _ROWS[verb][-1]
        statements += [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {_condition(table, verb)} THEN RAISE EXCEPTION 'published version: {table}'; END IF; "
            f"RETURN {row}; END $$",
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    return statements
