"""A correction of a person may say another name and another identity number, and why in a code."""

from django.db import migrations, models
from django.db.models import F, Q

import lms.core.crypto

CAUSES = [
    ("typing", "Typed wrongly at admission"),
    ("authority", "Changed by the authority"),
    ("paper", "An identity paper shows it otherwise"),
    ("other", "Other"),
]


def refuse_what_older_rows_cannot_say(apps, schema_editor):
    """Before this, a row had to change sex or date of birth: one that changes the name alone has no older form."""
    rows = apps.get_model("enrolments", "PersonCorrection").objects
    same_birth = Q(birth_date=F("born_before")) | Q(birth_date__isnull=True, born_before__isnull=True)
    if rows.filter(same_birth, sex=F("sex_before")).exists():
        raise RuntimeError("Names or numbers were corrected; the older form cannot say so.")


def nothing(apps, schema_editor):
    """Older rows say nothing of a name, and need not."""


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
        migrations.RunPython(nothing, refuse_what_older_rows_cannot_say),
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
    ]
