"""The database itself refuses every change to a published version and its parts."""

from django.db import migrations

from courses.catalog.frozen import freeze_operations

OF_COURSE = "(SELECT version_id FROM catalog_course WHERE id = {row}.course_id)"
OF_UNIT = (
    "(SELECT c.version_id FROM catalog_unit u JOIN catalog_course c ON c.id = u.course_id "
    "WHERE u.id = {row}.unit_id)"
)
OWNERS = {
    "catalog_course": "{row}.version_id",
    "catalog_courseprerequisite": OF_COURSE,
    "catalog_unit": OF_COURSE,
    "catalog_unitlesson": OF_UNIT,
    "catalog_requirement": "{row}.version_id",
    "catalog_recognitiontable": "{row}.version_id",
    "catalog_recognitioncredit": "(SELECT version_id FROM catalog_recognitiontable WHERE id = {row}.table_id)",
}


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_units_belong_to_courses")]

    operations = freeze_operations(OWNERS)
