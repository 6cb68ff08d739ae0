"""Whether an absence is a try is said by the rule; rules and who was taken out can be inserted only."""

from django.db import migrations, models

from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("exams", "0030_practical_examinations")]

    operations = [
        migrations.AddField(
            model_name="admissionrule",
            name="absence_counts",
            field=models.BooleanField(default=True, verbose_name="who does not appear has used a try"),
        ),
        *append_only_operations("exams_admissionrule"),
        *append_only_operations("exams_takenout"),
    ]
