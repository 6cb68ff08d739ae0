"""The second copy asks every two seconds what was marked and told of late; without these it reads all results."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exams", "0052_marks_by_hand_by_time")]

    operations = [
        migrations.AddIndex(
            model_name="result",
            index=models.Index(fields=["marked_at"], name="result_by_time_of_marking"),
        ),
        migrations.AddIndex(
            model_name="result",
            index=models.Index(fields=["released_at"], name="result_by_time_of_release"),
        ),
    ]
