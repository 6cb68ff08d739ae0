"""Accepted learning is taken back because training rested on its days; rows can still be inserted only."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from lms.core.append_only import append_only_operations

TABLE = "delivery_learningentry"
NAME = "learning_entry_is_given_or_taken_back_for_a_reason"
# SQLite makes a table anew whose columns change, without its triggers: they go before, and come back afterwards.
CLOSED = append_only_operations(TABLE)
OPENED = [migrations.RunPython(step.reverse_code, step.code) for step in CLOSED]
GIVEN = Q(minutes__gte=1, reverses__isnull=True, reason="", register__isnull=True, interruption__isnull=True)
TAKEN_BACK = Q(minutes__lte=-1, reverses__isnull=False) & (
    (Q(register__isnull=True, interruption__isnull=True) & ~Q(reason=""))
    | Q(register__isnull=False, interruption__isnull=True, reason="")
    | Q(register__isnull=True, interruption__isnull=False, reason="")
)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0012_learning_taken_back"), ("enrolments", "0015_changes_on_the_way")]

    operations = [
        *OPENED,
        migrations.RemoveConstraint(model_name="learningentry", name=NAME),
        migrations.AddField(
            model_name="learningentry",
            name="interruption",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enrolments.interruption",
            ),
        ),
        migrations.AddConstraint(
            model_name="learningentry",
            constraint=models.CheckConstraint(condition=GIVEN | TAKEN_BACK, name=NAME),
        ),
        *CLOSED,
    ]
