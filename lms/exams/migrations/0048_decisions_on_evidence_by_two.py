"""Decisions on held answers that a second person has to agree to are asked for as other acts in the room."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0047_appeals_of_practical_results"),
    ]

    operations = [
        # Without a default, so that SQLite adds the column and does not make the table anew.
        migrations.AddField(
            model_name="roomact",
            name="positions",
            field=models.JSONField(null=True),
        ),
        migrations.AlterField(
            model_name="roomact",
            name="kind",
            field=models.CharField(
                choices=[
                    ("pause", "Stop the clock"),
                    ("resume", "Let the clock go on"),
                    ("extra", "Give time"),
                    ("outage", "Give back the time of an outage"),
                    ("force", "Hand in for the candidate"),
                    ("reopen", "Reopen"),
                    ("void", "Declare void"),
                    ("count", "Let held answers count"),
                    ("discount", "Let held answers not count"),
                ],
                max_length=8,
            ),
        ),
    ]
