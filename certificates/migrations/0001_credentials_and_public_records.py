"""Register numbers, credentials and what is public of them."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.crypto
import lms.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("enrolments", "0001_initial"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishedCredential",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("name_hash", models.CharField(max_length=64)),
                ("full_name", lms.core.crypto.EncryptedTextField()),
                ("masked_name", models.CharField(max_length=10)),
                (
                    "kind",
                    models.CharField(
                        choices=[("training_certificate", "Training certificate")], max_length=30
                    ),
                ),
                ("title_zh", models.CharField(max_length=150)),
                ("title_en", models.CharField(blank=True, max_length=250)),
                ("occupation_zh", models.CharField(blank=True, max_length=150)),
                ("occupation_en", models.CharField(blank=True, max_length=250)),
                ("school_zh", models.CharField(max_length=100)),
                ("school_en", models.CharField(blank=True, max_length=200)),
                ("awarded_date", models.DateField()),
                (
                    "status",
                    models.CharField(
                        choices=[("valid", "Valid"), ("revoked", "Revoked"), ("replaced", "Replaced")],
                        default="valid",
                        max_length=10,
                    ),
                ),
                ("status_date", models.DateField()),
            ],
            options={
                "verbose_name": "published credential",
                "verbose_name_plural": "published credentials",
            },
        ),
        migrations.CreateModel(
            name="RegisterNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("training_certificate", "Training certificate")], max_length=30
                    ),
                ),
                ("reserved_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "register number",
                "verbose_name_plural": "register numbers",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Credential",
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
                        choices=[("training_certificate", "Training certificate")],
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                ("payload", models.BinaryField()),
                ("payload_sha256", models.CharField(max_length=64)),
                ("token", lms.core.crypto.EncryptedTextField()),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("awarded_date", models.DateField(verbose_name="awarded on")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reserved", "Being prepared"),
                            ("issued", "Issued"),
                            ("revoked", "Revoked"),
                            ("replaced", "Replaced"),
                        ],
                        default="reserved",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("document_name", models.CharField(blank=True, max_length=100)),
                ("document_sha256", models.CharField(blank=True, max_length=64)),
                ("reserved_at", models.DateTimeField()),
                ("issued_at", models.DateTimeField(null=True, verbose_name="issued at")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credentials",
                        to="enrolments.enrolment",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credentials",
                        to="accounts.person",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credentials",
                        to="organisations.school",
                    ),
                ),
                (
                    "number",
                    models.OneToOneField(
                        db_column="number",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credential",
                        to="certificates.registernumber",
                        to_field="number",
                    ),
                ),
            ],
            options={
                "verbose_name": "credential",
                "verbose_name_plural": "credentials",
                "ordering": ["-reserved_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["reserved", "issued"])),
                        fields=("enrolment", "kind"),
                        name="credential_live_once_per_enrolment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "reserved"),
                            models.Q(("document_sha256", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="credential_issued_has_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True), ("issued_at__isnull", True), ("state", "reserved")
                            ),
                            models.Q(
                                ("ended_at__isnull", True), ("issued_at__isnull", False), ("state", "issued")
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("issued_at__isnull", False),
                                ("state__in", ["revoked", "replaced"]),
                            ),
                            _connector="OR",
                        ),
                        name="credential_state_has_its_instant",
                    ),
                ],
            },
        ),
    ]
