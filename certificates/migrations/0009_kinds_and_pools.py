"""Versions of what a kind of credential is, and the pools that schools' numbers are drawn from."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids

KINDS = [
    ("training_certificate", "Training certificate"),
    ("diploma", "Diploma"),
    ("study_completion", "Certificate of completed study"),
    ("study_record", "Record of partial study"),
    ("skill_level", "Skill-level certificate"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0008_sealed_documents"),
        ("organisations", "0005_rooms_sort_as_people_count"),
    ]

    operations = [
        migrations.CreateModel(
            name="KindDefinition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(choices=KINDS, max_length=30, verbose_name="kind")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("from_date", models.DateField(verbose_name="in force from")),
                ("fields", models.JSONField()),
                (
                    "number_rule",
                    models.CharField(
                        choices=[("random", "random"), ("pool", "pool"), ("skill_code", "skill_code")],
                        max_length=12,
                    ),
                ),
                ("number_prefix", models.CharField(blank=True, max_length=2)),
                ("template", models.CharField(max_length=40)),
                ("valid_months", models.PositiveSmallIntegerField(null=True)),
                ("signatories", models.JSONField()),
                (
                    "occasion",
                    models.CharField(
                        choices=[("completion", "On completion"), ("batch", "In a batch")], max_length=12
                    ),
                ),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "definition of a kind",
                "verbose_name_plural": "definitions of kinds",
                "ordering": ["kind", "version"],
                "constraints": [
                    models.UniqueConstraint(fields=["kind", "version"], name="kind_version_once"),
                    models.UniqueConstraint(fields=["kind", "from_date"], name="kind_version_of_a_day_once"),
                    models.CheckConstraint(
                        condition=models.Q(number_rule="random") & ~models.Q(number_prefix="")
                        | ~models.Q(number_rule="random") & models.Q(number_prefix=""),
                        name="kind_prefix_is_of_random_numbers",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberPool",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("kind", models.CharField(choices=KINDS, max_length=30, verbose_name="kind")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="number_pools",
                        to="organisations.school",
                    ),
                ),
                ("pattern", models.CharField(max_length=80, verbose_name="pattern")),
                ("first", models.PositiveIntegerField(verbose_name="first serial")),
                ("last", models.PositiveIntegerField(verbose_name="last serial")),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "pool of numbers",
                "verbose_name_plural": "pools of numbers",
                "ordering": ["opened_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["school", "kind"],
                        condition=models.Q(closed_at__isnull=True),
                        name="pool_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(last__gte=models.F("first")), name="pool_has_a_number"
                    ),
                ],
            },
        ),
    ]
