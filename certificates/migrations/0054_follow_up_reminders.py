"""On which day a letter last told somebody what is due."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0053_follow_up_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="followupcount",
            name="reminded_date",
            field=models.DateField(null=True),
        ),
    ]
