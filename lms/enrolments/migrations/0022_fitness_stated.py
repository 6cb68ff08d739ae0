"""What the clinic says of training is kept as rows that only grow."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [
        ("enrolments", "0021_people_at_risk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FitnessStatement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("is_fit", models.BooleanField(verbose_name="fit for training")),
                ("stated_on", models.DateField(verbose_name="fitness stated on")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("admission", "At admission"),
                            ("stated", "The clinic says it anew"),
                            ("corrected", "The last entry was wrong"),
                        ],
                        max_length=10,
                        verbose_name="reason",
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "admission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fitness",
                        to="enrolments.admission",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="enrolments.fitnessstatement",
                    ),
                ),
            ],
            options={
                "verbose_name": "statement of fitness",
                "verbose_name_plural": "statements of fitness",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", "corrected"), ("replaces__isnull", False)),
                            models.Q(
                                models.Q(("reason", "corrected"), _negated=True), ("replaces__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="fitness_statement_corrects_another",
                    )
                ],
            },
        ),
        *append_only_operations("enrolments_fitnessstatement"),
    ]
