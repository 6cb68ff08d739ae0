import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lms.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0015_places_of_known_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DraftReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("revision", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="exams.itemdraft",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "reading of a draft",
                "verbose_name_plural": "readings of drafts",
                "ordering": ["-at"],
                "constraints": [
                    models.UniqueConstraint(fields=("draft", "reader"), name="draft_reading_once_per_reader")
                ],
            },
        ),
    ]
