"""Credentials name the version of their kind, numbers may be longer and name their pool, and void ones say why.

Triggers go first and come back last: PostgreSQL changes no column that a trigger names, SQLite makes tables anew.
"""

import django.db.models.deletion
from django.db import migrations, models

from lms.core.append_only import append_only_operations, create_statements, drop_statements

KINDS = [
    ("training_certificate", "Training certificate"),
    ("diploma", "Diploma"),
    ("study_completion", "Certificate of completed study"),
    ("study_record", "Record of partial study"),
    ("skill_level", "Skill-level certificate"),
]
NUMBERS = "certificates_registernumber"
FIRST_KIND = 1  # that of the training certificate, which is all that was issued so far
# Columns that no statement may change, by table; before this migration without the definition.
FROZEN = {
    "certificates_credential": (
        "uuid, kind, definition_id, enrolment_id, person_id, school_id, number, payload, payload_sha256, token, "
        "token_hash, awarded_date, reserved_at"
    ),
    "certificates_publishedcredential": (
        "token_hash, number, name_hash, full_name, masked_name, kind, title_zh, title_en, occupation_zh, "
        "occupation_en, school_zh, school_en, awarded_date"
    ),
}


def freeze(apps, editor, *, with_definition=True):
    vendor = editor.connection.vendor
    for table, columns in FROZEN.items():
        named = columns if with_definition else columns.replace("definition_id, ", "")
        for statement in statements(table, named, vendor):
            editor.execute(statement)
    for statement in create_statements(editor.connection, NUMBERS):
        editor.execute(statement, params=None)


def freeze_as_before(apps, editor):
    freeze(apps, editor, with_definition=False)


def thaw(apps, editor):
    vendor = editor.connection.vendor
    for table in FROZEN:
        on = f" ON {table}" if vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER {table}_frozen{on}")
        editor.execute(f"DROP TRIGGER {table}_kept{on}")
    for statement in drop_statements(NUMBERS, vendor):
        editor.execute(statement, params=None)


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
    dependencies = [("certificates", "0010_first_kinds")]

    operations = [
        migrations.RunPython(thaw, freeze_as_before),
        migrations.RemoveConstraint(model_name="credential", name="credential_issued_has_document"),
        migrations.RemoveConstraint(model_name="credential", name="credential_state_has_its_instant"),
        migrations.AlterField("registernumber", "kind", models.CharField(choices=KINDS, max_length=30)),
        migrations.AlterField("registernumber", "number", models.CharField(max_length=30, unique=True)),
        migrations.AddField(
            "registernumber",
            "pool",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="numbers",
                to="certificates.numberpool",
            ),
        ),
        migrations.AddField("registernumber", "serial", models.PositiveIntegerField(null=True)),
        migrations.AddConstraint(
            "registernumber",
            models.UniqueConstraint(fields=("pool", "serial"), name="register_number_serial_once"),
        ),
        migrations.AddConstraint(
            "registernumber",
            models.CheckConstraint(
                condition=models.Q(pool__isnull=True, serial__isnull=True)
                | models.Q(pool__isnull=False, serial__isnull=False),
                name="register_number_of_a_pool_has_a_serial",
            ),
        ),
        migrations.AlterField(
            "credential", "kind", models.CharField(choices=KINDS, max_length=30, verbose_name="kind")
        ),
        migrations.AlterField(
            "credential",
            "state",
            models.CharField(
                choices=[
                    ("reserved", "Being prepared"),
                    ("issued", "Issued"),
                    ("revoked", "Revoked"),
                    ("replaced", "Replaced"),
                    ("void", "Void"),
                ],
                default="reserved",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddField(
            "credential",
            "definition",
            models.ForeignKey(
                default=FIRST_KIND,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credentials",
                to="certificates.kinddefinition",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "credential",
            models.CheckConstraint(
                condition=models.Q(state__in=["reserved", "void"]) | ~models.Q(document_sha256=""),
                name="credential_issued_has_document",
            ),
        ),
        migrations.AddConstraint(
            "credential",
            models.CheckConstraint(
                condition=models.Q(state="reserved", issued_at__isnull=True, ended_at__isnull=True)
                | models.Q(state="void", issued_at__isnull=True, ended_at__isnull=False)
                | models.Q(state="issued", issued_at__isnull=False, ended_at__isnull=True)
                | models.Q(
                    state__in=["revoked", "replaced"], issued_at__isnull=False, ended_at__isnull=False
                ),
                name="credential_state_has_its_instant",
            ),
        ),
        migrations.AlterField("publishedcredential", "kind", models.CharField(choices=KINDS, max_length=30)),
        migrations.AlterField("publishedcredential", "number", models.CharField(max_length=30, unique=True)),
        migrations.RunPython(freeze, thaw),
        migrations.CreateModel(
            name="VoidNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="void",
                        to="certificates.registernumber",
                        to_field="number",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("voided_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "void number",
                "verbose_name_plural": "void numbers",
                "ordering": ["voided_at", "pk"],
            },
        ),
        *append_only_operations("certificates_voidnumber"),
    ]
