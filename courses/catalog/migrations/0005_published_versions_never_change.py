"""The database itself refuses every change to a published version and its parts."""

from django.db import migrations

from courses.catalog.frozen import freeze_operations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_units_belong_to_courses")]

    operations = freeze_operations()
