"""Drawings of several papers, which wording stands on which paper, why a key was corrected, when a paper was unsealed."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0013_bringing_questions"),
    ]

    operations = [
        migrations.CreateModel(
            name="ItemOnPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("cell", models.PositiveSmallIntegerField(null=True)),
            ],
            options={
                "ordering": ["paper", "number"],
            },
        ),
        migrations.CreateModel(
            name="KeyCorrection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("items", models.JSONField()),
                ("outcomes", models.JSONField()),
                ("actor_uuid", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "correction of a key",
                "verbose_name_plural": "corrections of keys",
            },
        ),
        migrations.CreateModel(
            name="PaperDrawing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("one", "One paper for all"),
                            ("parallel", "Parallel forms"),
                            ("individual", "A paper for each candidate"),
                        ],
                        max_length=10,
                        verbose_name="what for",
                    ),
                ),
                ("seed", models.CharField(max_length=64)),
                (
                    "forms",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="papers"
                    ),
                ),
                (
                    "overlap",
                    models.PositiveSmallIntegerField(
                        null=True, verbose_name="questions that two papers may share"
                    ),
                ),
                ("known", models.JSONField(default=dict)),
                ("client_key", models.UUIDField(unique=True)),
                ("created_at", models.DateTimeField(verbose_name="drawn")),
            ],
            options={
                "verbose_name": "drawing of papers",
                "verbose_name_plural": "drawings of papers",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PaperRelease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("part", models.CharField(choices=[("paper", "Paper"), ("key", "Key")], max_length=5)),
                ("released_at", models.DateTimeField(verbose_name="released")),
                ("actor_uuid", models.UUIDField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="paperversion",
            name="form",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="form"),
        ),
        migrations.AlterField(
            model_name="result",
            name="attempt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="results", to="exams.attempt"
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.UniqueConstraint(
                fields=("attempt", "key_version"), name="result_once_per_key_version"
            ),
        ),
        migrations.AddField(
            model_name="itemonpaper",
            name="paper",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="places", to="exams.paperversion"
            ),
        ),
        migrations.AddField(
            model_name="itemonpaper",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="exams.itemversion"
            ),
        ),
        migrations.AddField(
            model_name="keycorrection",
            name="key",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="correction", to="exams.paperkey"
            ),
        ),
        migrations.AddField(
            model_name="paperdrawing",
            name="scheme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="drawings",
                to="exams.examinationscheme",
            ),
        ),
        migrations.AddField(
            model_name="paperversion",
            name="drawing",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="exams.paperdrawing",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("drawing__isnull", False)),
                fields=("drawing", "form"),
                name="paper_form_once_per_drawing",
            ),
        ),
        migrations.AddField(
            model_name="paperrelease",
            name="paper",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="releases", to="exams.paperversion"
            ),
        ),
        migrations.AddConstraint(
            model_name="itemonpaper",
            constraint=models.UniqueConstraint(fields=("paper", "number"), name="item_on_paper_number_once"),
        ),
        migrations.AddConstraint(
            model_name="itemonpaper",
            constraint=models.UniqueConstraint(fields=("paper", "version"), name="item_on_paper_once"),
        ),
        migrations.AddConstraint(
            model_name="keycorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="key_correction_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="paperdrawing",
            constraint=models.CheckConstraint(
                condition=models.Q(("forms__gte", 1)), name="drawing_has_a_paper"
            ),
        ),
        migrations.AddConstraint(
            model_name="paperdrawing",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ["one", "parallel", "individual"])),
                name="drawing_purpose_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperrelease",
            constraint=models.UniqueConstraint(fields=("paper", "part"), name="paper_part_released_once"),
        ),
        migrations.AddConstraint(
            model_name="paperrelease",
            constraint=models.CheckConstraint(
                condition=models.Q(("part__in", ["paper", "key"])), name="released_part_is_known"
            ),
        ),
        *append_only_operations("exams_paperdrawing"),
        *append_only_operations("exams_itemonpaper"),
        *append_only_operations("exams_keycorrection"),
        *append_only_operations("exams_paperrelease"),
    ]
