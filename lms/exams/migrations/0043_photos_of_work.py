"""Photographs of candidates' work at practical examinations, and those that were struck out."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0042_sealed_reserve_on_paper"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("file", models.CharField(max_length=150)),
                ("sha256", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("client_key", models.UUIDField(unique=True)),
                ("at", models.DateTimeField(verbose_name="added")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="exams.panelmember",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="exams.drawntask",
                    ),
                ),
            ],
            options={
                "verbose_name": "photo of work",
                "verbose_name_plural": "photos of work",
                "ordering": ["task", "number"],
            },
        ),
        migrations.CreateModel(
            name="StruckPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField()),
                ("actor_uuid", models.UUIDField(null=True)),
                (
                    "photo",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="struck",
                        to="exams.workphoto",
                    ),
                ),
            ],
            options={
                "verbose_name": "photo struck out",
                "verbose_name_plural": "photos struck out",
            },
        ),
        migrations.AddConstraint(
            model_name="workphoto",
            constraint=models.UniqueConstraint(fields=("task", "number"), name="photo_number_once_per_task"),
        ),
        migrations.AddConstraint(
            model_name="workphoto",
            constraint=models.UniqueConstraint(fields=("task", "sha256"), name="photo_once_per_task"),
        ),
        migrations.AddConstraint(
            model_name="struckphoto",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="photo_struck_for_a_reason"
            ),
        ),
        *append_only_operations("exams_workphoto"),
        *append_only_operations("exams_struckphoto"),
    ]
