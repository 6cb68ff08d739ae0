"""Marks by hand: rules, markers, who has which answer, marks and decisions; results say what answers were worth."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0034_results_are_frozen_in_sets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="result",
            name="by_hand",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="result",
            name="marks_digest",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.CreateModel(
            name="Marker",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("seed", models.CharField(max_length=64)),
                ("appointed_at", models.DateTimeField()),
                ("appointed_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="markers",
                        to="exams.sitting",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "marker",
                "verbose_name_plural": "markers",
                "ordering": ["sitting", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MarkingRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("code", models.CharField(max_length=30, verbose_name="code of the examination")),
                ("valid_from", models.DateField(verbose_name="from")),
                (
                    "near_percent",
                    models.DecimalField(
                        decimal_places=2,
                        default=5,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="second marker so near to the pass mark, in percent",
                    ),
                ),
                (
                    "sample_percent",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="second marker for a share of all attempts, in percent",
                    ),
                ),
                (
                    "spread_percent",
                    models.DecimalField(
                        decimal_places=2,
                        default=10,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="marks may differ by, in percent of the full marks",
                    ),
                ),
                (
                    "step",
                    models.DecimalField(
                        decimal_places=2,
                        default="0.5",
                        max_digits=4,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="steps of marks",
                    ),
                ),
                ("basis_zh", models.CharField(max_length=300, verbose_name="rests on (Chinese)")),
                ("basis_en", models.CharField(blank=True, max_length=300, verbose_name="rests on (English)")),
            ],
            options={
                "verbose_name": "rule of marking by hand",
                "verbose_name_plural": "rules of marking by hand",
                "ordering": ["code", "valid_from"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "valid_from"), name="marking_rule_once_per_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("near_percent__range", (0, 100)),
                            ("sample_percent__range", (0, 100)),
                            ("spread_percent__range", (0, 100)),
                        ),
                        name="marking_rule_percents",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("step__gt", 0)), name="marking_rule_has_steps"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MarkingTurn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("item_uuid", models.UUIDField()),
                ("answer_hash", models.CharField(max_length=64)),
                ("receipt_number", models.PositiveSmallIntegerField()),
                (
                    "turn",
                    models.CharField(
                        choices=[("first", "First"), ("second", "Second"), ("third", "Third")], max_length=6
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marking_turns",
                        to="exams.attempt",
                    ),
                ),
                (
                    "marker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="exams.marker"
                    ),
                ),
            ],
            options={
                "verbose_name": "answer to be marked",
                "verbose_name_plural": "answers to be marked",
                "ordering": ["attempt", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HandMark",
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
                    "marks",
                    models.DecimalField(decimal_places=2, max_digits=6, null=True, verbose_name="marks"),
                ),
                ("out_of", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="full marks")),
                ("comment", models.CharField(blank=True, max_length=500, verbose_name="comment")),
                ("client_key", models.UUIDField(unique=True)),
                ("at", models.DateTimeField()),
                (
                    "turn",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="exams.markingturn",
                    ),
                ),
            ],
            options={
                "verbose_name": "mark by hand",
                "verbose_name_plural": "marks by hand",
                "ordering": ["turn", "number"],
            },
        ),
        migrations.CreateModel(
            name="MarkDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("item_uuid", models.UUIDField()),
                ("answer_hash", models.CharField(max_length=64)),
                ("marks", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="marks")),
                ("out_of", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="full marks")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("client_key", models.UUIDField(unique=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mark_decisions",
                        to="exams.attempt",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision on marks",
                "verbose_name_plural": "decisions on marks",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("attempt", "item_uuid", "answer_hash"), name="mark_decision_once_per_answer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("marks__gte", 0), ("marks__lte", models.F("out_of"))),
                        name="mark_decision_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="mark_decision_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="marker",
            constraint=models.UniqueConstraint(fields=("sitting", "user"), name="marker_once_per_sitting"),
        ),
        migrations.AddConstraint(
            model_name="markingturn",
            constraint=models.UniqueConstraint(
                fields=("attempt", "item_uuid", "answer_hash", "turn"), name="answer_has_one_marker_per_turn"
            ),
        ),
        migrations.AddConstraint(
            model_name="markingturn",
            constraint=models.UniqueConstraint(
                fields=("attempt", "item_uuid", "answer_hash", "marker"),
                name="answer_marked_by_others_each_turn",
            ),
        ),
        migrations.AddConstraint(
            model_name="markingturn",
            constraint=models.CheckConstraint(
                condition=models.Q(("turn__in", ["first", "second", "third"])), name="marking_turn_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="handmark",
            constraint=models.UniqueConstraint(fields=("turn", "number"), name="hand_mark_number_once"),
        ),
        migrations.AddConstraint(
            model_name="handmark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("marks__isnull", True),
                    models.Q(("marks__gte", 0), ("marks__lte", models.F("out_of"))),
                    _connector="OR",
                ),
                name="hand_mark_in_range",
            ),
        ),
        *append_only_operations("exams_markingrule"),
        *append_only_operations("exams_handmark"),
        *append_only_operations("exams_markdecision"),
    ]
