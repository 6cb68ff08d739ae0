"""A change of a session keeps who taught before: instructors can be replaced, and a replacement undone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lms.core.append_only import kept_append_only_operations


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("delivery", "0006_first_rule_of_registers"),
    ]

    operations = [
        *kept_append_only_operations("delivery_sessionchange"),
        migrations.AddField(
            model_name="sessionchange",
            name="instructor_before",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="sessionchange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("moved", "Moved"),
                    ("cancelled", "Cancelled"),
                    ("replaced", "Another instructor or room"),
                    ("undone", "Undone"),
                ],
                max_length=10,
            ),
        ),
    ]
