"""Share links made under a consent end with it."""

import django.db.models.deletion
from django.db import migrations, models

from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0034_consents_are_guarded"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="certificates.consent",
                    ),
                ),
                (
                    "link",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="under",
                        to="certificates.sharelink",
                    ),
                ),
            ],
            options={
                "verbose_name": "link under a consent",
                "verbose_name_plural": "links under consents",
            },
        ),
        *append_only_operations("certificates_consentlink"),
    ]
