"""Names of employers are compared by a newer rule: the keys are written anew."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lms.organisations.employers.rules import compared_by


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("organisations", "Employer")._default_manager.using(schema_editor.connection.alias)
    for row in rows.only("name_zh", "name_en"):
        rows.filter(pk=row.pk).update(key_zh=compared_by(row.name_zh), key_en=compared_by(row.name_en))


class Migration(migrations.Migration):
    dependencies = [("organisations", "0008_decisions_about_employers")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
