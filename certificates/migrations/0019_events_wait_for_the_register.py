"""Events wait for the next checkpoint, so that their places do not tell in which order they came."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0018_blanks_and_prints")]

    operations = [
        migrations.CreateModel(
            name="WaitingEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("digest", models.CharField(max_length=64)),
                ("entry", models.BinaryField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "event that waits for the register",
                "verbose_name_plural": "events that wait for the register",
                "constraints": [
                    models.UniqueConstraint(fields=("digest", "kind"), name="waiting_event_once"),
                ],
            },
        ),
    ]
