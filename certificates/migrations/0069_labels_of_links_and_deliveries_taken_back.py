"""Holders call their links by a name of their own; a delivery of blank forms that was typed wrongly is taken back.

It cannot be taken back once one was: before, its numbers would be there again, and its blanks not counted.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

from lms.core.append_only import append_only_operations


def nothing(apps, schema_editor):
    """Before this no delivery was taken back."""


def refuse_to_lose_deliveries_taken_back(apps, schema_editor):
    """A stock counts those out that were taken back; without their rows nobody knows which.

    :raises IrreversibleError: one was.
    """
    taken_back = apps.get_model("certificates", "DeliveryTakenBack").objects.count()
    if taken_back:
        raise IrreversibleError(
            f"{taken_back} deliveries of blank forms were taken back; the older form has no place for it."
        )


class Migration(migrations.Migration):
    dependencies = [("certificates", "0068_second_signatures")]

    operations = [
        migrations.AddField(
            model_name="sharelink",
            name="label",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="label"),
        ),
        migrations.CreateModel(
            name="DeliveryTakenBack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "delivery",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_back",
                        to="certificates.blankdelivery",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery that was taken back",
                "verbose_name_plural": "deliveries that were taken back",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="deliverytakenback",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="delivery_taken_back_has_a_reason"
            ),
        ),
        *append_only_operations("certificates_deliverytakenback"),
        # The last one, so that going back asks first.
        migrations.RunPython(nothing, refuse_to_lose_deliveries_taken_back),
    ]
