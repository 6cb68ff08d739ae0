"""The database itself keeps taken numbers and the content of credentials as they were written."""

from django.db import migrations

from lms.core.append_only import append_only_operations

# Columns that no statement may change, by table.
FROZEN = {
    "certificates_credential": (
        "uuid, kind, enrolment_id, person_id, school_id, number, payload, payload_sha256, token, token_hash, "
        "awarded_date, reserved_at"
    ),
    "certificates_publishedcredential": (
        "token_hash, number, name_hash, full_name, masked_name, kind, title_zh, title_en, occupation_zh, "
        "occupation_en, school_zh, school_en, awarded_date"
    ),
}


def freeze(apps, editor):
    for table, columns in FROZEN.items():
        for statement in statements(table, columns, editor.connection.vendor):
            editor.execute(statement)


def thaw(apps, editor):
    on = {table: f" ON {table}" if editor.connection.vendor == "postgresql" else "" for table in FROZEN}
    for table in FROZEN:
        editor.execute(f"DROP TRIGGER {table}_frozen{on[table]}")
        editor.execute(f"DROP TRIGGER {table}_kept{on[table]}")


def statements(table, columns, vendor):
    if vendor == "postgresql":
        act = "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        return [
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OF {columns} ON {table} {act}",
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {act}",
        ]
    act = f"BEGIN SELECT RAISE(ABORT, 'frozen content of {table}'); END"
    return [
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OF {columns} ON {table} {act}",
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {act}",
    ]


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_credentials_and_public_records")]

    operations = [
        *append_only_operations("certificates_registernumber"),
        migrations.RunPython(freeze, thaw),
    ]
