"""A version names the equipment that its teaching needs; once it is published, the database refuses to change it."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids
from courses.catalog.frozen import freeze_operations, thaw_operations

OF_COURSE = "(SELECT version_id FROM catalog_course WHERE id = {row}.course_id)"
OF_UNIT = (
    "(SELECT c.version_id FROM catalog_unit u JOIN catalog_course c ON c.id = u.course_id "
    "WHERE u.id = {row}.unit_id)"
)
BEFORE = {
    "catalog_course": "{row}.version_id",
    "catalog_courseprerequisite": OF_COURSE,
    "catalog_unit": OF_COURSE,
    "catalog_unitlesson": OF_UNIT,
    "catalog_requirement": "{row}.version_id",
    "catalog_recognitiontable": "{row}.version_id",
    "catalog_recognitioncredit": "(SELECT version_id FROM catalog_recognitiontable WHERE id = {row}.table_id)",
}
OWNERS = {**BEFORE, "catalog_equipmentneed": "{row}.version_id"}


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0007_owners_of_known_lessons"),
        ("organisations", "0006_rooms_have_equipment"),
    ]

    operations = [
        *thaw_operations(BEFORE),
        migrations.CreateModel(
            name="EquipmentNeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("count", models.PositiveSmallIntegerField(default=1, verbose_name="how many")),
                (
                    "per_people",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="for each group of so many people"
                    ),
                ),
                (
                    "teaching",
                    models.CharField(
                        blank=True,
                        choices=[("theory", "Theory"), ("practice", "Practice")],
                        max_length=10,
                        verbose_name="needed in",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equipment",
                        to="catalog.course",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.equipmentkind",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equipment",
                        to="catalog.unit",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equipment",
                        to="catalog.programmeversion",
                    ),
                ),
            ],
            options={
                "ordering": ["version", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "position"), name="equipment_position_once_per_version"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("course__isnull", True), ("unit__isnull", True)),
                        fields=("version", "kind"),
                        name="equipment_once_per_version",
                        violation_error_message="This kind stands there already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("course__isnull", False)),
                        fields=("course", "kind"),
                        name="equipment_once_per_course",
                        violation_error_message="This kind stands there already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("unit__isnull", False)),
                        fields=("unit", "kind"),
                        name="equipment_once_per_unit",
                        violation_error_message="This kind stands there already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("course__isnull", True), ("unit__isnull", True), _connector="OR"),
                        name="equipment_is_of_one_part",
                        violation_error_message="Choose a course or a unit, not both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("count__range", (1, 999))),
                        name="equipment_is_of_something",
                        violation_error_message="This is a number from 1 to 999.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("per_people__isnull", True), ("per_people__range", (1, 999)), _connector="OR"
                        ),
                        name="equipment_is_for_somebody",
                        violation_error_message="This is a number from 1 to 999.",
                    ),
                ],
            },
        ),
        *freeze_operations(OWNERS),
    ]
