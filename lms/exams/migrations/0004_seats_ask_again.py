"""A seat that waits repeats its question; a request that nobody repeats is one that nobody waits for."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exams", "0003_time_events_as_written")]

    operations = [
        migrations.AddField(
            model_name="seatrequest",
            name="last_asked_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
    ]
