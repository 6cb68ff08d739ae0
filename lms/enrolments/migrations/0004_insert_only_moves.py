"""Changes of version are insert-only in the database itself."""

from django.db import migrations

from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("enrolments", "0003_changes_of_version")]

    operations = append_only_operations("enrolments_enrolmentmove")
