"""The first version of each kind. That of the training certificate is what has been issued so far, and comes first."""

from datetime import UTC, date, datetime

from django.db import migrations

from lms.core.append_only import append_only_operations

SINCE = date(2020, 1, 1)
MADE_AT = datetime(2026, 11, 28, tzinfo=UTC)
COMMON = ["name", "title_zh", "school_zh", "awarded_date"]
STUDY = [*COMMON, "sex", "birth_date", "began_date", "ended_date", "principal"]
SCHOOL = ["principal", "school_seal"]
# kind, fields, rule and prefix of numbers, template, signatories, occasion
KINDS = (
    ("training_certificate", COMMON, "random", "TC", "training_certificate", SCHOOL, "completion"),
    ("diploma", [*STUDY, "photo"], "pool", "", "diploma", SCHOOL, "batch"),
    ("study_completion", [*STUDY, "photo"], "pool", "", "study_completion", SCHOOL, "batch"),
    ("study_record", STUDY, "pool", "", "study_record", SCHOOL, "batch"),
    (
        "skill_level",
        [*COMMON, "occupation_zh", "level", "photo"],
        "skill_code",
        "",
        "skill_level",
        ["assessment_body_seal"],
        "batch",
    ),
)


def define(apps, editor):
    definitions = apps.get_model("certificates", "KindDefinition")
    for kind, fields, rule, prefix, template, signatories, occasion in KINDS:
        definitions.objects.create(
            kind=kind,
            version=1,
            from_date=SINCE,
            fields=fields,
            number_rule=rule,
            number_prefix=prefix,
            template=template,
            signatories=signatories,
            occasion=occasion,
            made_at=MADE_AT,
        )


def undefine(apps, editor):
    apps.get_model("certificates", "KindDefinition").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("certificates", "0009_kinds_and_pools")]

    operations = [
        migrations.RunPython(define, undefine),
        *append_only_operations("certificates_kinddefinition"),
        *append_only_operations("certificates_numberpool", filled_once="closed_at"),
    ]
