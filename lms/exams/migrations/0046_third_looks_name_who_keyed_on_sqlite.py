"""A third look names just the two who keyed its sheet, on SQLite too; PostgreSQL holds it since 0044.

The guard goes up with the end of all migrations (`sqlite_guard.put_up`): a later one of the same run may make the table
of people anew, which it would not let happen.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lms.exams.reserve.sqlite_guard import DOWN


def guard_no_more(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute(DOWN, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0045_opened_packets_serve_further_candidates"),
    ]

    operations = [migrations.RunPython(migrations.RunPython.noop, guard_no_more)]
