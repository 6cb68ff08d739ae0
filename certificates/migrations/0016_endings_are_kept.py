"""The database itself keeps what was asked for and by whom, and who decided it once it is decided."""

from django.db import migrations

TABLE = "certificates_endingrequest"
FROZEN = "uuid, credential_id, kind, reason, note, content, requested_by, requested_at"
ONCE = ("decided_by", "decided_at", "ended_at")


def freeze(apps, editor):
    for statement in statements(editor.connection.vendor):
        editor.execute(statement, params=None)


def thaw(apps, editor):
    on = f" ON {TABLE}" if editor.connection.vendor == "postgresql" else ""
    for name in ("frozen", "kept", *ONCE):
        editor.execute(f"DROP TRIGGER {TABLE}_{name}{on}", params=None)


def statements(vendor):
    if vendor == "postgresql":
        act, differs = "EXECUTE FUNCTION refuse_change()", "IS DISTINCT FROM"
    else:
        act, differs = f"BEGIN SELECT RAISE(ABORT, 'frozen content of {TABLE}'); END", "IS NOT"
    each = "FOR EACH ROW"
    return [
        f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE OF {FROZEN} ON {TABLE} {each} {act}",
        f"CREATE TRIGGER {TABLE}_kept BEFORE DELETE ON {TABLE} {each} {act}",
        *(
            f"CREATE TRIGGER {TABLE}_{column} BEFORE UPDATE OF {column} ON {TABLE} {each} "
            f"WHEN (OLD.{column} IS NOT NULL AND NEW.{column} {differs} OLD.{column}) {act}"
            for column in ONCE
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("certificates", "0015_endings")]

    operations = [migrations.RunPython(freeze, thaw)]
