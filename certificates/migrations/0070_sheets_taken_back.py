"""A print or a blank written off that was noted wrongly is taken back, and the number of its blank may be noted again.

SQLite makes the table of sheets anew for a column, without its triggers: they come again, on both ways. It cannot be
taken back once one was: before, a number stands once, and blanks would count as gone that are there.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

from lms.core.append_only import append_only_operations, create_statements, kept_append_only_operations

SHEETS = "certificates_printedsheet"


def keep_insert_only(apps, schema_editor):
    """Put the triggers back that SQLite lost."""
    if schema_editor.connection.vendor == "sqlite":
        for statement in create_statements(schema_editor.connection, SHEETS):
            schema_editor.execute(
                statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS"), params=None
            )


def nothing(apps, schema_editor):
    """Before this no sheet was taken back."""


def refuse_to_lose_sheets_taken_back(apps, schema_editor):
    """A stock counts as left what was taken back; without its rows nobody knows which.

    :raises IrreversibleError: one was.
    """
    taken_back = apps.get_model("certificates", "SheetTakenBack").objects.count()
    if taken_back:
        raise IrreversibleError(
            f"{taken_back} notes of prints or of blanks were taken back; the older form has no place for it."
        )


class Migration(migrations.Migration):
    dependencies = [("certificates", "0069_labels_of_links_and_deliveries_taken_back")]

    operations = [
        *kept_append_only_operations(SHEETS),
        migrations.RemoveConstraint(model_name="printedsheet", name="blank_used_once"),
        migrations.AddField(
            model_name="printedsheet", name="turn", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddConstraint(
            model_name="printedsheet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stock__isnull", False)),
                fields=("stock", "blank_number", "turn"),
                name="blank_used_once_a_turn",
            ),
        ),
        migrations.RunPython(keep_insert_only, migrations.RunPython.noop),
        migrations.CreateModel(
            name="SheetTakenBack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "sheet",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_back",
                        to="certificates.printedsheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "sheet that was taken back",
                "verbose_name_plural": "sheets that were taken back",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="sheettakenback",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="sheet_taken_back_has_a_reason"
            ),
        ),
        *append_only_operations("certificates_sheettakenback"),
        # The last one, so that going back asks first.
        migrations.RunPython(nothing, refuse_to_lose_sheets_taken_back),
    ]
