"""A cohort that was opened by mistake is cancelled for a reason; its code is free again."""

from django.db import migrations, models
from django.db.models import Q

CODE = "cohort_code_once_per_site"


class Migration(migrations.Migration):
    dependencies = [("delivery", "0017_learning_of_a_rest")]

    operations = [
        migrations.RemoveConstraint(model_name="cohort", name=CODE),
        migrations.AddField(model_name="cohort", name="cancelled_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="cohort",
            name="cancelled_because",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddConstraint(
            model_name="cohort",
            constraint=models.UniqueConstraint(
                fields=["site", "code"], condition=Q(cancelled_at__isnull=True), name=CODE
            ),
        ),
        migrations.AddConstraint(
            model_name="cohort",
            constraint=models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_because="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_because="")),
                name="cohort_is_cancelled_for_a_reason",
            ),
        ),
    ]
