"""A correction of a person may say another name and another identity number, and why in a code."""

from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError
from django.db.models import F, Q

import lms.core.crypto

CAUSES = [
    ("typing", "Typed wrongly at admission"),
    ("authority", "Changed by the authority"),
    ("paper", "An identity paper shows it otherwise"),
    ("other", "Other"),
]


def nothing(apps, schema_editor):
    """Older rows say nothing of a name, and need not."""


def refuse_to_lose_names_and_numbers(apps, schema_editor):
    """A row of before says nothing of a name or a number: whose was corrected, also along with the birth, would be lost.

    :raises IrreversibleError: a correction says one or the other.
    """
    rows = apps.get_model("enrolments", "PersonCorrection").objects
    if rows.filter(~Q(name=F("name_before")) | ~Q(number_last4="")).exists():
        raise IrreversibleError("Names or numbers were corrected; the older form cannot say so.")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_former_names"),
        ("enrolments", "0027_taken_up_elsewhere_on_its_day"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="personcorrection",
            options={
                "ordering": ["pk"],
                "verbose_name": "correction of a person",
                "verbose_name_plural": "corrections of people",
            },
        ),
        migrations.RemoveConstraint(
            model_name="personcorrection", name="person_correction_changes_something"
        ),
        migrations.AddField(
            model_name="personcorrection",
            name="name_before",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
        migrations.AddField(
            model_name="personcorrection",
            name="name",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
        migrations.AddField(
            model_name="personcorrection",
            name="number",
            field=lms.core.crypto.EncryptedTextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="personcorrection",
            name="number_last4",
            field=models.CharField(blank=True, default="", max_length=4),
        ),
        migrations.AddField(
            model_name="personcorrection",
            name="last4_before",
            field=models.CharField(blank=True, default="", max_length=4),
        ),
        migrations.AddField(
            model_name="personcorrection",
            name="cause",
            field=models.CharField(blank=True, choices=CAUSES, default="", max_length=10),
        ),
        migrations.AddConstraint(
            model_name="personcorrection",
            constraint=models.CheckConstraint(
                condition=~Q(sex=F("sex_before"))
                | ~Q(birth_date=F("born_before"))
                | Q(born_before__isnull=True, birth_date__isnull=False)
                | ~Q(name=F("name_before"))
                | ~Q(number_last4=""),
                name="person_correction_changes_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="personcorrection",
            constraint=models.CheckConstraint(
                condition=Q(state="waiting") | Q(number=""),
                name="decided_person_correction_keeps_no_number",
            ),
        ),
        # The last one, so that going back asks first, while the columns are there.
        migrations.RunPython(nothing, refuse_to_lose_names_and_numbers),
    ]
