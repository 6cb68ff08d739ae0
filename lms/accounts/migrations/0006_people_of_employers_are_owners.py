"""Who worked for an employer before there were owners could do everything: they are owners, or wait with it."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    held = apps.get_model("accounts", "RoleAssignment")._default_manager.using(schema_editor.connection.alias)
    held = held.filter(role="employer", ended_at__isnull=True)
    held.update(is_owner=True)
    held.filter(employer__is_verified=False).update(role="employer_applicant")


def put_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    held = apps.get_model("accounts", "RoleAssignment")._default_manager.using(schema_editor.connection.alias)
    held.filter(role="employer_applicant").update(role="employer")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_people_of_employers"),
    ]

    operations = [migrations.RunPython(fill, put_back)]
