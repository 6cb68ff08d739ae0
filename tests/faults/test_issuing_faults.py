"""A worker killed at any step of issuing leaves exactly one credential per completion (I2, I7, I15, I18)."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from certificates.issuing.failpoints import STEPS, STEPS_OF_A_SUCCESSOR
from tests.faults.issuing import (
    Line,
    assert_one_of_everything,
    kill_at_every_step,
    kill_each,
    let_the_rest_run,
    line_on_postgres,
    line_on_sqlite,
)
from tests.support.postgres import create_database

pytestmark = [pytest.mark.faults, pytest.mark.slow]


@pytest.fixture
def sqlite_line(tmp_path: Path, django_db_setup: None) -> Iterator[Line]:
    with line_on_sqlite(tmp_path) as line:
        yield line


@pytest.fixture
def postgres_line(tmp_path: Path, django_db_setup: None) -> Iterator[Line]:
    """A line on a copy of the migrated test database that nobody is connected to."""
    server, name = os.environ["DATABASE_URL"], f"issuing_{uuid4().hex[:8]}"
    create_database(server, name, template=f"{connection.settings_dict['NAME']}_twin")
    with line_on_postgres(tmp_path, f"{server.rpartition('/')[0]}/{name}") as line:
        yield line


def killed_and_brought_back(line: Line) -> None:
    enrolments = kill_at_every_step(line)
    halfway = line.ask("SELECT state, count(*) FROM certificates_credential GROUP BY state ORDER BY state")
    assert halfway == [("issued", 1), ("reserved", len(STEPS) - 1)]

    let_the_rest_run(line)

    assert_one_of_everything(line, enrolments)


def batch_killed_and_brought_back(line: Line) -> None:
    keys = kill_each(line, line.approve(len(STEPS)))

    let_the_rest_run(line)

    settled = {"prepare_batch": 1, "approve_batch": 1, "settle_entry": len(keys)}
    assert_one_of_everything(line, keys, also=settled)
    assert line.ask("SELECT state, count(*) FROM certificates_batchentry GROUP BY state") == [
        ("issued", len(keys))
    ]


def replacements_killed_and_brought_back(line: Line) -> None:
    count = len(STEPS_OF_A_SUCCESSOR)
    kill_each(line, line.replace(count), steps=STEPS_OF_A_SUCCESSOR)
    assert_one_of_each_in_force(line, count)
    assert line.ask("SELECT count(*) FROM certificates_credential WHERE state='replaced'") == [(1,)]

    let_the_rest_run(line)

    assert_one_of_each_in_force(line, count)
    for table in ("credential", "registernumber", "publishedcredential", "signedcredential"):
        assert line.ask(f"SELECT count(*) FROM certificates_{table}") == [(2 * count,)]  # noqa: S608
    # Noted with what they tell of; the next checkpoint enters them.
    events = line.ask("SELECT kind, count(*) FROM certificates_waitingevent GROUP BY kind ORDER BY kind")
    assert events == [("issue", 2 * count), ("replace", count)]
    assert line.ask("SELECT count(*) FROM certificates_revokedentry") == [(count,)]
    assert line.ask("SELECT state, count(*) FROM certificates_endingrequest GROUP BY state") == [
        ("done", count)
    ]
    files = [path for path in (line.data / "documents").rglob("*") if path.is_file()]
    assert len(files) == 2 * count
    ended = "SELECT count(*) FROM core_auditentry WHERE action='certificates.replace_credential'"
    assert line.ask(ended) == [(count,)]


def assert_one_of_each_in_force(line: Line, count: int) -> None:
    """Every person has one certificate in force: as the credentials say, and as the public is told."""
    people = line.ask("SELECT person_id FROM certificates_credential WHERE state='issued'")
    assert len(people) == len(set(people)) == count
    valid = "SELECT count(*) FROM certificates_publishedcredential WHERE status='valid'"
    assert line.ask(valid) == [(count,)]


def test_a_killed_worker_leaves_one_certificate_in_force_per_replacement_on_sqlite(sqlite_line: Line) -> None:
    replacements_killed_and_brought_back(sqlite_line)


@pytest.mark.postgres
def test_a_killed_worker_leaves_one_certificate_in_force_per_replacement_on_postgres(
    postgres_line: Line,
) -> None:
    replacements_killed_and_brought_back(postgres_line)


def test_a_killed_worker_leaves_one_credential_per_entry_of_a_batch_on_sqlite(sqlite_line: Line) -> None:
    batch_killed_and_brought_back(sqlite_line)


@pytest.mark.postgres
def test_a_killed_worker_leaves_one_credential_per_entry_of_a_batch_on_postgres(postgres_line: Line) -> None:
    batch_killed_and_brought_back(postgres_line)


def test_a_killed_worker_leaves_one_credential_per_completion_on_sqlite(sqlite_line: Line) -> None:
    killed_and_brought_back(sqlite_line)


@pytest.mark.postgres
def test_a_killed_worker_leaves_one_credential_per_completion_on_postgres(postgres_line: Line) -> None:
    killed_and_brought_back(postgres_line)
