"""The hours ledger and the changes of sessions can be inserted only."""

from django.db import migrations

from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("delivery", "0004_cohorts_timetable_registers_hours")]

    operations = [
        *append_only_operations("delivery_hoursentry"),
        *append_only_operations("delivery_sessionchange"),
    ]
