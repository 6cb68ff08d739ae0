"""Photographs and lengths of schooling, and the second version of the kinds that print them.

Nothing was issued by the first versions of these kinds: there was no document for them.
"""

from datetime import UTC, date, datetime

import django.db.models.deletion
from django.db import migrations, models

import lms.core.crypto
import lms.core.ids
from lms.core.append_only import append_only_operations, create_statements, drop_statements

SINCE = date(2026, 1, 1)
TABLE = "certificates_kinddefinition"
MADE_AT = datetime(2026, 11, 28, tzinfo=UTC)
COMMON = ["name", "title_zh", "school_zh", "awarded_date"]
STUDY = [*COMMON, "sex", "birth_date", "began_date", "ended_date", "years", "principal"]
SCHOOL = ["principal", "school_seal"]
# kind, fields, rule of numbers, signatories; the template is called like the kind
KINDS = (
    ("diploma", [*STUDY, "photo"], "pool", SCHOOL),
    ("study_completion", [*STUDY, "photo"], "pool", SCHOOL),
    ("study_record", STUDY, "pool", SCHOOL),
    (
        "skill_level",
        [*COMMON, "occupation_zh", "level", "identity", "photo"],
        "skill_code",
        ["assessment_body_seal"],
    ),
)


def define(apps, editor):
    definitions = apps.get_model("certificates", "KindDefinition")
    for kind, fields, rule, signatories in KINDS:
        definitions.objects.create(
            kind=kind,
            version=2,
            from_date=SINCE,
            fields=fields,
            number_rule=rule,
            number_prefix="",
            template=kind,
            signatories=signatories,
            occasion="batch",
            made_at=MADE_AT,
        )


def undefine(apps, editor):
    """Take the rows back; the guard of the table is drawn again behind them."""
    for statement in drop_statements(TABLE, editor.connection.vendor):
        editor.execute(statement, params=None)
    kinds = [kind for kind, *_rest in KINDS]
    apps.get_model("certificates", "KindDefinition").objects.filter(
        version=2, kind__in=kinds, from_date=SINCE
    ).delete()
    for statement in create_statements(editor.connection, TABLE):
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0016_endings_are_kept"),
        ("accounts", "0004_names_of_searches_are_sealed"),
        ("catalog", "0008_versions_name_equipment"),
        ("organisations", "0005_rooms_sort_as_people_count"),
    ]

    operations = [
        migrations.CreateModel(
            name="Portrait",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("content", lms.core.crypto.EncryptedTextField()),
                ("sha256", models.CharField(max_length=64)),
                ("kept_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="portraits",
                        to="accounts.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "photograph of a person",
                "verbose_name_plural": "photographs of people",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["person", "sha256"], name="portrait_of_a_certificate"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Schooling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                (
                    "years",
                    models.PositiveSmallIntegerField(verbose_name="length of schooling in years"),
                ),
                ("set_at", models.DateTimeField()),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schoolings",
                        to="catalog.programme",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schoolings",
                        to="organisations.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "length of schooling",
                "verbose_name_plural": "lengths of schooling",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(years__range=(1, 6)), name="schooling_is_one_to_six_years"
                    ),
                ],
            },
        ),
        *append_only_operations("certificates_portrait"),
        *append_only_operations("certificates_schooling"),
        migrations.RunPython(define, undefine),
    ]
