"""Incidents and decisions on held answers can be inserted only."""

from django.db import migrations

from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("exams", "0023_acts_and_decisions_in_the_room")]

    operations = [
        *append_only_operations("exams_incidentevent"),
        *append_only_operations("exams_decision"),
    ]
