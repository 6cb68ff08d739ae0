"""The database opens only packets that are sealed, and takes no step after the last one."""

from django.db import migrations

STEP, OPENING = "exams_packetstep", "exams_reserveopening"
HAS = "EXISTS (SELECT 1 FROM exams_packetstep AS one WHERE one.reserve_id = NEW.reserve_id{kind})"
STRUCK, SEALED, GIVEN = (
    HAS.format(kind=f" AND one.kind = '{kind}'") for kind in ("struck", "sealed", "given")
)
OPENED = "EXISTS (SELECT 1 FROM exams_reserveopening AS one WHERE one.reserve_id = NEW.reserve_id AND one.state = 'opened')"
# By name: the table, the verbs, and when it refuses. A second copy brings steps before openings, in their order: what
# was refused before its packet was struck out has to come back too. Packets of before have no steps.
GUARDS = {
    "packet_step_is_not_after_its_end": (STEP, ("INSERT",), STRUCK),
    "packet_is_sealed_after_it_was_given": (STEP, ("INSERT",), f"NEW.kind = 'sealed' AND NOT {GIVEN}"),
    "packet_opened_is_not_struck": (STEP, ("INSERT",), f"NEW.kind = 'struck' AND {OPENED}"),
    "packet_is_opened_sealed": (
        OPENING,
        ("INSERT", "UPDATE"),
        f"NEW.state <> 'refused' AND ({STRUCK} OR ({HAS.format(kind='')} AND NOT {SEALED}))",
    ),
}


def guard(apps, editor):
    for statement in _postgresql() if editor.connection.vendor == "postgresql" else _sqlite():
        editor.execute(statement, params=None)


def _postgresql():
    for name, (table, verbs, refused) in GUARDS.items():
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF ({refused}) THEN "
            f"RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}'; "
            "END IF; RETURN NEW; END $$"
        )
        yield (
            f"CREATE TRIGGER {name} BEFORE {' OR '.join(verbs)} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def _sqlite():
    # A later migration that makes one of these tables anew takes these down first, and makes them again.
    for name, (table, verbs, refused) in GUARDS.items():
        for verb in verbs:
            yield (
                f"CREATE TRIGGER {name}_{verb.lower()} BEFORE {verb} ON {table} WHEN {refused} "
                f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
            )


def guard_no_more(apps, editor):
    for name, (table, verbs, _refused) in GUARDS.items():
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER {name} ON {table}", params=None)
            editor.execute(f"DROP FUNCTION {name}()", params=None)
            continue
        for verb in verbs:
            editor.execute(f"DROP TRIGGER {name}_{verb.lower()}", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0063_packets_are_confirmed"),
    ]

    operations = [
        migrations.RunPython(guard, guard_no_more),
    ]
