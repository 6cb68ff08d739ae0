"""A candidate may go on on paper again, from another packet."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0043_photos_of_work"),
    ]

    operations = [
        migrations.AlterField(
            model_name="papersheet",
            name="attempt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="exams.attempt"
            ),
        ),
        migrations.AddConstraint(
            model_name="papersheet",
            constraint=models.UniqueConstraint(
                fields=("attempt",), condition=~Q(state="none"), name="one_sheet_that_counts_per_attempt"
            ),
        ),
    ]
