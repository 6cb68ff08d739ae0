"""Evidence of requirements is insert-only in the database itself."""

from django.db import migrations

from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("enrolments", "0001_initial")]

    operations = append_only_operations("enrolments_evidence")
