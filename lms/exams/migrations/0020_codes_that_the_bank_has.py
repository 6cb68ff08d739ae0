from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exams", "0019_orders_for_papers")]

    operations = [
        migrations.AddField(
            model_name="questionupload",
            name="same_codes",
            field=models.CharField(
                choices=[
                    ("new", "They become questions of their own, with new codes"),
                    ("next", "They become the next wordings of the questions with their codes"),
                ],
                default="new",
                max_length=4,
                verbose_name="codes that the bank has",
            ),
        ),
    ]
