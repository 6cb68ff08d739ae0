"""What placement officers decided about employers: one row for each decision, which stays as it is."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0007_employers_have_a_credit_code"),
    ]

    operations = [
        migrations.CreateModel(
            name="EmployerDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("looked_at", "First of two stands for it"),
                            ("verified", "Verified"),
                            ("refused", "Refused"),
                            ("suspended", "Suspended"),
                            ("lifted", "Suspension lifted"),
                        ],
                        max_length=20,
                    ),
                ),
                ("checks", models.JSONField(default=list)),
                ("note", models.TextField(blank=True, max_length=1000)),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="organisations.employer",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision about an employer",
                "verbose_name_plural": "decisions about employers",
                "ordering": ["employer", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("employer", "number"), name="employer_decision_once_per_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("note", ""), _negated=True),
                            ("kind__in", ["looked_at", "verified"]),
                            _connector="OR",
                        ),
                        name="employer_decision_against_has_a_reason",
                    ),
                ],
            },
        ),
        *append_only_operations("organisations_employerdecision"),
    ]
