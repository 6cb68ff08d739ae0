"""Papers of before get their places, and stay insert-only."""

import contextlib
import json
import sqlite3
from uuid import UUID

import pytest

pytestmark = pytest.mark.slow
WORDING, OTHER = (f"0190a00000007000800000000000001{n}" for n in range(2))


def insert(old_database, table, *, json_columns=(), **values):
    """Insert a row of before; columns that do not matter here are empty."""
    with contextlib.closing(sqlite3.connect(old_database.path)) as connection:
        columns = connection.execute(f"PRAGMA table_info(exams_{table})").fetchall()
    for _place, name, kind, is_needed, _default, is_key in columns:
        if is_needed and not is_key and name not in values:
            values[name] = "[]" if name in json_columns else 1 if "int" in kind.lower() else ""
    names, marks = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
    old_database.run(f"INSERT INTO exams_{table} ({names}) VALUES ({marks})", *values.values())  # noqa: S608 - our own names


def test_papers_of_before_get_their_places_and_stay_as_they_are(old_database):
    old_database.migrate("exams", "0011")
    jsons = ("options", "matches", "regions", "weights", "key", "blueprint")
    for place, uuid in enumerate((WORDING, OTHER), start=1):
        insert(old_database, "item", uuid=uuid, code=f"Q{place}", kind="single", use="examination")
        wording = {"item_id": place, "number": 1, "scoring": "exact", "created_at": "2026-01-01"}
        insert(old_database, "itemversion", json_columns=jsons, uuid=uuid, **wording)
    scheme = {"code": "S", "pass_percent": 60, "duration_minutes": 60, "valid_from": "2026-01-01"}
    insert(old_database, "examinationscheme", json_columns=jsons, uuid=OTHER, **scheme)
    content = json.dumps({"items": [{"uuid": str(UUID(OTHER))}, {"uuid": str(UUID(WORDING))}]})
    paper = {"scheme_id": 1, "content": content, "created_at": "2026-01-01"}
    insert(old_database, "paperversion", uuid=WORDING, **paper)
    old_database.migrate("exams", "0015")
    places = "SELECT paper_id, number, version_id, cell FROM exams_itemonpaper ORDER BY number"
    assert old_database.run(places) == [(1, 1, 2, None), (1, 2, 1, None)]
    for table in ("paperversion", "paperkey", "itemonpaper", "paperdrawing", "paperrelease", "keycorrection"):
        triggers = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
        assert old_database.run(triggers, f"exams_{table}") == [(2,)], table
    with pytest.raises(sqlite3.DatabaseError, match="append-only"):
        old_database.run("UPDATE exams_paperversion SET seed = 'y'")
    old_database.migrate("exams", "0011")
    old_database.migrate("exams", "0015")
    assert old_database.run(places) == [(1, 1, 2, None), (1, 2, 1, None)]
