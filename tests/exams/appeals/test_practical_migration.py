"""The appeals of practical results come with their column, and it goes only while there are none."""

import importlib

import pytest
from django.apps import apps
from django.db.migrations.exceptions import IrreversibleError

from tests.exams.test_paper_migration import database, migrate, run
from tests.factories.practical_appeals import work_that_failed

__all__ = ["database"]
COLUMN = "SELECT name FROM pragma_table_info('exams_appeal') WHERE name = 'practical_result_id'"


@pytest.mark.slow
def test_there_and_back_and_there_without_such_appeals(database):
    for number, is_there in (("0047", True), ("0046", False), ("0047", True)):
        migrate(number)
        assert bool(run(database, COLUMN)) is is_there


@pytest.mark.django_db
def test_with_one_the_older_form_is_refused_in_words():
    migration = importlib.import_module("lms.exams.migrations.0047_appeals_of_practical_results")
    migration.refuse_to_lose_appeals(apps, None)
    work_that_failed().file()
    with pytest.raises(IrreversibleError, match="against practical results"):
        migration.refuse_to_lose_appeals(apps, None)
    assert migration.Migration.operations[-1].reverse_code is migration.refuse_to_lose_appeals, "undone first"
