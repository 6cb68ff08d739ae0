"""A register says who took its signature back and when, and why far less was taught than planned."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("delivery", "0019_a_refusal_says_why")]

    operations = [
        migrations.AddField(model_name="register", name="reopened_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="register", name="reopened_by", field=models.UUIDField(null=True)),
        migrations.AddField(
            model_name="register",
            name="short_because",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddConstraint(
            model_name="register",
            constraint=models.CheckConstraint(
                condition=Q(reopened_at__isnull=True, reopened_by__isnull=True)
                | Q(reopened_at__isnull=False, state="open"),
                name="register_is_reopened_only_while_open",
            ),
        ),
    ]
