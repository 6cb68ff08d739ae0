"""The second copy asks every two seconds what was done by hand of late; without these it reads all marks there are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exams", "0050_entries_that_the_server_did_not_take")]

    operations = [
        migrations.AddIndex(
            model_name="markingturn",
            index=models.Index(fields=["taken_at"], name="marking_turn_by_time"),
        ),
        migrations.AddIndex(
            model_name="handmark",
            index=models.Index(fields=["at"], name="hand_mark_by_time"),
        ),
        migrations.AddIndex(
            model_name="markdecision",
            index=models.Index(fields=["at"], name="mark_decision_by_time"),
        ),
        migrations.AddIndex(
            model_name="settledmarks",
            index=models.Index(fields=["at"], name="settled_marks_by_time"),
        ),
    ]
