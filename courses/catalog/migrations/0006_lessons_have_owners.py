"""A lesson belongs to the programme whose plan brought it."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from courses.catalog.frozen import freeze_operations, thaw_operations

OWNERS = import_module("courses.catalog.migrations.0005_published_versions_never_change").OWNERS


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_published_versions_never_change")]

    operations = [
        *thaw_operations(OWNERS),
        migrations.AddField(
            "lesson",
            "owner",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lessons",
                to="catalog.programme",
            ),
        ),
        *freeze_operations(OWNERS),
    ]
