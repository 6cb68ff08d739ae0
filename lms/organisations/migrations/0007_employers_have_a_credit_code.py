"""Employers have a unified social credit code and somebody to ask for; their names are compared by a key."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lms.organisations.employers.rules import CODE_FORM, compared_by


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("organisations", "Employer")._default_manager.using(schema_editor.connection.alias)
    for row in rows.only("name_zh", "name_en"):
        rows.filter(pk=row.pk).update(key_zh=compared_by(row.name_zh), key_en=compared_by(row.name_en))


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0006_rooms_have_equipment"),
    ]

    operations = [
        migrations.AddField(
            model_name="employer",
            name="credit_code",
            field=models.CharField(
                max_length=18, null=True, unique=True, verbose_name="unified social credit code"
            ),
        ),
        migrations.AddField(
            model_name="employer",
            name="contact_person",
            field=models.CharField(blank=True, default="", max_length=100, verbose_name="contact person"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="employer",
            name="contact_phone",
            field=models.CharField(blank=True, default="", max_length=30, verbose_name="telephone"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="employer",
            name="address",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="address"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="employer",
            name="about",
            field=models.TextField(
                blank=True, default="", max_length=1000, verbose_name="what the organisation does"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="employer",
            name="key_zh",
            field=models.CharField(db_index=True, default="", editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="employer",
            name="key_en",
            field=models.CharField(db_index=True, default="", editable=False, max_length=200),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="employer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credit_code__isnull", True), ("credit_code__regex", CODE_FORM), _connector="OR"
                ),
                name="employer_credit_code_has_its_form",
            ),
        ),
    ]
