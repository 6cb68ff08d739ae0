"""Forecasts of release and answers about consent are insert-only in the database itself."""

from django.db import migrations

from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("enrolments", "0005_admissions")]

    operations = [
        *append_only_operations("enrolments_releaseforecast"),
        *append_only_operations("enrolments_consentanswer"),
    ]
