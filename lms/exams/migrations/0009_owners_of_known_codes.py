"""A practical task or examination belongs to the one programme that asks for it, or whose topics alone it draws from.

What several programmes ask for stays nobody's until a pack changes it. Can be run again.
"""

from django.db import migrations

FIELDS = (("PracticalTask", "rubric_code"), ("ExaminationScheme", "examination_scheme"))


def give_owners(apps, schema_editor):
    requirement_model = apps.get_model("catalog", "Requirement")
    for name, field in FIELDS:
        pairs = requirement_model.objects.exclude(**{field: ""}).values_list(
            field, "version__programme__code"
        )
        owners = {}
        for code, programme in pairs:
            owners.setdefault(code, set()).add(programme)
        for row in apps.get_model("exams", name).objects.filter(bank=""):
            found = owners.get(row.code) or banks_of(getattr(row, "blueprint", ()))
            if len(found) == 1:
                row.bank = next(iter(found))
                row.save(update_fields=["bank"])


def banks_of(blueprint):
    """Return the banks whose topics a blueprint draws from."""
    return {cell["topic"].partition("/")[0] for cell in blueprint if "/" in cell["topic"]}


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0007_owners_of_known_lessons"),
        ("exams", "0008_codes_have_owners"),
    ]

    operations = [migrations.RunPython(give_owners, migrations.RunPython.noop)]
