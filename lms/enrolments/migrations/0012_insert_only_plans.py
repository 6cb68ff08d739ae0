"""Proposed plans and lists of people at risk are insert-only in the database itself, but for their outcome, once."""

from django.db import migrations

from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("enrolments", "0011_proposed_plans")]

    operations = [
        *append_only_operations("enrolments_planproposal", filled_once="outcome"),
        *append_only_operations("enrolments_risklist", filled_once="outcome"),
    ]
