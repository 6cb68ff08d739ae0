"""Papers of before get their places, and stay insert-only."""

import contextlib
import json
import sqlite3
from uuid import UUID

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.slow
WORDING, OTHER = (f"0190a00000007000800000000000001{n}" for n in range(2))


@pytest.fixture
def database(tmp_path, django_db_setup, django_db_blocker):
    """A new file in the place of this process's database."""
    connection, path = connections["default"], tmp_path / "old.sqlite3"
    connection.close()
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setitem(connection.settings_dict, "NAME", str(path))
        yield path
        connection.close()


def migrate(name):
    executor = MigrationExecutor(connections["default"])
    executor.migrate([("exams", executor.loader.get_migration_by_prefix("exams", name).name)])


def run(database, statement, *values):
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def insert(database, table, *, json_columns=(), **values):
    """Insert a row of before; columns that do not matter here are empty."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        columns = connection.execute(f"PRAGMA table_info(exams_{table})").fetchall()
    for _place, name, kind, is_needed, _default, is_key in columns:
        if is_needed and not is_key and name not in values:
            values[name] = "[]" if name in json_columns else 1 if "int" in kind.lower() else ""
    names, marks = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
    run(database, f"INSERT INTO exams_{table} ({names}) VALUES ({marks})", *values.values())  # noqa: S608 - our own names


def test_papers_of_before_get_their_places_and_stay_as_they_are(database):
    migrate("0011")
    jsons = ("options", "matches", "regions", "weights", "key", "blueprint")
    for place, uuid in enumerate((WORDING, OTHER), start=1):
        insert(database, "item", uuid=uuid, code=f"Q{place}", kind="single", use="examination")
        wording = {"item_id": place, "number": 1, "scoring": "exact", "created_at": "2026-01-01"}
        insert(database, "itemversion", json_columns=jsons, uuid=uuid, **wording)
    scheme = {"code": "S", "pass_percent": 60, "duration_minutes": 60, "valid_from": "2026-01-01"}
    insert(database, "examinationscheme", json_columns=jsons, uuid=OTHER, **scheme)
    content = json.dumps({"items": [{"uuid": str(UUID(OTHER))}, {"uuid": str(UUID(WORDING))}]})
    paper = {"scheme_id": 1, "content": content, "created_at": "2026-01-01"}
    insert(database, "paperversion", uuid=WORDING, **paper)
    migrate("0015")
    places = "SELECT paper_id, number, version_id, cell FROM exams_itemonpaper ORDER BY number"
    assert run(database, places) == [(1, 1, 2, None), (1, 2, 1, None)]
    for table in ("paperversion", "paperkey", "itemonpaper", "paperdrawing", "paperrelease", "keycorrection"):
        triggers = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
        assert run(database, triggers, f"exams_{table}") == [(2,)], table
    with pytest.raises(sqlite3.DatabaseError, match="append-only"):
        run(database, "UPDATE exams_paperversion SET seed = 'y'")
    migrate("0011")
    migrate("0015")
    assert run(database, places) == [(1, 1, 2, None), (1, 2, 1, None)]
