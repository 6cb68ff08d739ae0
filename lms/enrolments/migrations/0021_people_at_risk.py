import django.db.models.deletion
from django.db import migrations, models

from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("enrolments", "0020_separate_groups")]

    operations = [
        migrations.CreateModel(
            name="PersonAtRisk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("danger", models.CharField(max_length=20)),
                ("told", models.JSONField()),
                (
                    "risk_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="enrolments.risklist",
                    ),
                ),
                (
                    "stay",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enrolments.admission",
                    ),
                ),
            ],
            options={
                "verbose_name": "person at risk",
                "verbose_name_plural": "people at risk",
                "ordering": ["risk_list", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="personatrisk",
            constraint=models.UniqueConstraint(
                fields=("risk_list", "stay"), name="person_at_risk_once_per_list"
            ),
        ),
        *append_only_operations("enrolments_personatrisk"),
    ]
