"""A plan is taken back, until its day has come, by a row of the next number without steps."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lms.core.append_only import append_only_operations, create_statements, drop_statements

TABLE = "certificates_followupplan"


def lift(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite makes the table anew and its triggers go; on PostgreSQL they go by name, so that both come again alike."""
    for statement in drop_statements(TABLE, editor.connection.vendor):
        editor.execute(statement, params=None)


def keep_the_last(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """On the way back one plan begins on a day: the one that counts."""
    plans = apps.get_model("certificates", "FollowUpPlan").objects
    last = {row.valid_from: row for row in plans.order_by("valid_from", "number")}
    plans.exclude(pk__in=[row.pk for row in last.values() if row.steps]).delete()


def draw(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in create_statements(editor.connection, TABLE):
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0060_emblems_of_schools")]

    operations = [
        migrations.RunPython(lift, draw),
        migrations.AlterModelOptions(
            name="followupplan",
            options={
                "ordering": ["valid_from", "number"],
                "verbose_name": "follow-up plan",
                "verbose_name_plural": "follow-up plans",
            },
        ),
        migrations.AddField(
            model_name="followupplan",
            name="number",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="followupplan",
            name="reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="followupplan",
            name="valid_from",
            field=models.DateField(verbose_name="valid from"),
        ),
        migrations.AlterField(
            model_name="followupplan",
            name="steps",
            field=models.JSONField(
                help_text="numbers of weeks (w) or months (m), as 1w, 3m; none: taken back"
            ),
        ),
        migrations.AddConstraint(
            model_name="followupplan",
            constraint=models.UniqueConstraint(
                fields=("valid_from", "number"), name="follow_up_plan_numbered_once"
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, keep_the_last),
        *append_only_operations(TABLE),
    ]
