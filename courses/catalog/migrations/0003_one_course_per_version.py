"""Every version gets one course named after its programme, and its units belong to it. Can be run again."""

from django.db import migrations

from lms.core.ids import new_uuid

BATCH = 500


def give_courses(apps, schema_editor):
    version_model = apps.get_model("catalog", "ProgrammeVersion")
    course_model = apps.get_model("catalog", "Course")
    unit_model = apps.get_model("catalog", "Unit")
    for version in version_model.objects.filter(courses__isnull=True).select_related("programme"):
        programme = version.programme
        course = course_model.objects.create(
            version=version,
            code=programme.code,
            title_zh=programme.title_zh,
            title_en=programme.title_en,
            position=1,
        )
        unit_model.objects.filter(version=version).update(course=course)


def name_places(apps, schema_editor):
    place_model = apps.get_model("catalog", "UnitLesson")
    while nameless := list(place_model.objects.filter(uuid__isnull=True)[:BATCH]):
        for place in nameless:
            place.uuid = new_uuid()
        place_model.objects.bulk_update(nameless, ["uuid"])


def take_courses(apps, schema_editor):
    """Units belong to their version again, in the order of the courses."""
    unit_model = apps.get_model("catalog", "Unit")
    for version in apps.get_model("catalog", "ProgrammeVersion").objects.all():
        ordered = unit_model.objects.filter(course__version=version).order_by("course__position", "position")
        for position, unit in enumerate(list(ordered), start=1):
            unit.version, unit.course, unit.position = version, None, position
            unit.save(update_fields=["version", "course", "position"])
    apps.get_model("catalog", "CoursePrerequisite").objects.all().delete()
    apps.get_model("catalog", "Course").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_courses_and_requirements")]

    operations = [
        migrations.RunPython(give_courses, take_courses),
        migrations.RunPython(name_places, migrations.RunPython.noop),
    ]
