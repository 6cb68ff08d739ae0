"""Absences are excused after the room was closed: only one that was one, asked by one officer, decided once by another."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids

TABLE, NAME = "exams_absenceexcuse", "excuse_is_decided_once"
ABSENT = "excuse_is_of_an_absence"
FROZEN = (*("id", "uuid", "candidate_id", "undoes_id", "why", "words", "client_key", "asked_by", "asked_at"),)
DECISION = ("decided_by", "decided_at", "decision_reason")
_IS_ABSENT = "EXISTS (SELECT 1 FROM exams_sittingcandidate WHERE id = NEW.candidate_id AND state = 'absent')"


def _changed(*, is_postgresql: bool) -> str:
    """Return when a change is refused: of what was asked, or of what was decided, but that it was taken back."""
    differs = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
    asked = [f"NEW.{name} {differs} OLD.{name}" for name in FROZEN]
    decided = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in DECISION)
    taken_back = "OLD.state = 'holds' AND NEW.state = 'taken_back'"
    after = f"OLD.state <> 'waiting' AND (NOT ({taken_back}) OR {decided})"
    # What is replayed from the second copy may come to its end in one step.
    return " OR ".join([*asked, f"({after})"])


def refuse(apps, editor):
    """Hold that only an absence is excused, that it is decided once, and that nothing is deleted."""
    if editor.connection.vendor == "postgresql":
        raised = "USING ERRCODE = 'check_violation', CONSTRAINT ="
        statements = [
            f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{NAME}' {raised} '{NAME}'; END IF; "
            f"IF TG_OP = 'INSERT' THEN IF NOT {_IS_ABSENT} THEN "
            f"RAISE EXCEPTION '{ABSENT}' {raised} '{ABSENT}'; END IF; RETURN NEW; END IF; "
            f"IF {_changed(is_postgresql=True)} THEN RAISE EXCEPTION '{NAME}' {raised} '{NAME}'; "
            "END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {NAME} BEFORE INSERT OR UPDATE OR DELETE ON {TABLE} "
            f"FOR EACH ROW EXECUTE FUNCTION {NAME}()",
        ]
    else:
        # A later migration that changes the table on SQLite makes it anew, and has to make these again.
        statements = [
            f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} WHEN {_changed(is_postgresql=False)} "
            f"BEGIN SELECT RAISE(ABORT, '{NAME}'); END",
            f"CREATE TRIGGER {NAME}_no_delete BEFORE DELETE ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{NAME}'); END",
            f"CREATE TRIGGER {ABSENT} BEFORE INSERT ON {TABLE} WHEN NOT {_IS_ABSENT} "
            f"BEGIN SELECT RAISE(ABORT, '{ABSENT}'); END",
        ]
    for statement in statements:
        editor.execute(statement, params=None)


def refuse_no_more(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER {NAME} ON {TABLE}", params=None)
        editor.execute(f"DROP FUNCTION {NAME}()", params=None)
    else:
        for name in (NAME, f"{NAME}_no_delete", ABSENT):
            editor.execute(f"DROP TRIGGER {name}", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0060_comparisons_are_taken_back"),
    ]

    operations = [
        migrations.CreateModel(
            name="AbsenceExcuse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("medical", "Ill, with a note of a doctor or nurse"),
                            ("moved", "Left or was transferred before the day"),
                            ("site", "The site could not let the person come"),
                            ("other", "Something else, in words"),
                        ],
                        max_length=10,
                        verbose_name="Why the person did not appear",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="in words")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for a second officer"),
                            ("holds", "Agreed"),
                            ("refused", "Not agreed"),
                            ("taken_back", "Held, and was taken back"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("client_key", models.UUIDField(unique=True)),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision_reason", models.CharField(blank=True, max_length=300)),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="excuses",
                        to="exams.sittingcandidate",
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="exams.absenceexcuse",
                    ),
                ),
            ],
            options={
                "verbose_name": "excused absence",
                "verbose_name_plural": "excused absences",
                "ordering": ["candidate", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "holds"]), ("undoes__isnull", True)),
                        fields=("candidate",),
                        name="absence_excused_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "holds"]), ("undoes__isnull", False)),
                        fields=("undoes",),
                        name="excuse_taken_back_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("undoes__isnull", True),
                                ("why__in", ["medical", "moved", "site", "other"]),
                                models.Q(
                                    models.Q(("why", "other"), _negated=True),
                                    models.Q(("words", ""), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            models.Q(
                                ("undoes__isnull", False),
                                ("why", ""),
                                models.Q(("words", ""), _negated=True),
                                models.Q(("state", "taken_back"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="excuse_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("state", "waiting"),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ["holds", "refused", "taken_back"]),
                            ),
                            _connector="OR",
                        ),
                        name="excuse_decision_has_its_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["holds", "taken_back"]), _negated=True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="excuse_by_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("decision_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="excuse_refused_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.RunPython(refuse, refuse_no_more),
    ]
