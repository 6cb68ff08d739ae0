"""The transcript is a kind of its own: sealed, with a number that is drawn, in the register."""

from datetime import UTC, date, datetime
from typing import Any

from django.db import migrations, models

from lms.core.append_only import create_statements, drop_statements

TABLE = "certificates_kinddefinition"
KIND, SINCE, MADE_AT = "transcript", date(2020, 1, 1), datetime(2026, 11, 30, tzinfo=UTC)
COMMON = ["name", "title_zh", "school_zh", "awarded_date"]
FIELDS = [*COMMON, "sex", "birth_date", "began_date", "ended_date", "years", "records"]
KINDS = [
    ("training_certificate", "Training certificate"),
    ("diploma", "Diploma"),
    ("study_completion", "Certificate of completed study"),
    ("study_record", "Record of partial study"),
    ("skill_level", "Skill-level certificate"),
    ("transcript", "Transcript of records"),
]


def define(apps, editor):
    apps.get_model("certificates", "KindDefinition").objects.create(
        kind=KIND,
        version=1,
        from_date=SINCE,
        fields=FIELDS,
        number_rule="random",
        number_prefix="CJ",
        template=KIND,
        signatories=["principal", "school_seal"],
        occasion="batch",
        made_at=MADE_AT,
    )


def undefine(apps, editor):
    """Take the row back; the guard of the table is drawn again behind it."""
    for statement in drop_statements(TABLE, editor.connection.vendor):
        editor.execute(statement, params=None)
    apps.get_model("certificates", "KindDefinition").objects.filter(kind=KIND, version=1).delete()
    for statement in create_statements(editor.connection, TABLE):
        editor.execute(statement, params=None)


def choices(model: str, field: str = "kind", **said: Any) -> migrations.AlterField:
    """Return the further choice of a column; no database knows choices."""
    column = models.CharField(choices=KINDS, max_length=30, **said)
    return migrations.AlterField(model_name=model, name=field, field=column)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0065_proposed_once_for_the_same_words")]

    operations = [
        choices("batch", verbose_name="kind"),
        choices("batchentry"),
        choices("blankstock", verbose_name="kind"),
        choices("credential", verbose_name="kind"),
        choices("kinddefinition", verbose_name="kind"),
        choices("kindproposal", verbose_name="kind"),
        choices("numberpool", verbose_name="kind"),
        choices("opening", "wanted_kind", blank=True, verbose_name="wanted"),
        choices("publishedcredential"),
        choices("registernumber"),
        choices("wording", verbose_name="kind"),
        migrations.RunPython(define, undefine),
    ]
