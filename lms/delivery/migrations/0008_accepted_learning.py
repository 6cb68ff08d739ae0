"""Learning in lessons that is accepted as class hours; rows can be inserted only."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0007_owners_of_known_lessons"),
        ("delivery", "0007_instructor_before_a_change"),
        ("enrolments", "0016_late_identity_and_release"),
    ]

    operations = [
        migrations.CreateModel(
            name="LearningEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("minutes", models.PositiveIntegerField()),
                ("seconds", models.PositiveIntegerField()),
                ("learnt_until", models.DateField()),
                ("lesson_minutes", models.PositiveIntegerField()),
                ("plan_minutes", models.PositiveIntegerField()),
                ("rule_from", models.DateField()),
                ("cap_percent", models.PositiveSmallIntegerField()),
                ("counted_percent", models.PositiveSmallIntegerField()),
                ("accepted_by", models.UUIDField(null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.course"
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="learning_entries",
                        to="enrolments.enrolment",
                    ),
                ),
                (
                    "lesson",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.lesson"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "accepted learning time",
                "verbose_name_plural": "accepted learning times",
                "ordering": ["recorded_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 1)), name="learning_entry_is_not_empty"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "minutes__lte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("plan_minutes"), "*", models.F("cap_percent")
                                    ),
                                    "/",
                                    models.Value(100),
                                ),
                            )
                        ),
                        name="learning_entry_within_its_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cap_percent__range", (1, 100)), ("counted_percent__range", (1, 100))
                        ),
                        name="learning_entry_rule_is_in_percent",
                    ),
                ],
            },
        ),
        *append_only_operations("delivery_learningentry"),
    ]
