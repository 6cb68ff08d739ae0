"""Going back behind acts and decisions in the room leaves no log that anybody could change."""

import sqlite3

import pytest

from tests.exams.test_paper_migration import database, migrate, run

pytestmark = pytest.mark.slow
__all__ = ["database"]
BEFORE, ACTS, AFTER = "0022", "0023", "0024"


def triggers(file):
    return dict(
        run(file, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'exams%'")
    )


def test_the_log_of_time_can_be_inserted_only_after_going_back_and_forth(database):
    migrate(BEFORE)
    first = triggers(database)
    assert {"exams_timeevent_no_update", "exams_timeevent_no_delete"} <= first.keys()
    migrate(AFTER)
    last = triggers(database)
    assert first.items() <= last.items()
    for number, expected in ((ACTS, first), (BEFORE, first), (AFTER, last), (BEFORE, first)):
        migrate(number)
        assert triggers(database) == expected, number
    row = "INSERT INTO exams_timeevent (attempt_id, kind, at, seconds, reason) VALUES (1, 'start', 'now', 1, '')"
    run(database, row)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        run(database, "DELETE FROM exams_timeevent")
