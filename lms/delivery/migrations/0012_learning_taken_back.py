"""Accepted learning can be taken back, and says from which day on it rests; rows can still be inserted only."""

import django.db.models.deletion
from django.db import migrations, models

from lms.core.append_only import append_only_operations

TABLE = "delivery_learningentry"
# SQLite makes a table anew whose columns change, without its triggers: they go before, and come back afterwards.
CLOSED = append_only_operations(TABLE)
OPENED = [migrations.RunPython(step.reverse_code, step.code) for step in CLOSED]


class Migration(migrations.Migration):
    dependencies = [("delivery", "0011_counted_tools")]

    operations = [
        *OPENED,
        migrations.RemoveConstraint(model_name="learningentry", name="learning_entry_is_not_empty"),
        migrations.AlterField(model_name="learningentry", name="minutes", field=models.IntegerField()),
        migrations.AddField(
            model_name="learningentry", name="learnt_from", field=models.DateField(null=True)
        ),
        migrations.AddField(
            model_name="learningentry",
            name="reason",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="learningentry",
            name="register",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="delivery.register",
            ),
        ),
        migrations.AddField(
            model_name="learningentry",
            name="reverses",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reversed_by",
                to="delivery.learningentry",
            ),
        ),
        migrations.AddConstraint(
            model_name="learningentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("minutes__gte", 1),
                        ("reason", ""),
                        ("register__isnull", True),
                        ("reverses__isnull", True),
                    ),
                    models.Q(
                        ("minutes__lte", -1),
                        ("reason", ""),
                        ("register__isnull", False),
                        ("reverses__isnull", False),
                    ),
                    models.Q(
                        ("minutes__lte", -1),
                        ("register__isnull", True),
                        ("reverses__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="learning_entry_is_given_or_taken_back_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="learningentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("learnt_from__isnull", True),
                    ("learnt_from__lte", models.F("learnt_until")),
                    _connector="OR",
                ),
                name="learning_entry_ends_after_it_begins",
            ),
        ),
        *CLOSED,
    ]
