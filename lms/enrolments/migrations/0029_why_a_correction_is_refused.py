"""A correction of a person that is refused says why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enrolments", "0028_names_and_numbers_corrected")]

    operations = [
        migrations.AddField(
            model_name="personcorrection",
            name="refusal",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
    ]
