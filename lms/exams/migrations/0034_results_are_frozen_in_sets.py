"""Frozen sets of results: rows are insert-only, and a set changes once, when it is decided on, and then never."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import lms.core.ids
from lms.core.append_only import append_only_operations

TABLE, NAME = "exams_resultset", "result_set_is_decided_once"
FROZEN = ("id", "uuid", "sitting_id", "number", "digest", "client_key", "frozen_by", "frozen_at")
TEXTS = ("left_out", "outcomes")  # json has no equality on PostgreSQL


def _changed(*, is_postgresql: bool) -> str:
    differs = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
    cast = "::text" if is_postgresql else ""
    columns = [f"NEW.{name} {differs} OLD.{name}" for name in FROZEN]
    columns += [f"NEW.{name}{cast} {differs} OLD.{name}{cast}" for name in TEXTS]
    return " OR ".join(["OLD.state <> 'waiting'", *columns])


def refuse(apps, editor):
    """Let a row change only while it waits, and only by its decision."""
    if editor.connection.vendor == "postgresql":
        statements = [
            f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{NAME}' USING ERRCODE = 'check_violation'; END IF; "
            f"IF {_changed(is_postgresql=True)} THEN "
            f"RAISE EXCEPTION '{NAME}' USING ERRCODE = 'check_violation', CONSTRAINT = '{NAME}'; "
            "END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {NAME} BEFORE UPDATE OR DELETE ON {TABLE} "
            f"FOR EACH ROW EXECUTE FUNCTION {NAME}()",
        ]
    else:
        # A later migration that changes the table on SQLite makes it anew, and has to make these again.
        statements = [
            f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} WHEN {_changed(is_postgresql=False)} "
            f"BEGIN SELECT RAISE(ABORT, '{NAME}'); END",
            f"CREATE TRIGGER {NAME}_no_delete BEFORE DELETE ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{NAME}'); END",
        ]
    for statement in statements:
        editor.execute(statement, params=None)


def refuse_no_more(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER {NAME} ON {TABLE}", params=None)
        editor.execute(f"DROP FUNCTION {NAME}()", params=None)
    else:
        editor.execute(f"DROP TRIGGER {NAME}", params=None)
        editor.execute(f"DROP TRIGGER {NAME}_no_delete", params=None)


class Migration(migrations.Migration):
    dependencies = [("exams", "0033_results_are_released_by_rule")]

    operations = [
        migrations.CreateModel(
            name="ResultSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for a second person"),
                            ("released", "Released"),
                            ("returned", "Sent back"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("left_out", models.JSONField()),
                ("outcomes", models.JSONField()),
                ("client_key", models.UUIDField(unique=True)),
                ("frozen_by", models.UUIDField()),
                ("frozen_at", models.DateTimeField(verbose_name="frozen")),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decision_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason"),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="result_sets",
                        to="exams.sitting",
                    ),
                ),
            ],
            options={
                "verbose_name": "set of results",
                "verbose_name_plural": "sets of results",
                "ordering": ["sitting", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sitting", "number"), name="result_set_number_once_per_sitting"
                    ),
                    models.UniqueConstraint(
                        fields=("sitting",),
                        condition=Q(state="waiting"),
                        name="result_set_one_waits_per_sitting",
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=["waiting", "released", "returned"]),
                        name="result_set_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                        | (~Q(state="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                        name="result_set_decision_has_its_person",
                    ),
                    models.CheckConstraint(
                        condition=~Q(state="released") | ~Q(decided_by=F("frozen_by")),
                        name="result_set_released_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=~Q(state="returned") | ~Q(decision_reason=""),
                        name="result_set_sent_back_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ResultSetRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("values", models.JSONField()),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_rows",
                        to="exams.result",
                    ),
                ),
                (
                    "result_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="exams.resultset",
                    ),
                ),
            ],
            options={
                "ordering": ["result_set", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("result_set", "position"), name="result_set_position_once"
                    ),
                    models.UniqueConstraint(fields=("result_set", "result"), name="result_once_per_set"),
                ],
            },
        ),
        migrations.RunPython(refuse, refuse_no_more),
        *append_only_operations("exams_resultsetrow"),
    ]
