"""Appeals with their rules and who had a part in them; results of further rounds, whose guard is made anew."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import append_only_operations, create_statements, drop_statements

TABLE, NAME = "exams_appeal", "appeal_goes_forward"
FROZEN = (
    "id",
    "uuid",
    "attempt_id",
    "result_id",
    "ground",
    "text",
    "behalf_reason",
    "filed_by",
    "filed_at",
    "answer_by",
    "client_key",
)
# Ended ones stay; nobody decides what nobody took; who had a part neither takes nor decides.
REFUSED = """OLD.state IN ('decided', 'withdrawn')
    OR (NEW.state = 'decided' AND OLD.state <> 'in_review')
    OR (NEW.state = 'withdrawn' AND OLD.state <> 'filed')
    OR (NEW.state IN ('in_review', 'decided') AND EXISTS (
        SELECT 1 FROM exams_appealpart AS part WHERE part.appeal_id = NEW.id AND part.user_uuid = NEW.reviewer))"""


def _refused(*, is_postgresql: bool) -> str:
    differs = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
    cast = "::text" if is_postgresql else ""  # json has no equality on PostgreSQL
    columns = [f"NEW.{name} {differs} OLD.{name}" for name in FROZEN]
    return " OR ".join([REFUSED, *columns, f"NEW.parts{cast} {differs} OLD.parts{cast}"])


def guard_appeals(apps, editor):
    """Let an appeal go forward only, by people without a part, and never away."""
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


def guard_appeals_no_more(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER {NAME} ON {TABLE}", params=None)
        editor.execute(f"DROP FUNCTION {NAME}()", params=None)
    else:
        editor.execute(f"DROP TRIGGER {NAME}", params=None)
        editor.execute(f"DROP TRIGGER {NAME}_no_delete", params=None)


def free_results(apps, editor):
    """Take the guard of results away while their columns change; on SQLite the table is made anew."""
    for statement in drop_statements("exams_result", editor.connection.vendor):
        editor.execute(statement, params=None)


def guard_results(apps, editor):
    for statement in create_statements(editor.connection, "exams_result", "released_at"):
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0039_marks_are_settled_and_turns_handed_on"),
    ]

    operations = [
        migrations.RunPython(free_results, guard_results),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("marks", "My answers were marked wrongly or too low"),
                            ("question", "A question or its right answer is wrong"),
                            ("room", "Something went wrong in the room or with the computer"),
                            ("mix_up", "This cannot be my result"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                        verbose_name="ground",
                    ),
                ),
                ("parts", models.JSONField(default=list)),
                ("text", models.CharField(blank=True, max_length=600, verbose_name="in own words")),
                (
                    "behalf_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="why an officer filed it"),
                ),
                ("filed_by", models.UUIDField()),
                ("filed_at", models.DateTimeField(verbose_name="filed")),
                ("answer_by", models.DateField(verbose_name="answer by")),
                ("client_key", models.UUIDField(unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("filed", "Filed"),
                            ("in_review", "In review"),
                            ("decided", "Decided"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="filed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reviewer", models.UUIDField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "Upheld"),
                            ("in_part", "Upheld in part"),
                            ("rejected", "Rejected"),
                        ],
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                (
                    "remedy",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nothing", "The result stays"),
                            ("marking", "A further person marks"),
                            ("key", "The key is looked at, for everybody"),
                            ("try", "This try does not count: the examination can be written again"),
                        ],
                        max_length=10,
                        verbose_name="what follows",
                    ),
                ),
                (
                    "answer",
                    models.CharField(blank=True, max_length=1000, verbose_name="answer to the candidate"),
                ),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "appeal",
                "verbose_name_plural": "appeals",
                "ordering": ["-filed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="AppealPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("user_uuid", models.UUIDField()),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("self", "is the candidate"),
                            ("filed", "filed the appeal"),
                            ("marked", "marked or decided on marks"),
                            ("key", "corrected the key"),
                            ("released", "moderated or released the result"),
                            ("room", "was on duty in the room or decided there"),
                            ("taught", "taught the candidate or declared a conflict"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["appeal", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AppealRule",
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
                    "file_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="days to appeal after the release",
                    ),
                ),
                (
                    "answer_days",
                    models.PositiveSmallIntegerField(
                        default=15,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="days to answer after the appeal",
                    ),
                ),
                ("basis_zh", models.CharField(max_length=300, verbose_name="rests on (Chinese)")),
                ("basis_en", models.CharField(blank=True, max_length=300, verbose_name="rests on (English)")),
            ],
            options={
                "verbose_name": "rule of appeals",
                "verbose_name_plural": "rules of appeals",
                "ordering": ["code", "valid_from"],
            },
        ),
        migrations.CreateModel(
            name="FurtherMarking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("items", models.JSONField()),
                ("round", models.PositiveSmallIntegerField()),
                ("ordered_by", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "further marking",
                "verbose_name_plural": "further markings",
            },
        ),
        migrations.RemoveConstraint(
            model_name="markingturn",
            name="marking_turn_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="result",
            name="result_once_per_receipt_and_key",
        ),
        migrations.AddField(
            model_name="result",
            name="round",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="markingturn",
            name="turn",
            field=models.CharField(
                choices=[
                    ("first", "First"),
                    ("second", "Second"),
                    ("third", "Third"),
                    ("appeal", "After an appeal"),
                ],
                max_length=6,
            ),
        ),
        migrations.AddConstraint(
            model_name="markingturn",
            constraint=models.CheckConstraint(
                condition=models.Q(("turn__in", ["first", "second", "third", "appeal"])),
                name="marking_turn_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.UniqueConstraint(
                fields=("attempt", "receipt_number", "key_version", "round"),
                name="result_once_per_receipt_key_and_round",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="attempt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to="exams.attempt"
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="result",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to="exams.result"
            ),
        ),
        migrations.AddField(
            model_name="appealpart",
            name="appeal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="taken_part", to="exams.appeal"
            ),
        ),
        migrations.AddConstraint(
            model_name="appealrule",
            constraint=models.UniqueConstraint(
                fields=("code", "valid_from"), name="appeal_rule_once_per_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="appealrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_days__range", (1, 365)), ("file_days__range", (1, 365))),
                name="appeal_rule_days",
            ),
        ),
        migrations.AddField(
            model_name="furthermarking",
            name="appeal",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="further_marking", to="exams.appeal"
            ),
        ),
        migrations.AddField(
            model_name="furthermarking",
            name="attempt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="further_markings",
                to="exams.attempt",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("result",),
                name="appeal_once_per_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("filed", "in_review"))),
                fields=("attempt",),
                name="appeal_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["filed", "in_review", "decided", "withdrawn"])),
                name="appeal_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "in_review"), _negated=True),
                    models.Q(("reviewer__isnull", False), ("taken_at__isnull", False)),
                    _connector="OR",
                ),
                name="appeal_in_review_has_its_reviewer",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("outcome__in", ["upheld", "in_part", "rejected"]),
                        ("remedy__in", ["nothing", "marking", "key", "try"]),
                        ("reviewer", models.F("decided_by")),
                        ("state", "decided"),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "decided"), _negated=True),
                        ("answer", ""),
                        ("decided_by__isnull", True),
                        ("outcome", ""),
                        ("remedy", ""),
                    ),
                    _connector="OR",
                ),
                name="appeal_decision_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), ("withdrawn_at__isnull", False)),
                    models.Q(models.Q(("state", "withdrawn"), _negated=True), ("withdrawn_at__isnull", True)),
                    _connector="OR",
                ),
                name="appeal_withdrawal_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("filed_by")), _negated=True),
                    _connector="OR",
                ),
                name="appeal_not_decided_by_who_filed_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="appealpart",
            constraint=models.UniqueConstraint(
                fields=("appeal", "user_uuid", "part"), name="appeal_part_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="furthermarking",
            constraint=models.UniqueConstraint(
                fields=("attempt", "round"), name="further_marking_once_per_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="furthermarking",
            constraint=models.CheckConstraint(
                condition=models.Q(("round__gt", 0)), name="further_marking_after_the_first"
            ),
        ),
        migrations.RunPython(guard_results, free_results),
        migrations.RunPython(guard_appeals, guard_appeals_no_more),
        *append_only_operations("exams_appealrule"),
        *append_only_operations("exams_appealpart"),
        *append_only_operations("exams_furthermarking"),
    ]
