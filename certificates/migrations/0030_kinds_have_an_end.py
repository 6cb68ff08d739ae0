"""What is issued for a time says until when, and new versions of kinds are proposed and approved."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import append_only_operations

PUBLISHED = "certificates_publishedcredential"
# Columns that no statement may change; before this migration without the last one.
FROZEN = (
    "token_hash, number, name_hash, full_name, masked_name, kind, title_zh, title_en, occupation_zh, occupation_en, "
    "school_zh, school_en, awarded_date, valid_until"
)


def freeze(editor, columns):
    """Draw the guard of frozen columns anew; that against deleting stays."""
    is_postgres = editor.connection.vendor == "postgresql"
    on = f" ON {PUBLISHED}" if is_postgres else ""
    editor.execute(f"DROP TRIGGER {PUBLISHED}_frozen{on}")
    act = (
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        if is_postgres
        else f"BEGIN SELECT RAISE(ABORT, 'frozen content of {PUBLISHED}'); END"
    )
    editor.execute(f"CREATE TRIGGER {PUBLISHED}_frozen BEFORE UPDATE OF {columns} ON {PUBLISHED} {act}")


def freeze_all(apps, editor):
    freeze(editor, FROZEN)


def freeze_as_before(apps, editor):
    freeze(editor, FROZEN.removesuffix(", valid_until"))


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0029_keys_of_employers"),
    ]

    operations = [
        migrations.AddField(
            model_name="publishedcredential",
            name="valid_until",
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name="KindProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("training_certificate", "Training certificate"),
                            ("diploma", "Diploma"),
                            ("study_completion", "Certificate of completed study"),
                            ("study_record", "Record of partial study"),
                            ("skill_level", "Skill-level certificate"),
                        ],
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                ("from_date", models.DateField(verbose_name="in force from")),
                ("valid_months", models.PositiveSmallIntegerField(null=True)),
                ("signatories", models.JSONField()),
                ("by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "proposed version of a kind",
                "verbose_name_plural": "proposed versions of kinds",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_months__isnull", True), ("valid_months__range", (1, 600)), _connector="OR"
                        ),
                        name="kind_validity_is_months_or_life",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KindApproval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by", models.UUIDField()),
                ("approved_at", models.DateTimeField()),
                (
                    "definition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approval",
                        to="certificates.kinddefinition",
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approval",
                        to="certificates.kindproposal",
                    ),
                ),
            ],
        ),
        migrations.RunPython(freeze_all, freeze_as_before),
        *append_only_operations("certificates_kindproposal"),
        *append_only_operations("certificates_kindapproval"),
    ]
