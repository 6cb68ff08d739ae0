"""What checks of the audit chain found: insert-only."""

from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ChainCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("by_uuid", models.UUIDField(null=True)),
                ("length", models.PositiveBigIntegerField()),
                ("last_hash", models.CharField(blank=True, max_length=64)),
                ("broken_seq", models.PositiveBigIntegerField(null=True)),
                ("begun_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "check of the audit log",
                "verbose_name_plural": "checks of the audit log",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("broken_seq__isnull", True), ("broken_seq__gte", 1), _connector="OR"
                        ),
                        name="chain_check_breaks_at_a_row",
                    )
                ],
            },
        ),
        *append_only_operations("auditing_chaincheck"),
    ]
