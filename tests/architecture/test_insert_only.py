"""What is said to be insert-only is so in the database, whatever later migrations made of the table."""

import re

import pytest
from django.apps import apps
from django.db import connection

SAID = re.compile(r"insert-only \(triggers\)|\(triggers\)", re.IGNORECASE)
GUARDED = [model for model in apps.get_models() if SAID.search(model.__doc__ or "")]


def triggers_of(table: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
        )
        return dict(cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.parametrize("model", GUARDED, ids=lambda model: model._meta.label)
def test_every_guarded_table_has_its_triggers(model):
    said = triggers_of(model._meta.db_table)
    for verb in ("UPDATE", "DELETE"):
        assert any(f"BEFORE {verb}" in sql for sql in said.values()), f"{model._meta.label}: {verb} is free"


@pytest.mark.django_db
def test_a_guard_that_lets_one_column_be_filled_names_all_others():
    guards = {table: sql for table in tables() for sql in triggers_of(table).values() if "IS NOT NEW." in sql}
    assert "exams_result" in guards
    for table, sql in guards.items():
        with connection.cursor() as cursor:
            columns = {
                column.name for column in connection.introspection.get_table_description(cursor, table)
            }
        compared = set(re.findall(r"OLD\.(\w+) IS NOT NEW\.", sql))
        assert len(columns - compared) == 1, f"{table}: {columns - compared} may change unseen"


@pytest.mark.django_db
def test_a_guard_that_lets_rows_go_forward_names_every_column():
    name = re.compile(r"(\w+)_goes_forward_update")
    guards = {
        table: sql for table in tables() for key, sql in triggers_of(table).items() if name.fullmatch(key)
    }
    assert {"exams_keying", "exams_papersheet", "exams_reserveopening"} <= set(guards)
    for table, sql in guards.items():
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA table_info({table})")
            columns = {row[1] for row in cursor.fetchall()}
        named = set(re.findall(r"NOT \(OLD\.(\w+) IS NEW\.", sql))
        assert named == columns, f"{table}: {columns ^ named} may change unseen"


def tables() -> list[str]:
    return [model._meta.db_table for model in apps.get_models()]
