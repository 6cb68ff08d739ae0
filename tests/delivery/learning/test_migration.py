"""Rows that were accepted before they could be taken back, for a rest too, are carried over and back, insert-only."""

import sqlite3

import pytest

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


def _refuses_changes(lone_rows):
    for statement in ("UPDATE delivery_learningentry SET minutes = 9", "DELETE FROM delivery_learningentry"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            lone_rows.run(statement)


def test_older_rows_stay_as_they_are_and_the_table_only_grows(lone_rows):
    lone_rows.migrate("delivery", "0011_counted_tools")
    lone_rows.run(INSERT)
    _refuses_changes(lone_rows)
    rows = "SELECT id, minutes, seconds, learnt_until FROM delivery_learningentry"
    before = lone_rows.run(rows)
    lone_rows.migrate("delivery", "0012_learning_taken_back")
    assert lone_rows.run(rows) == before
    more = "SELECT learnt_from, reason, register_id, reverses_id FROM delivery_learningentry"
    assert lone_rows.run(more) == [(None, "", None, None)]
    _refuses_changes(lone_rows)
    lone_rows.migrate("delivery", "0017_learning_of_a_rest")
    assert lone_rows.run(f"{rows} WHERE interruption_id IS NULL") == before
    _refuses_changes(lone_rows)
    lone_rows.migrate("delivery", "0012_learning_taken_back")
    assert lone_rows.run(rows) == before
    _refuses_changes(lone_rows)
    lone_rows.migrate("delivery", "0011_counted_tools")
    assert lone_rows.run(rows) == before
    _refuses_changes(lone_rows)
