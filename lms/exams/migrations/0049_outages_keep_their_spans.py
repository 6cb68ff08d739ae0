"""An outage that waits names each time that the server was away; those before this are one time, as they were kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exams", "0048_decisions_on_evidence_by_two")]

    operations = [
        migrations.AddField(
            model_name="roomact", name="spans", field=models.JSONField(blank=True, default=list)
        ),
    ]
