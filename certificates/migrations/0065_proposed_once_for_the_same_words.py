"""Every question names the revision; who was proposed for other words of an opening may be proposed again."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from certificates.referrals.consent.guards import draw_questions, free_questions
from lms.core.append_only import create_statements, drop_statements

TABLE = "certificates_proposal"


def free_proposals(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the guard away while the constraint changes: SQLite makes the table anew."""
    for statement in drop_statements(TABLE, editor.connection.vendor):
        editor.execute(statement, params=None)


def guard_proposals(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in create_statements(editor.connection, TABLE):
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0064_questions_name_the_revision")]

    operations = [
        migrations.RunPython(free_questions, draw_questions),
        migrations.AlterField(
            model_name="consentrequest", name="revision", field=models.PositiveIntegerField()
        ),
        migrations.RunPython(draw_questions, free_questions),
        migrations.RunPython(free_proposals, guard_proposals),
        migrations.RemoveConstraint(model_name="proposal", name="proposed_once_for_an_opening"),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                fields=("opening", "person", "revision"), name="proposed_once_for_the_same_words"
            ),
        ),
        migrations.RunPython(guard_proposals, free_proposals),
    ]
