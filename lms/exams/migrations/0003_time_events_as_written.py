"""Read the facts of an attempt's clock in the order in which they were written; no column changes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("exams", "0002_insert_only_logs")]

    operations = [
        migrations.AlterModelOptions(name="timeevent", options={"ordering": ["attempt", "pk"]}),
    ]
