"""Questions of before get the revision that they were asked for, and their table stays insert-only and guarded."""

import contextlib
import sqlite3
from typing import Any

import pytest
from django.db import connections
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor

from lms.core.append_only import create_statements, drop_statements

pytestmark = pytest.mark.slow
OPENING: dict[str, Any] = {
    **{"id": 1, "uuid": "a1", "employer_id": 1, "title": "面点师", "district": "示范市", "pay_from": 400_000},
    **{"pay_to": 500_000, "insurance": "five", "lodging": "none", "shifts": "day", "number_wanted": 1},
    **{"from_date": "2026-01-01", "until_date": "2026-06-01", "text": "", "state": "approved", "revision": 5},
    **{"client_key": "b1", "changed_at": "2026-01-05 00:00:00", "wanted_kind": ""},
}
STEPS = ("change", "submit", "approve", "change", "approve")
# By the day on which somebody was asked: the revision of the last step before.
PROPOSED_AGAIN = "DELETE FROM certificates_proposal WHERE id = 2"
ASKED = {"2026-01-03 12:00:00": 3, "2026-01-04 00:00:00": 4, "2026-01-06 00:00:00": 5}


@pytest.fixture
def database(tmp_path, django_db_setup, django_db_blocker):
    """A new file in the place of this process's database."""
    connection, path = connections["default"], tmp_path / "old.sqlite3"
    connection.close()
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setitem(connection.settings_dict, "NAME", str(path))
        # The rows stand alone: what they refer to would be half of the platform.
        patch.setattr(connection, "check_constraints", lambda table_names=None: None)
        yield path
        connection.close()


def migrate(name: str) -> None:
    executor = MigrationExecutor(connections["default"])
    executor.migrate([("certificates", executor.loader.get_migration_by_prefix("certificates", name).name)])
    connections["default"].close()


def run(database, statement: str) -> list[tuple]:
    """Run a statement as anybody who has the file can, and return its rows."""
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        return connection.execute(statement).fetchall()


def insert(database, table: str, row: dict[str, Any]) -> None:
    run(database, f"INSERT INTO certificates_{table} ({', '.join(row)}) VALUES {tuple(row.values())}")  # noqa: S608


def free(database) -> None:
    """Take the second proposal away, as nobody can while the platform runs."""
    for statement in (*drop_statements("certificates_proposal", "sqlite"), PROPOSED_AGAIN):
        run(database, statement)
    connection = connections["default"]
    for statement in create_statements(connection, "certificates_proposal"):
        run(database, statement)
    connection.close()


def refuses_changes(database) -> None:
    for table, column in (("consentrequest", "words"), ("proposal", "why")):
        for statement in (
            f"UPDATE certificates_{table} SET {column} = 'x'",  # noqa: S608
            f"DELETE FROM certificates_{table}",  # noqa: S608
        ):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                run(database, statement)
    yes = {
        "uuid": "e1",
        "request_id": 1,
        "person_id": 1,
        "employer_id": 1,
        "text_id": 1,
        "fields": '["contact"]',
    }
    yes |= {"text_sha256": "", "language": "en", "was_read_aloud": 0, "given_by_id": 1}
    yes |= {"given_at": "2026-01-07 00:00:00", "expires_at": "2026-02-07 00:00:00"}
    with pytest.raises(sqlite3.IntegrityError, match="beyond its question"):
        insert(database, "consent", yes)


def test_questions_get_their_revision_and_go_back_without_it(database) -> None:
    migrate("0063")
    insert(database, "opening", OPENING)
    for number, step in enumerate(STEPS, 1):
        state = "approved" if step == "approve" else "submitted"
        said = {
            "opening_id": 1,
            "revision": number,
            "step": step,
            "state": state,
            "offer": "{}",
            "reason": "",
        }
        insert(database, "openingdecision", said | {"by": "c1", "at": f"2026-01-0{number} 00:00:00"})
    asked = {
        "person_id": 1,
        "employer_id": 1,
        "opening_id": 1,
        "text_id": 1,
        "fields": '["name"]',
        "words": "",
    }
    for number, at in enumerate(ASKED, 1):
        keys = {"id": number, "uuid": f"d{number}", "client_key": f"f{number}", "asked_by": "c1"}
        row = asked | keys | {"asked_at": at, "asks_until": "2026-06-01 00:00:00"}
        insert(database, "consentrequest", row)
    proposal = {
        "uuid": "g1",
        "opening_id": 1,
        "revision": 3,
        "person_id": 1,
        '"group"': "fits",
        "reasons": "[]",
    }
    proposal |= {"why": "x", "by": "c1", "at": "2026-01-03 12:00:00", "client_key": "h1"}
    insert(database, "proposal", proposal)
    migrate("0065")
    found = run(database, "SELECT asked_at, revision FROM certificates_consentrequest ORDER BY id")
    assert dict(found) == ASKED
    refuses_changes(database)
    again = proposal | {"id": 2, "uuid": "g2", "revision": 5, "client_key": "h2"}
    insert(database, "proposal", again)
    with pytest.raises(IrreversibleError, match="1 people were proposed again"):
        migrate("0063")
    free(database)
    migrate("0063")
    assert len(run(database, "SELECT id FROM certificates_consentrequest")) == 3
    refuses_changes(database)
