"""The appeals of practical results come with their column, and it goes only while there are none."""

import importlib

import pytest
from django.apps import apps
from django.db import DatabaseError
from django.db.migrations.exceptions import IrreversibleError

from lms.exams.models import Appeal
from tests.factories.appeals import a_released
from tests.factories.practical_appeals import work_that_failed
from tests.support.old_database import migrate_to

GUARD = "appeal_goes_forward"
COLUMN = "SELECT name FROM pragma_table_info('exams_appeal') WHERE name = 'practical_result_id'"


@pytest.mark.slow
def test_there_and_back_and_there_without_such_appeals(old_database):
    for number, is_there in (("0047", True), ("0046", False), ("0047", True)):
        old_database.migrate("exams", number)
        assert bool(old_database.run(COLUMN)) is is_there


@pytest.mark.django_db
def test_with_one_the_older_form_is_refused_in_words():
    migration = importlib.import_module("lms.exams.migrations.0047_appeals_of_practical_results")
    migration.refuse_to_lose_appeals(apps, None)
    work_that_failed().file()
    with pytest.raises(IrreversibleError, match="against practical results"):
        migration.refuse_to_lose_appeals(apps, None)
    assert migration.Migration.operations[-1].reverse_code is migration.refuse_to_lose_appeals, "undone first"


# --- on PostgreSQL ----------------------------------------------------------------------------------------------


def rows(connection, statement):
    """Return the rows of a statement, whatever the models say by now."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def nullable(connection, column) -> list[tuple[str]]:
    """Return whether a column of the appeals may be empty; no row where there is no such column."""
    named = f"table_name = 'exams_appeal' AND column_name = '{column}'"
    return rows(connection, f"SELECT is_nullable FROM information_schema.columns WHERE {named}")  # noqa: S608


def refused_by_the_guard(connection, statement) -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return GUARD in str(error)
    return False


@pytest.mark.postgres
def test_on_postgres_a_written_appeal_stays_as_it_is_there_and_back_and_is_guarded_all_the_time(on_postgres):
    appealed = a_released()
    appealed.take(appealed.file())
    held = "SELECT uuid, attempt_id, result_id, state, text, reviewer FROM exams_appeal"
    before = rows(on_postgres, held)
    assert len(before) == 1
    for number, is_there in (("0046", False), ("0047", True)):
        migrate_to("exams", number)
        assert nullable(on_postgres, "practical_result_id") == ([("YES",)] if is_there else [])
        assert nullable(on_postgres, "attempt_id") == [("YES" if is_there else "NO",)]
        assert rows(on_postgres, held) == before
        for statement in ("UPDATE exams_appeal SET text = 'x'", "DELETE FROM exams_appeal"):
            assert refused_by_the_guard(on_postgres, statement), (number, statement)
    migrate_to("exams")  # where the models are, before anything goes through the use cases again
    appealed.decide(Appeal.objects.get())
    assert rows(on_postgres, "SELECT state FROM exams_appeal") == [("decided",)]


@pytest.mark.postgres
def test_on_postgres_an_appeal_against_work_keeps_the_older_form_away_and_nothing_is_lost(on_postgres):
    work = work_that_failed()
    work.file()
    held = "SELECT uuid, practical_result_id, state FROM exams_appeal"
    before = rows(on_postgres, held)
    with pytest.raises(IrreversibleError, match="against practical results"):
        migrate_to("exams", "0046")
    assert nullable(on_postgres, "practical_result_id") == [("YES",)]
    assert rows(on_postgres, held) == before
    assert refused_by_the_guard(on_postgres, "UPDATE exams_appeal SET practical_result_id = NULL")
    applied = "SELECT 1 FROM django_migrations WHERE app = 'exams' AND name LIKE '0047%'"
    assert rows(on_postgres, applied) == [(1,)]
    migrate_to("exams")
    assert work.take(Appeal.objects.get()).state == "in_review"
