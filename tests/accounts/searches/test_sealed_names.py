"""An installation that kept names of searches in plain text is carried over and back: nothing readable stays."""

import pytest

from lms.core.crypto import decrypt, lookup_hash

pytestmark = pytest.mark.slow
OWNER = "0190a000-0000-7000-8000-000000000001"
TITLES = {1: "买买提的班", 2: "Leaves soon"}


def test_known_names_are_sealed_and_can_be_opened_again(old_database) -> None:
    old_database.migrate("accounts", "0003")
    old_database.run(
        "INSERT INTO accounts_user (id, uuid, username, password, display_name, email, is_active, is_superuser, "
        "date_joined) VALUES (1, ?, 'r', '', 'R', '', 1, 0, '2026-01-01')",
        OWNER.replace("-", ""),
    )
    for key, title in TITLES.items():
        old_database.run(
            "INSERT INTO accounts_savedsearch (id, uuid, user_id, listing, title, query, kept_at) "
            "VALUES (?, ?, 1, 'admissions', ?, '', '2026-01-01')",
            key,
            f"0190a00000007000800000000000010{key}",
            title,
        )
    old_database.migrate("accounts", "0004")
    rows = old_database.run("SELECT id, title, title_hash FROM accounts_savedsearch ORDER BY id")
    assert {
        key: decrypt(sealed, context="accounts_savedsearch.title") for key, sealed, _hash in rows
    } == TITLES
    assert [found for *_rest, found in rows] == [
        lookup_hash(title, purpose=f"search:{OWNER}") for title in TITLES.values()
    ]
    old_database.migrate("accounts", "0003")
    assert dict(old_database.run("SELECT id, title FROM accounts_savedsearch")) == TITLES
