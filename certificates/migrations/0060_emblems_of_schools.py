"""A school's own logo and seal, each version from a day on."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0054_follow_up_reminders"),
        ("organisations", "0010_codes_are_of_who_is_verified"),
    ]

    operations = [
        migrations.CreateModel(
            name="Emblem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                (
                    "use",
                    models.CharField(
                        choices=[("logo", "Logo"), ("seal", "Seal")], max_length=10, verbose_name="what for"
                    ),
                ),
                ("from_date", models.DateField(verbose_name="in force from")),
                ("content", models.BinaryField(default=b"")),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="emblems",
                        to="organisations.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "logo or seal of a school",
                "verbose_name_plural": "logos and seals of schools",
                "ordering": ["school", "use", "-from_date"],
            },
        ),
        migrations.CreateModel(
            name="EmblemApproval",
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
                    "emblem",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approval",
                        to="certificates.emblem",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EmblemClosing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("by", models.UUIDField()),
                ("closed_at", models.DateTimeField()),
                (
                    "emblem",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closing",
                        to="certificates.emblem",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="emblem",
            index=models.Index(fields=["sha256"], name="emblem_of_a_certificate"),
        ),
        migrations.AddConstraint(
            model_name="emblem",
            constraint=models.CheckConstraint(
                condition=models.Q(("use__in", ["logo", "seal"])), name="emblem_use_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="emblem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("content", b""), ("sha256", "")),
                    models.Q(
                        models.Q(("sha256", ""), _negated=True), models.Q(("content", b""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="emblem_names_its_picture",
            ),
        ),
        migrations.AddConstraint(
            model_name="emblemclosing",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="emblemclosing_says_why"
            ),
        ),
        *append_only_operations("certificates_emblem"),
        *append_only_operations("certificates_emblemapproval"),
        *append_only_operations("certificates_emblemclosing"),
    ]
