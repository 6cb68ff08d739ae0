"""Keys with which programs of employers check certificates."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0028_wordings"),
        ("organisations", "0006_rooms_have_equipment"),
    ]

    operations = [
        migrations.CreateModel(
            name="EmployerKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("name", models.CharField(max_length=60, verbose_name="name of the key")),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("hint", models.CharField(max_length=8)),
                ("client_key", models.UUIDField(unique=True)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("expires_at", models.DateTimeField(verbose_name="ends")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="revoked at")),
                ("last_used_date", models.DateField(null=True, verbose_name="last used")),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.employer",
                    ),
                ),
            ],
            options={
                "verbose_name": "key of an employer",
                "verbose_name_plural": "keys of employers",
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("made_at"))),
                        name="employer_key_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_at__isnull", True),
                            ("revoked_at__gte", models.F("made_at")),
                            _connector="OR",
                        ),
                        name="employer_key_revoked_after_it_begins",
                    ),
                ],
            },
        ),
    ]
