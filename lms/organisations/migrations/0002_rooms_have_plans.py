"""A room says which seats it has and how they stand; without a plan they are numbered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="room",
            name="plan",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
