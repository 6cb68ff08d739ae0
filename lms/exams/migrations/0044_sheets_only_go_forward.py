"""A candidate may go on on paper again; packets, sheets and keyings only go forward, in the database as well."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

# What a row may become: by table, the condition under which a change is refused.
OPENING, SHEET, KEYING, DECISION = (
    "exams_reserveopening",
    "exams_papersheet",
    "exams_keying",
    "exams_sheetdecision",
)
RANK = "CASE {row}.state WHEN 'waiting' THEN 0 WHEN 'once' THEN 1 WHEN 'apart' THEN 2 WHEN 'agreed' THEN 3 ELSE 4 END"
FIXED = {
    OPENING: (
        "id",
        "uuid",
        "reserve_id",
        "cause",
        "is_intact",
        "numbers",
        "reason",
        "client_key",
        "asked_by",
        "asked_at",
    ),
    SHEET: ("id", "uuid", "opening_id", "attempt_id", "was_running", "at"),
    KEYING: ("id", "uuid", "sheet_id", "turn", "keyer_id", "began_at"),
}
MOVING = {
    OPENING: ("state", "decided_by", "decided_at", "decision_reason"),
    SHEET: ("state", "epoch", "digest", "none_reason", "ended_at", "ended_by"),
    KEYING: ("answers", "saved_at", "done_at", "given_back_at"),
}
OVER = {
    OPENING: "OLD.state <> 'waiting'",
    SHEET: "OLD.state IN ('handed_in', 'none')",
    KEYING: "(OLD.done_at IS NOT NULL OR OLD.given_back_at IS NOT NULL)",
}
BACKWARDS = f"{RANK.format(row='NEW')} < {RANK.format(row='OLD')}"
KEYED_TWICE = (
    "(SELECT COUNT(DISTINCT one.keyer_id) FROM exams_keying AS one "
    "WHERE one.sheet_id = NEW.{sheet} AND one.done_at IS NOT NULL) = 2"
)
HANDED_IN_UNKEYED = f"NEW.state = 'handed_in' AND NOT {KEYED_TWICE.format(sheet='id')}"
# On SQLite no trigger names the table of people: that table could not be changed any more, as it is made anew.
UNKEYED = f"NOT {KEYED_TWICE.format(sheet='sheet_id')}"
OF_OTHERS = (
    "(SELECT COUNT(DISTINCT who.uuid) FROM exams_keying AS one JOIN accounts_user AS who ON who.id = one.keyer_id "
    "WHERE one.sheet_id = NEW.sheet_id AND one.done_at IS NOT NULL "
    "AND who.uuid IN (NEW.first_keyer, NEW.second_keyer)) <> 2"
)


def _differ(columns, *, is_postgresql):
    if is_postgresql:
        return " OR ".join(f"OLD.{name}::text IS DISTINCT FROM NEW.{name}::text" for name in columns)
    return " OR ".join(f"NOT (OLD.{name} IS NEW.{name})" for name in columns)


def _changes(table, *, is_postgresql):
    fixed, moving = (_differ(part[table], is_postgresql=is_postgresql) for part in (FIXED, MOVING))
    back = f" OR {BACKWARDS}" if table == SHEET else ""
    return f"({fixed}) OR ({OVER[table]} AND ({moving})){back}"


def _guards(*, is_postgresql):
    """Yield of each guard the table, the verbs, what it is called, and when it refuses."""
    for table in FIXED:
        yield table, ("UPDATE",), f"{table}_goes_forward", _changes(table, is_postgresql=is_postgresql)
        yield table, ("DELETE",), f"{table}_stays", "TRUE" if is_postgresql else "1"
    yield SHEET, ("INSERT", "UPDATE"), "sheet_is_handed_in_keyed_twice", HANDED_IN_UNKEYED
    refused = f"{UNKEYED} OR {OF_OTHERS}" if is_postgresql else UNKEYED
    yield DECISION, ("INSERT",), "third_look_at_what_these_two_keyed", refused


def guard(apps, editor):
    for statement in _postgresql() if editor.connection.vendor == "postgresql" else _sqlite():
        editor.execute(statement, params=None)  # a % in the text is no placeholder


def _postgresql():
    for table, verbs, name, refused in _guards(is_postgresql=True):
        result = "OLD" if "DELETE" in verbs else "NEW"
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF ({refused}) THEN "
            f"RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}'; "
            f"END IF; RETURN {result}; END $$"
        )
        yield (
            f"CREATE TRIGGER {name} BEFORE {' OR '.join(verbs)} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def _sqlite():
    # A later migration that changes one of these tables makes it anew, and has to make these again.
    for table, verbs, name, refused in _guards(is_postgresql=False):
        for verb in verbs:
            yield (
                f"CREATE TRIGGER {name}_{verb.lower()} BEFORE {verb} ON {table} WHEN {refused} "
                f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
            )


def guard_no_more(apps, editor):
    is_postgresql = editor.connection.vendor == "postgresql"
    for table, verbs, name, _refused in _guards(is_postgresql=is_postgresql):
        if is_postgresql:
            editor.execute(f"DROP TRIGGER {name} ON {table}", params=None)
            editor.execute(f"DROP FUNCTION {name}()", params=None)
            continue
        for verb in verbs:
            editor.execute(f"DROP TRIGGER {name}_{verb.lower()}", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0043_photos_of_work"),
    ]

    operations = [
        migrations.AlterField(
            model_name="papersheet",
            name="attempt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="exams.attempt"
            ),
        ),
        migrations.AddConstraint(
            model_name="papersheet",
            constraint=models.UniqueConstraint(
                fields=("attempt",), condition=~Q(state="none"), name="one_sheet_that_counts_per_attempt"
            ),
        ),
        migrations.RunPython(guard, guard_no_more),
    ]
