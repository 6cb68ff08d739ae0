"""A third look names just the two who keyed its sheet, on SQLite too; PostgreSQL holds it since 0044."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lms.exams.reserve.sqlite_guard import DOWN, UP


def guard(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute(DOWN, params=None)
        editor.execute(UP, params=None)


def guard_no_more(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute(DOWN, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0045_opened_packets_serve_further_candidates"),
    ]

    operations = [migrations.RunPython(guard, guard_no_more)]
