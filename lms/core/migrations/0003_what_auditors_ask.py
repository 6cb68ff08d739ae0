"""Indexes for what auditors ask; the triggers are drawn anew, as SQLite makes the table anew."""

from django.db import migrations, models

from lms.core.append_only import create_statements, drop_statements

TABLE = "core_auditentry"


def take_guard_away(apps, schema_editor):
    for statement in drop_statements(TABLE, schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def put_guard_up(apps, schema_editor):
    for statement in create_statements(schema_editor.connection, TABLE):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_insert_only_audit")]

    operations = [
        migrations.RunPython(take_guard_away, put_guard_up),
        migrations.AlterField("auditentry", "actor_uuid", models.UUIDField(null=True)),
        migrations.AddIndex(
            "auditentry", models.Index(fields=["actor_uuid", "seq"], name="audit_entry_by_actor")
        ),
        migrations.AddIndex(
            "auditentry", models.Index(fields=["action", "seq"], name="audit_entry_by_action")
        ),
        migrations.AddIndex(
            "auditentry", models.Index(fields=["target_type", "seq"], name="audit_entry_by_kind")
        ),
        migrations.AddIndex("auditentry", models.Index(fields=["at"], name="audit_entry_by_day")),
        migrations.RunPython(put_guard_up, take_guard_away),
    ]
