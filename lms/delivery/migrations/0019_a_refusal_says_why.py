"""Who refuses a correction of a register says why; what was refused before says nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0018_a_cohort_is_cancelled"),
    ]

    operations = [
        migrations.AddField(
            model_name="correction",
            name="refused_because",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("refused_because", ""), ("decision", "refused"), _connector="OR"),
                name="correction_says_why_only_when_refused",
            ),
        ),
    ]
