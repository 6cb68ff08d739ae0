"""An absence or a conflict of interest that was noted by mistake is taken back by a further row."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import append_only_operations

_CONFLICTS = append_only_operations("exams_conflictofinterest")


class Migration(migrations.Migration):
    dependencies = [("exams", "0031_absences_count_and_logs_of_planning_only_grow")]

    operations = [
        # On SQLite the table is built anew, without its triggers: they are taken away and put back on both.
        *(migrations.RunPython(one.reverse_code, one.code) for one in _CONFLICTS),
        migrations.RemoveConstraint(model_name="conflictofinterest", name="conflict_of_interest_once"),
        *_CONFLICTS,
        migrations.CreateModel(
            name="TakenBack",
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
                ("actor_uuid", models.UUIDField(null=True)),
                (
                    "candidate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_back",
                        to="exams.practicalcandidate",
                    ),
                ),
                (
                    "conflict",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_back",
                        to="exams.conflictofinterest",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("candidate__isnull", False), ("conflict__isnull", True)),
                            models.Q(("candidate__isnull", True), ("conflict__isnull", False)),
                            _connector="OR",
                        ),
                        name="taken_back_is_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="taken_back_for_a_reason"
                    ),
                ],
            },
        ),
        *append_only_operations("exams_takenback"),
    ]
