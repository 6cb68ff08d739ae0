"""Rows that were accepted before they could be taken back, for a rest too, are carried over and back, insert-only."""

import contextlib
import sqlite3

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.slow
ROW = {
    "uuid": "00000000000000000000000000000001",
    **{
        "minutes": 20,
        "seconds": 2400,
        "learnt_until": "2026-06-01",
        "lesson_minutes": 45,
        "plan_minutes": 450,
    },
    **{"rule_from": "2020-01-01", "cap_percent": 50, "counted_percent": 50, "recorded_at": "2026-06-02"},
    **{"course_id": 1, "enrolment_id": 1, "lesson_id": 1, "unit_id": 1},
}
COLUMNS = ", ".join(ROW)
INSERT = f"INSERT INTO delivery_learningentry ({COLUMNS}) VALUES {tuple(ROW.values())}"  # noqa: S608 - constants


@pytest.fixture
def database(tmp_path, django_db_setup, django_db_blocker):
    """A new file in the place of this process's database."""
    connection, path = connections["default"], tmp_path / "old.sqlite3"
    connection.close()
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setitem(connection.settings_dict, "NAME", str(path))
        # The row stands alone: what it refers to would be half of the platform.
        patch.setattr(connection, "check_constraints", lambda table_names=None: None)
        yield path
        connection.close()


def _migrate(name):
    executor = MigrationExecutor(connections["default"])
    executor.migrate([("delivery", name)])
    connections["default"].close()


def _run(database, statement):
    """Run a statement as anybody who has the file can, and return its rows."""
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        return connection.execute(statement).fetchall()


def _refuses_changes(database):
    for statement in ("UPDATE delivery_learningentry SET minutes = 9", "DELETE FROM delivery_learningentry"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            _run(database, statement)


def test_older_rows_stay_as_they_are_and_the_table_only_grows(database):
    _migrate("0011_counted_tools")
    _run(database, INSERT)
    _refuses_changes(database)
    rows = "SELECT id, minutes, seconds, learnt_until FROM delivery_learningentry"
    before = _run(database, rows)
    _migrate("0012_learning_taken_back")
    assert _run(database, rows) == before
    more = "SELECT learnt_from, reason, register_id, reverses_id FROM delivery_learningentry"
    assert _run(database, more) == [(None, "", None, None)]
    _refuses_changes(database)
    _migrate("0017_learning_of_a_rest")
    assert _run(database, f"{rows} WHERE interruption_id IS NULL") == before
    _refuses_changes(database)
    _migrate("0012_learning_taken_back")
    assert _run(database, rows) == before
    _refuses_changes(database)
    _migrate("0011_counted_tools")
    assert _run(database, rows) == before
    _refuses_changes(database)
