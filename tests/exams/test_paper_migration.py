"""An installation of before attempts had papers is carried over and back: every attempt keeps the paper it had."""

import contextlib
import sqlite3

import pytest
from django.db import connections

pytestmark = pytest.mark.slow
BEFORE, AFTER = "0022", "0026"
U = "0190a000000070008000000000000{:03d}"
AT, LATER = "2026-01-01 08:00:00", "2026-01-01 09:00:00"


# Table and columns -> rows of an installation of before.
OLD = {
    "examinationscheme (id, uuid, code, bank, number, title_zh, title_en, duration_minutes, pass_percent, "
    "blueprint, basis_zh, basis_en, content_hash, valid_from)": [
        (1, U.format(500), "S", "", 1, "考", "", 60, 60, "[]", "计划", "", "h", AT)
    ],
    "paperversion (id, uuid, scheme_id, seed, content, sha256, created_at)": [
        (n, U.format(n), 1, "s", "{}", "h", AT) for n in (1, 2)
    ],
    "sitting (id, uuid, paper_id, scheme_id, site_id, room_id, title_zh, title_en, opens_at, closes_at, state, "
    "client_key)": [
        (n, U.format(100 + n), paper, 1, 1, 1, "考试", "", AT, LATER, "closed", U.format(200 + n))
        for n, paper in ((1, 2), (2, 1))
    ],
    "sittingcandidate (id, uuid, sitting_id, enrolment_id, number, state, admitted_at)": [
        (n, U.format(300 + n), sitting, n, n, "admitted", AT) for n, sitting in ((1, 1), (2, 1), (3, 2))
    ],
    "attempt (id, uuid, candidate_id, state, shuffle_seed, lease_epoch, log_count, log_head)": [
        (n, U.format(400 + n), n, "prepared", "s", 0, 0, "") for n in (1, 2, 3)
    ],
}


def fill(old_database):
    """Write the old rows; places, people and rooms are not there, for nothing of them is looked at."""
    with contextlib.closing(sqlite3.connect(old_database.path)) as connection, connection:
        for table, rows in OLD.items():
            gaps = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO exams_{table} VALUES ({gaps})", rows)  # noqa: S608 - constants


def test_known_attempts_keep_their_paper_and_the_older_form_comes_back(old_database):
    old_database.migrate("exams", BEFORE)
    fill(old_database)
    with without_references():
        old_database.migrate("exams", AFTER)
        assert old_database.run("SELECT id, paper_id FROM exams_attempt ORDER BY id") == [
            (1, 2),
            (2, 2),
            (3, 1),
        ]
        laid = "SELECT sitting_id, paper_id, position FROM exams_sittingpaper ORDER BY sitting_id"
        assert old_database.run(laid) == [(1, 2, 1), (2, 1, 1)]
        old_database.migrate("exams", BEFORE)
    assert old_database.run("SELECT id, paper_id FROM exams_sitting ORDER BY id") == [(1, 2), (2, 1)]


@contextlib.contextmanager
def without_references():
    """Let rows stand that point to nothing."""
    connection = connections["default"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "check_constraints", lambda table_names=None: None)
        yield
