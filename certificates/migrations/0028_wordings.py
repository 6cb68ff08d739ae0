"""A school's own words on its certificates, each version from a day on."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0027_time_stamps_of_documents"),
        ("organisations", "0006_rooms_have_equipment"),
    ]

    operations = [
        migrations.CreateModel(
            name="Wording",
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
                ("deed_zh", models.CharField(blank=True, max_length=160)),
                ("deed_en", models.CharField(blank=True, max_length=300)),
                ("seal_words", models.CharField(blank=True, max_length=8)),
                ("by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wordings",
                        to="organisations.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "wording of certificates",
                "verbose_name_plural": "wordings of certificates",
                "ordering": ["school", "kind", "-from_date"],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(kind="study_record"),
                        name="wording_of_a_kind_that_says_one_thing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WordingApproval",
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
                    "wording",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approval",
                        to="certificates.wording",
                    ),
                ),
            ],
        ),
        *append_only_operations("certificates_wording"),
        *append_only_operations("certificates_wordingapproval"),
    ]
