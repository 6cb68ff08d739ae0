"""On SQLite the guard that reads the table of people goes away for migrations, and comes back with their end."""

import pytest
from django.apps import apps
from django.db import OperationalError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate, pre_migrate

from lms.exams.reserve.sqlite_guard import NAME, put_up, take_down


def is_up(using: str = "default") -> bool:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = %s", [NAME])
        return cursor.fetchone() is not None


def make_people_anew() -> None:
    """Do what every change of the table of people does on SQLite."""
    executor = MigrationExecutor(connections["default"])
    known = executor.loader.project_state(
        [("exams", executor.loader.get_migration_by_prefix("exams", "0046").name)]
    )
    with connections["default"].schema_editor() as editor:
        editor._remake_table(known.apps.get_model("accounts", "User"))


@pytest.mark.slow
def test_the_table_of_people_can_be_made_anew_while_migrations_run_and_only_then(old_database):
    old_database.migrate("exams", "0046")
    make_people_anew()
    assert not is_up(), "a later migration of the same run may make the table of people anew"
    put_up(using="default")
    assert is_up()
    with pytest.raises(OperationalError, match=NAME):
        make_people_anew()
    take_down(using="default")
    make_people_anew()
    assert not is_up()
    put_up(using="default")
    put_up(using="default")
    assert is_up()
    old_database.migrate("exams", "0045")
    assert not is_up()
    put_up(using="default")
    assert not is_up()
    assert old_database.run("SELECT count(*) FROM exams_sheetdecision") == [(0,)]


@pytest.mark.django_db
def test_migrations_tell_the_guard_that_they_begin_and_that_they_are_through():
    exams = apps.get_app_config("exams")
    about = {"sender": exams, "app_config": exams, "apps": apps, "plan": [], "using": "default"}
    told = {"verbosity": 0, "interactive": False, **about}
    assert is_up()
    pre_migrate.send(**told)
    assert not is_up()
    post_migrate.send(**told)
    assert is_up()
