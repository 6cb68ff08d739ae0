"""A reply that came on paper says of which day the slip is. Replies that were typed in before say none."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lms.core.append_only import create_statements, drop_statements

TABLE = "certificates_sheetreply"


def free_replies(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the guard away while the columns change: SQLite makes the table anew."""
    for statement in drop_statements(TABLE, editor.connection.vendor):
        editor.execute(statement, params=None)


def guard_replies(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in create_statements(editor.connection, TABLE):
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0062_no_links_under_consents")]

    operations = [
        migrations.RunPython(free_replies, guard_replies),
        migrations.AddField(model_name="sheetreply", name="slip_date", field=models.DateField(null=True)),
        migrations.AddConstraint(
            model_name="sheetreply",
            constraint=models.CheckConstraint(
                condition=models.Q(("slip_date__isnull", True), ("way", "paper"), _connector="OR"),
                name="sheet_reply_slip_day_is_of_paper",
            ),
        ),
        migrations.RunPython(guard_replies, free_replies),
    ]
