"""Audit rows are insert-only in the database itself; the chain begins with an empty head."""

from django.db import migrations

from lms.core.append_only import append_only_operations


def begin_chain(apps, schema_editor):
    apps.get_model("core", "AuditChain").objects.get_or_create(name="platform")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunPython(begin_chain, migrations.RunPython.noop),
        *append_only_operations("core_auditentry"),
    ]
