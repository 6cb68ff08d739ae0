"""The names that a person had before in the records: found by search, like the one of now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_workers_of_stations")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="former_names",
            field=models.TextField(blank=True, default="", editable=False),
        ),
    ]
