"""Facts are insert-only: what was wrong is corrected by a newer row."""

from django.db import migrations

from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("certificates", "0045_outcomes")]

    operations = append_only_operations("certificates_outcome")
