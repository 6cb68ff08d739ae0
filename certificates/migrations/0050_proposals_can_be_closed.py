"""What was proposed can be withdrawn or refused, and the reason is kept."""

import django.db.models.deletion
from django.db import migrations, models

from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0046_outcomes_stay"),
    ]

    operations = [
        migrations.CreateModel(
            name="KindClosing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("by", models.UUIDField()),
                ("closed_at", models.DateTimeField()),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closing",
                        to="certificates.kindproposal",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="kindclosing_says_why"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WordingClosing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("by", models.UUIDField()),
                ("closed_at", models.DateTimeField()),
                (
                    "wording",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closing",
                        to="certificates.wording",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="wordingclosing_says_why"
                    )
                ],
            },
        ),
        *append_only_operations("certificates_kindclosing"),
        *append_only_operations("certificates_wordingclosing"),
    ]
