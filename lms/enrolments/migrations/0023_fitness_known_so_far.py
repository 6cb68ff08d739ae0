"""Fitness as it stands at each stay is its first statement; who wrote it down is not known any more."""

from django.db import migrations


def state(apps, schema_editor):
    """Write one statement for each stay of which fitness is known and nothing is stated; again it changes nothing."""
    stays = apps.get_model("enrolments", "Admission").objects.filter(is_fit__isnull=False, fitness=None)
    statements = apps.get_model("enrolments", "FitnessStatement").objects
    rows = (
        statements.model(
            admission=stay,
            is_fit=stay.is_fit,
            stated_on=stay.fitness_date,
            reason="admission",
            at=stay.created_at,
        )
        for stay in stays.order_by("pk").iterator(chunk_size=500)
    )
    statements.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("enrolments", "0022_fitness_stated")]

    operations = [migrations.RunPython(state, migrations.RunPython.noop)]
