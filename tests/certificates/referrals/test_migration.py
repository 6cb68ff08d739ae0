"""Questions of before get the revision that they were asked for, and their table stays insert-only and guarded."""

import sqlite3
from typing import Any

import pytest
from django.db import connections
from django.db.migrations.exceptions import IrreversibleError

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


def insert(lone_rows, table: str, row: dict[str, Any]) -> None:
    lone_rows.run(f"INSERT INTO certificates_{table} ({', '.join(row)}) VALUES {tuple(row.values())}")  # noqa: S608


def free(lone_rows) -> None:
    """Take the second proposal away, as nobody can while the platform runs."""
    for statement in (*drop_statements("certificates_proposal", "sqlite"), PROPOSED_AGAIN):
        lone_rows.run(statement)
    connection = connections["default"]
    for statement in create_statements(connection, "certificates_proposal"):
        lone_rows.run(statement)
    connection.close()


def refuses_changes(lone_rows) -> None:
    for table, column in (("consentrequest", "words"), ("proposal", "why")):
        for statement in (
            f"UPDATE certificates_{table} SET {column} = 'x'",  # noqa: S608
            f"DELETE FROM certificates_{table}",  # noqa: S608
        ):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                lone_rows.run(statement)
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
        insert(lone_rows, "consent", yes)


def test_questions_get_their_revision_and_go_back_without_it(lone_rows) -> None:
    lone_rows.migrate("certificates", "0063")
    insert(lone_rows, "opening", OPENING)
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
        insert(lone_rows, "openingdecision", said | {"by": "c1", "at": f"2026-01-0{number} 00:00:00"})
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
        insert(lone_rows, "consentrequest", row)
    proposal = {
        "uuid": "g1",
        "opening_id": 1,
        "revision": 3,
        "person_id": 1,
        '"group"': "fits",
        "reasons": "[]",
    }
    proposal |= {"why": "x", "by": "c1", "at": "2026-01-03 12:00:00", "client_key": "h1"}
    insert(lone_rows, "proposal", proposal)
    lone_rows.migrate("certificates", "0065")
    found = lone_rows.run("SELECT asked_at, revision FROM certificates_consentrequest ORDER BY id")
    assert dict(found) == ASKED
    refuses_changes(lone_rows)
    again = proposal | {"id": 2, "uuid": "g2", "revision": 5, "client_key": "h2"}
    insert(lone_rows, "proposal", again)
    with pytest.raises(IrreversibleError, match="1 people were proposed again"):
        lone_rows.migrate("certificates", "0063")
    free(lone_rows)
    lone_rows.migrate("certificates", "0063")
    assert len(lone_rows.run("SELECT id FROM certificates_consentrequest")) == 3
    refuses_changes(lone_rows)
