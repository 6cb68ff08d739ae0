"""What was taken up again at another site goes on there from its own day; when it had ended before stands beside it."""

from django.db import migrations, models
from django.db.models import F

from lms.core.append_only import append_only_operations
from lms.core.clock import local_date

# Rows are changed here, and SQLite makes a table anew with its constraint: the triggers go before, and come back.
CLOSED = append_only_operations("enrolments_transfer")
OPENED = [migrations.RunPython(step.reverse_code, step.code) for step in CLOSED]


def date_by_the_day(apps, schema_editor):
    """The day of the withdrawal stood as the first day there."""
    rows = apps.get_model("enrolments", "Transfer").objects.filter(reason="resumed", ended_on=None)
    for row in rows.exclude(from_site=F("to_site")):
        row.ended_on, row.on = row.on, local_date(row.at)
        row.save(update_fields=["ended_on", "on"])


def date_by_the_withdrawal(apps, schema_editor):
    """The older form has one day for both, and the former site reads by it."""
    apps.get_model("enrolments", "Transfer").objects.exclude(ended_on=None).update(on=F("ended_on"))


class Migration(migrations.Migration):
    dependencies = [("enrolments", "0026_every_withdrawal_has_a_row")]

    operations = [
        *OPENED,
        migrations.AlterField(
            model_name="interruption",
            name="reason",
            field=models.CharField(
                choices=[
                    ("clinic", "The clinic says that training has to rest"),
                    ("proceedings", "Proceedings of a court or an authority"),
                    ("site", "Order of the site"),
                    ("family", "Family matter"),
                    ("no_class", "No class can be held"),
                    ("withdrawn", "Withdrawn, and taken up again later"),
                    ("left", "Had left before it was recorded"),
                    ("other", "Other"),
                ],
                max_length=12,
                verbose_name="reason",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="ended_on",
            field=models.DateField(blank=True, null=True, verbose_name="withdrawn at the former site on"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True), ("ended_on__lte", models.F("on")), _connector="OR"
                ),
                name="transfer_is_not_before_the_end_there",
            ),
        ),
        migrations.RunPython(date_by_the_day, date_by_the_withdrawal),
        *CLOSED,
    ]
