"""A lesson could only be borrowed once it was there: the first version that placed it brought it. Can be run again."""

from django.db import migrations


def give_owners(apps, schema_editor):
    lesson_model = apps.get_model("catalog", "Lesson")
    place_model = apps.get_model("catalog", "UnitLesson")
    placed = place_model.objects.filter(lesson__owner__isnull=True).order_by("-unit__course__version_id")
    pairs = placed.values_list("lesson_id", "unit__course__version__programme_id")
    for lesson_id, programme_id in dict(
        pairs
    ).items():  # of several places the one of the first version stays
        lesson_model.objects.filter(pk=lesson_id).update(owner_id=programme_id)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_lessons_have_owners")]

    operations = [migrations.RunPython(give_owners, migrations.RunPython.noop)]
