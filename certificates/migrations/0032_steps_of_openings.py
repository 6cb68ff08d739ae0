"""Every step of an opening is kept."""

import django.db.models.deletion
from django.db import migrations, models

from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("certificates", "0031_openings_of_employers")]

    operations = [
        migrations.CreateModel(
            name="OpeningDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("change", "Written"),
                            ("submit", "Sent in"),
                            ("approve", "Approved"),
                            ("refuse", "Refused"),
                            ("close", "Closed"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Waits for approval"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("closed", "Closed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("offer", models.JSONField()),
                ("reason", models.TextField(blank=True, max_length=500)),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "opening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="certificates.opening",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of an opening",
                "verbose_name_plural": "steps of openings",
                "ordering": ["opening", "revision"],
            },
        ),
        migrations.AddConstraint(
            model_name="openingdecision",
            constraint=models.UniqueConstraint(
                fields=("opening", "revision"), name="opening_step_once_per_revision"
            ),
        ),
        migrations.AddConstraint(
            model_name="openingdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("step", "refuse"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="opening_refusal_has_a_reason",
            ),
        ),
        # Last: SQLite makes the table anew for each constraint, without its triggers.
        *append_only_operations("certificates_openingdecision"),
    ]
