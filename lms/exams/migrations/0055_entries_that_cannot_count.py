"""What a terminal brought and the server cannot count is kept as it was typed, with the incident that says so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exams", "0054_one_next_wording_waits")]

    operations = [
        migrations.AddField(
            model_name="incidentevent",
            name="entry",
            field=models.JSONField(null=True),
        ),
    ]
