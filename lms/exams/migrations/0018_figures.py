import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0017_who_read_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FigureSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                (
                    "source",
                    models.CharField(
                        choices=[("sitting", "Sitting"), ("imported", "Old results")],
                        max_length=8,
                        verbose_name="source",
                    ),
                ),
                ("bank", models.CharField(blank=True, max_length=30, verbose_name="bank")),
                ("title", models.CharField(blank=True, max_length=150, verbose_name="title")),
                ("held_on", models.DateField(verbose_name="held on")),
                ("sha256", models.CharField(max_length=64)),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("n", models.PositiveIntegerField(verbose_name="candidates")),
                (
                    "left_out",
                    models.PositiveIntegerField(default=0, verbose_name="not at their first attempt"),
                ),
                ("items", models.PositiveIntegerField(verbose_name="questions")),
                ("is_one_form", models.BooleanField(verbose_name="everybody had the same questions")),
                ("maximum", models.FloatField(null=True)),
                ("mean_share", models.FloatField(null=True)),
                ("deviation_share", models.FloatField(null=True)),
                ("alpha", models.FloatField(null=True)),
                ("kr20", models.FloatField(null=True)),
                ("sem", models.FloatField(null=True)),
                ("bins", models.JSONField(default=list)),
                ("notes", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
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
                    "sitting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figure_sets",
                        to="exams.sitting",
                    ),
                ),
            ],
            options={
                "verbose_name": "set of figures",
                "verbose_name_plural": "sets of figures",
                "ordering": ["-held_on", "-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="FigureWithdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField()),
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
                    "figure_set",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="exams.figureset",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ItemFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("n", models.PositiveIntegerField(verbose_name="candidates")),
                ("maximum", models.FloatField()),
                ("facility", models.FloatField(verbose_name="facility")),
                ("deviation", models.FloatField(null=True)),
                ("point_biserial", models.FloatField(null=True)),
                ("corrected", models.FloatField(null=True)),
                ("discrimination", models.FloatField(null=True)),
                ("efficiency", models.FloatField(null=True)),
                ("alpha_without", models.FloatField(null=True)),
                ("options", models.JSONField(default=list)),
                ("flags", models.JSONField(default=list)),
                (
                    "figure_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="item_figures",
                        to="exams.figureset",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="exams.itemversion",
                    ),
                ),
            ],
            options={
                "ordering": ["figure_set", "version"],
            },
        ),
        migrations.CreateModel(
            name="ScoreDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("content", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
            },
        ),
        migrations.AddIndex(
            model_name="figureset",
            index=models.Index(fields=["sitting", "-at"], name="figure_set_by_sitting"),
        ),
        migrations.AddConstraint(
            model_name="figureset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sitting__isnull", False), ("source", "sitting")),
                    models.Q(("sitting__isnull", True), ("source", "imported")),
                    _connector="OR",
                ),
                name="figure_set_has_its_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemfigure",
            constraint=models.UniqueConstraint(
                fields=("figure_set", "version"), name="item_figure_once_per_set"
            ),
        ),
        *append_only_operations("exams_figureset"),
        *append_only_operations("exams_itemfigure"),
        *append_only_operations("exams_figurewithdrawal"),
    ]
