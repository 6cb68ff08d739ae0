"""No page ever made a link under a consent: a sheet has its own code, and names where each certificate is checked."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lms.core.append_only import create_statements


def draw(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """On the way back the table is there again, insert-only as it was."""
    for statement in create_statements(editor.connection, "certificates_consentlink"):
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0061_plans_can_be_taken_back")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, draw),
        migrations.DeleteModel(name="ConsentLink"),
        migrations.AlterField(
            model_name="disclosure",
            name="way",
            field=models.CharField(
                choices=[
                    ("sheet", "Referral sheet"),
                    ("portal", "Page of the employer"),
                    ("letter", "Letter"),
                    ("telephone", "Telephone"),
                ],
                max_length=20,
            ),
        ),
    ]
