"""An installation of before courses is carried over and back: every version gets one course, nothing is lost."""

import contextlib
import sqlite3

import pytest

pytestmark = pytest.mark.slow
U = "0190a000000070008000000000000{:03d}"


# Table -> its columns, and the rows of an installation of before.
OLD = {
    "programme (id, uuid, title_zh, title_en, code, kind, summary_zh, summary_en)": [
        (1, U.format(1), "项目", "Programme", "OLD", "short_skills", "", ""),
        (2, U.format(2), "项目", "Programme", "BORROWER", "short_skills", "", ""),
    ],
    "programmeversion (id, uuid, programme_id, number, state, valid_from, basis_zh, basis_en)": [
        (n, U.format(10 + n), programme, n, "published", "2026-01-01", "计划", "")
        for n, programme in ((1, 1), (2, 1), (3, 2))
    ],
    "unit (id, uuid, title_zh, title_en, code, position, theory_minutes, practice_minutes, version_id)": [
        (n, U.format(20 + n), "单元", "", f"U{n}", position, 45, 90, version)
        for n, position, version in ((1, 1, 1), (2, 2, 1), (3, 3, 1), (4, 1, 3))
    ],
    "lesson (id, uuid, title_zh, title_en, code, minutes)": [
        (n, U.format(30 + n), "课", "", f"L{n}", 45) for n in (1, 2, 3)
    ],
    "unitlesson (id, position, unit_id, lesson_id)": [(1, 1, 4, 1), (2, 2, 4, 2), (3, 1, 2, 1)],
    "requirement (id, uuid, title_zh, title_en, code, kind, position, share_percent, examination_scheme, "
    "version_id)": [(1, U.format(40), "要求", "", "R", "lessons_completed", 1, 100, "", 1)],
}
UNITS = "SELECT id, code, position FROM catalog_unit ORDER BY id"
COURSES = (
    "SELECT version_id, code, title_zh, position, block, credits FROM catalog_course ORDER BY version_id"
)
OF_COURSE = (
    "SELECT u.id, c.version_id FROM catalog_unit u JOIN catalog_course c ON c.id = u.course_id ORDER BY 1"
)


def _fill(old_database):
    with contextlib.closing(sqlite3.connect(old_database.path)) as connection, connection:
        for table, rows in OLD.items():
            gaps = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO catalog_{table} VALUES ({gaps})", rows)  # noqa: S608 - constants


def test_old_versions_are_carried_over_and_back(old_database):
    old_database.migrate("catalog", "0001")
    _fill(old_database)
    before = old_database.run(UNITS)

    old_database.migrate("catalog", "0005")
    courses = [(1, "OLD"), (2, "OLD"), (3, "BORROWER")]
    assert old_database.run(COURSES) == [(*course, "项目", 1, "", 0) for course in courses]
    assert old_database.run(OF_COURSE) == [(1, 1), (2, 1), (3, 1), (4, 3)]
    assert len(old_database.run("SELECT uuid FROM catalog_unitlesson")[0][0]) == 32
    with pytest.raises(sqlite3.IntegrityError, match="published version"):
        old_database.run("UPDATE catalog_unit SET position = 9 WHERE id = 1")

    for _again in range(2):
        old_database.migrate("catalog", "0007")
        assert old_database.run("SELECT owner_id FROM catalog_lesson ORDER BY id") == [(1,), (2,), (None,)]
        with pytest.raises(sqlite3.IntegrityError, match="published version"):
            old_database.run("UPDATE catalog_unit SET position = 9 WHERE id = 1")
        old_database.migrate("catalog", "0005")
    with pytest.raises(sqlite3.IntegrityError, match="published version"):
        old_database.run("UPDATE catalog_unit SET position = 9 WHERE id = 1")

    old_database.migrate("catalog", "0001")
    assert old_database.run(UNITS) == before
    assert old_database.run("SELECT version_id FROM catalog_unit ORDER BY id") == [(1,), (1,), (1,), (3,)]
    assert old_database.run("SELECT share_percent FROM catalog_requirement") == [(100,)]
