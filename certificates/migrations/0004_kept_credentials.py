"""The database itself keeps signed credentials and what was drawn for them; keys only go towards their end."""

from django.db import migrations

from lms.core.append_only import append_only_operations

KEY = "certificates_signingkey"
FROZEN = "uuid, name, purpose, algorithm, custody, locator, public, valid_from"
ENDS = ("retired_at", "removed_at")


def freeze(apps, editor):
    for statement in statements(editor.connection.vendor):
        editor.execute(statement)


def thaw(apps, editor):
    on = f" ON {KEY}" if editor.connection.vendor == "postgresql" else ""
    for name in ("frozen", "kept", *ENDS):
        editor.execute(f"DROP TRIGGER {KEY}_{name}{on}")


def statements(vendor):
    if vendor == "postgresql":
        act, differs = "EXECUTE FUNCTION refuse_change()", "IS DISTINCT FROM"
    else:
        act, differs = f"BEGIN SELECT RAISE(ABORT, 'frozen content of {KEY}'); END", "IS NOT"
    each = "FOR EACH ROW"
    return [
        f"CREATE TRIGGER {KEY}_frozen BEFORE UPDATE OF {FROZEN} ON {KEY} {each} {act}",
        f"CREATE TRIGGER {KEY}_kept BEFORE DELETE ON {KEY} {each} {act}",
        *(
            f"CREATE TRIGGER {KEY}_{end} BEFORE UPDATE OF {end} ON {KEY} {each} "
            f"WHEN (OLD.{end} IS NOT NULL AND NEW.{end} {differs} OLD.{end}) {act}"
            for end in ENDS
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("certificates", "0003_digital_credentials")]

    operations = [
        *append_only_operations("certificates_statusentry"),
        *append_only_operations("certificates_revokedentry"),
        *append_only_operations("certificates_signedcredential"),
        migrations.RunPython(freeze, thaw),
    ]
