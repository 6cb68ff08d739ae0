"""Workers of community stations hold a role of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_letters_wait_sealed"),
    ]

    operations = [
        migrations.AlterField(
            model_name="roleassignment",
            name="role",
            field=models.CharField(
                choices=[
                    ("trainee", "Trainee"),
                    ("instructor", "Instructor"),
                    ("content_reviewer", "Content reviewer"),
                    ("registrar", "Registrar"),
                    ("issuing_officer", "Issuing officer"),
                    ("examinations_officer", "Examinations officer"),
                    ("invigilator", "Invigilator"),
                    ("assessor", "Assessor"),
                    ("placement_officer", "Placement officer"),
                    ("station_worker", "Community station worker"),
                    ("employer", "Employer"),
                    ("employer_applicant", "Employer, not verified"),
                    ("authority_reader", "Authority reader"),
                    ("auditor", "Auditor"),
                    ("administrator", "Administrator"),
                ],
                max_length=30,
                verbose_name="role",
            ),
        ),
    ]
