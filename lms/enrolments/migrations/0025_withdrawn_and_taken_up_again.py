"""A withdrawal can end, and be followed by another one; an enrolment can rest on a further basis after it."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

import lms.core.ids
from lms.core.append_only import append_only_operations

# SQLite makes a table anew whose columns change, without its triggers: they go before, and come back afterwards.
CLOSED = [
    *append_only_operations("enrolments_withdrawal"),
    *append_only_operations("enrolments_eligibilitybasis"),
]
OPENED = [migrations.RunPython(step.reverse_code, step.code) for step in CLOSED]


def refuse_to_lose_resumptions(apps, schema_editor):
    """Undone first: the older form has one withdrawal for each enrolment, and no place for what ended it."""
    if apps.get_model("enrolments", "Resumption").objects.exists():
        raise IrreversibleError("Enrolments were taken up again: the older form cannot hold them.")


class Migration(migrations.Migration):
    dependencies = [("enrolments", "0024_school_credit_tables")]

    operations = [
        *OPENED,
        migrations.AlterModelOptions(
            name="eligibilitybasis",
            options={
                "ordering": ["pk"],
                "verbose_name": "basis of eligibility",
                "verbose_name_plural": "bases of eligibility",
            },
        ),
        migrations.AlterModelOptions(
            name="withdrawal",
            options={
                "ordering": ["pk"],
                "verbose_name": "withdrawal",
                "verbose_name_plural": "withdrawals",
            },
        ),
        migrations.AlterField(
            model_name="eligibilitybasis",
            name="enrolment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="bases", to="enrolments.enrolment"
            ),
        ),
        migrations.AlterField(
            model_name="interruption",
            name="reason",
            field=models.CharField(
                choices=[
                    ("clinic", "The clinic says that training has to rest"),
                    ("proceedings", "Proceedings of a court or an authority"),
                    ("site", "Order of the site"),
                    ("family", "Family matter"),
                    ("no_class", "No class can be held"),
                    ("withdrawn", "Withdrawn, and taken up again later"),
                    ("other", "Other"),
                ],
                max_length=12,
                verbose_name="reason",
            ),
        ),
        migrations.AlterField(
            model_name="transfer",
            name="reason",
            field=models.CharField(
                choices=[
                    ("authority", "Decision of the authority"),
                    ("cooperation", "The school teaches here no more"),
                    ("offer", "The programme is taught there"),
                    ("resumed", "Taken up again there"),
                    ("other", "Other"),
                ],
                max_length=12,
                verbose_name="reason",
            ),
        ),
        migrations.AlterField(
            model_name="withdrawal",
            name="enrolment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawals",
                to="enrolments.enrolment",
            ),
        ),
        migrations.CreateModel(
            name="Resumption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("mistake", "Withdrawn by mistake"),
                            ("back", "Comes back to the programme"),
                            ("other", "Other"),
                        ],
                        max_length=8,
                        verbose_name="reason",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("at", models.DateTimeField()),
                ("actor_uuid", models.UUIDField(null=True)),
                ("client_key", models.UUIDField(unique=True)),
                (
                    "withdrawal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resumption",
                        to="enrolments.withdrawal",
                    ),
                ),
            ],
            options={
                "verbose_name": "resumption",
                "verbose_name_plural": "resumptions",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="eligibilitybasis",
            name="resumption",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enrolments.resumption",
            ),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="after",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enrolments.resumption",
            ),
        ),
        migrations.AddConstraint(
            model_name="eligibilitybasis",
            constraint=models.UniqueConstraint(
                condition=models.Q(("resumption__isnull", True)),
                fields=("enrolment",),
                name="enrolment_began_on_one_basis",
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("after__isnull", True)),
                fields=("enrolment",),
                name="enrolment_withdrawn_for_the_first_time_once",
            ),
        ),
        *CLOSED,
        *append_only_operations("enrolments_resumption"),
        migrations.RunPython(migrations.RunPython.noop, refuse_to_lose_resumptions),
    ]
