from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0006_films_sound_and_handouts"),
    ]

    operations = [
        migrations.AddField(
            model_name="packupload",
            name="name",
            field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="packexport",
            name="state",
            field=models.CharField(
                choices=[
                    ("making", "Being made"),
                    ("ready", "Ready"),
                    ("refused", "Refused"),
                    ("discarded", "Discarded"),
                    ("expired", "Expired"),
                ],
                default="making",
                max_length=10,
            ),
        ),
    ]
