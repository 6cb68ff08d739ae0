"""What an authority said of the seals of documents, or why it said nothing."""

import django.db.models.deletion
from django.db import migrations, models

from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("certificates", "0022_issued_again")]

    operations = [
        migrations.CreateModel(
            name="DocumentStamp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("imprint", models.CharField(max_length=64)),
                ("token", models.BinaryField()),
                ("authority", models.CharField(blank=True, max_length=200)),
                ("stamped_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField()),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stamps",
                        to="certificates.credential",
                    ),
                ),
            ],
            options={
                "verbose_name": "time-stamp of a document",
                "verbose_name_plural": "time-stamps of documents",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("credential", "imprint"), name="document_stamp_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), ("stamped_at__isnull", False))
                        | models.Q(("stamped_at__isnull", True), models.Q(("reason", ""), _negated=True)),
                        name="document_stamp_or_reason",
                    ),
                ],
            },
        ),
        *append_only_operations("certificates_documentstamp"),
    ]
