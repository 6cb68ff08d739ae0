"""Who gives minutes is told of those that others gave a moment ago; what stood on the page then is kept in the act."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exams", "0061_absences_are_excused_later")]

    operations = [
        migrations.AddField(
            model_name="roomact", name="beside", field=models.JSONField(blank=True, default=list)
        ),
        migrations.AddField(
            model_name="roomact", name="beside_minutes", field=models.PositiveSmallIntegerField(default=0)
        ),
    ]
