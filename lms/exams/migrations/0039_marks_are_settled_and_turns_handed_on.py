"""Marks are settled by a row of their own; an answer of a dismissed marker who took their marks back is handed on."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0038_safe_browser_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="SettledMarks",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("marks_digest", models.CharField(blank=True, max_length=64)),
                ("settled_by", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settled_marks",
                        to="exams.attempt",
                    ),
                ),
            ],
            options={
                "verbose_name": "settled marks",
                "verbose_name_plural": "settled marks",
                "constraints": [
                    models.UniqueConstraint(fields=("attempt", "marks_digest"), name="marks_are_settled_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="TurnHandedOn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("marks_before", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "from_marker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exams.marker"
                    ),
                ),
                (
                    "turn",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handed_on",
                        to="exams.markingturn",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer handed on",
                "verbose_name_plural": "answers handed on",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("turn", "from_marker"), name="turn_handed_on_once_by_each"
                    )
                ],
            },
        ),
        *append_only_operations("exams_settledmarks"),
        *append_only_operations("exams_turnhandedon"),
    ]
