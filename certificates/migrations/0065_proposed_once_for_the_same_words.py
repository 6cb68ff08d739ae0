"""Every question names the revision; who was proposed for other words of an opening may be proposed again.

It cannot be taken back once somebody was: the rule of before has no place for both.
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.exceptions import IrreversibleError
from django.db.models import Count

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


def refuse_if_used(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    pairs = apps.get_model("certificates", "Proposal").objects.order_by().values("opening", "person")
    again = pairs.annotate(times=Count("pk")).filter(times__gt=1).count()
    if again:
        raise IrreversibleError(f"{again} people were proposed again for an opening that had changed.")


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
        migrations.RunPython(migrations.RunPython.noop, refuse_if_used),
    ]
