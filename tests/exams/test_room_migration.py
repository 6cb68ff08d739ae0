"""Going back behind acts and decisions in the room leaves no log that anybody could change."""

import sqlite3

import pytest

pytestmark = pytest.mark.slow
BEFORE, ACTS, AFTER = "0022", "0023", "0024"


def triggers(old_database):
    return dict(
        old_database.run("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'exams%'")
    )


def test_the_log_of_time_can_be_inserted_only_after_going_back_and_forth(old_database):
    old_database.migrate("exams", BEFORE)
    first = triggers(old_database)
    assert {"exams_timeevent_no_update", "exams_timeevent_no_delete"} <= first.keys()
    old_database.migrate("exams", AFTER)
    last = triggers(old_database)
    assert first.items() <= last.items()
    for number, expected in ((ACTS, first), (BEFORE, first), (AFTER, last), (BEFORE, first)):
        old_database.migrate("exams", number)
        assert triggers(old_database) == expected, number
    row = "INSERT INTO exams_timeevent (attempt_id, kind, at, seconds, reason) VALUES (1, 'start', 'now', 1, '')"
    old_database.run(row)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        old_database.run("DELETE FROM exams_timeevent")
