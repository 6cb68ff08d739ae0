"""Appeals against practical results: an appeal is about a result of one kind; its guard is made anew."""

import importlib

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError
from django.db.models import Q

before = importlib.import_module("lms.exams.migrations.0040_appeals")
TABLE, NAME = before.TABLE, before.NAME
FROZEN = (*before.FROZEN, "practical_result_id")


def _refused(*, is_postgresql):
    differs = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
    cast = "::text" if is_postgresql else ""  # json has no equality on PostgreSQL
    columns = [f"NEW.{name} {differs} OLD.{name}" for name in FROZEN]
    return " OR ".join([before.REFUSED, *columns, f"NEW.parts{cast} {differs} OLD.parts{cast}"])


def guard_appeals(apps, editor):
    """Let an appeal go forward only, by people without a part, and never away; also one against a practical result."""
    if editor.connection.vendor == "postgresql":
        raised = f"RAISE EXCEPTION '{NAME}' USING ERRCODE = 'check_violation', CONSTRAINT = '{NAME}';"
        statements = [
            f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'DELETE' THEN {raised} END IF; "
            f"IF {_refused(is_postgresql=True)} THEN {raised} END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {NAME} BEFORE UPDATE OR DELETE ON {TABLE} "
            f"FOR EACH ROW EXECUTE FUNCTION {NAME}()",
        ]
    else:
        # A later migration that changes the table on SQLite makes it anew, and has to make these again.
        statements = [
            f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} WHEN {_refused(is_postgresql=False)} "
            f"BEGIN SELECT RAISE(ABORT, '{NAME}'); END",
            f"CREATE TRIGGER {NAME}_no_delete BEFORE DELETE ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{NAME}'); END",
        ]
    for statement in statements:
        editor.execute(statement, params=None)


def refuse_to_lose_appeals(apps, editor):
    """Going back, before anything is changed: the older form has no place for these appeals."""
    if apps.get_model("exams", "Appeal").objects.filter(practical_result__isnull=False).exists():
        raise IrreversibleError(
            "There are appeals against practical results, which the older form cannot keep."
        )


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0046_third_looks_name_who_keyed_on_sqlite"),
    ]

    operations = [
        migrations.RunPython(before.guard_appeals_no_more, before.guard_appeals),
        migrations.AlterField(
            model_name="appeal",
            name="attempt",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appeals",
                to="exams.attempt",
            ),
        ),
        migrations.AlterField(
            model_name="appeal",
            name="result",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appeals",
                to="exams.result",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="practical_result",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appeals",
                to="exams.practicalresult",
            ),
        ),
        migrations.AlterField(
            model_name="appealpart",
            name="part",
            field=models.CharField(
                choices=[
                    ("self", "is the candidate"),
                    ("filed", "filed the appeal"),
                    ("marked", "marked or decided on marks"),
                    ("key", "corrected the key"),
                    ("released", "moderated or released the result"),
                    ("room", "was on duty in the room or decided there"),
                    ("drew", "opened the practical examination and drew the tasks"),
                    ("called", "called a further assessor or decided in the workshop"),
                    ("taught", "taught the candidate or declared a conflict"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=Q(attempt__isnull=False, practical_result__isnull=True, result__isnull=False)
                | Q(attempt__isnull=True, practical_result__isnull=False, result__isnull=True),
                name="appeal_is_about_one_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=~Q(state="withdrawn"),
                fields=("practical_result",),
                name="appeal_once_per_practical_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=Q(practical_result__isnull=True) | Q(remedy__in=("", "nothing", "try")),
                name="appeal_of_work_changes_no_marks",
            ),
        ),
        migrations.RunPython(guard_appeals, before.guard_appeals_no_more),
        migrations.RunPython(migrations.RunPython.noop, refuse_to_lose_appeals),
    ]
