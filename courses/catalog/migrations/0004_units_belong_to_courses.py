"""Units know their course only; each requirement has exactly the threshold of its kind."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import lms.core.ids

UNUSED = {
    "share_percent__isnull": True,
    "minimum__isnull": True,
    "theory_minutes__isnull": True,
    "practice_minutes__isnull": True,
    "examination_scheme": "",
    "rubric_code": "",
    "block": "",
}


def only(kind, *used):
    rest = {name: value for name, value in UNUSED.items() if name.split("__")[0] not in used}
    return Q(kind=kind, **rest)


AT_LEAST_ONE = Q(minimum__isnull=False, minimum__gte=1)
THRESHOLD_OF_ITS_KIND = (
    only("lessons_completed", "share_percent") & Q(share_percent__isnull=False, share_percent__range=(1, 100))
    | only("hours_attended", "theory_minutes", "practice_minutes")
    & (
        Q(theory_minutes__isnull=False, theory_minutes__gte=1)
        | Q(practice_minutes__isnull=False, practice_minutes__gte=1)
    )
    | only("examination_passed", "examination_scheme") & ~Q(examination_scheme="")
    | only("practical_task_passed", "rubric_code") & ~Q(rubric_code="")
    | only("credits_earned", "minimum", "block") & AT_LEAST_ONE
    | only("electives_earned", "minimum") & AT_LEAST_ONE
    | only("certificates_held", "minimum") & AT_LEAST_ONE
)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_one_course_per_version")]

    operations = [
        migrations.RemoveConstraint("unit", "unit_code_once_per_version"),
        migrations.RemoveConstraint("unit", "unit_position_once_per_version"),
        migrations.AlterModelOptions("unit", options={"ordering": ["course__position", "position"]}),
        migrations.RemoveField("unit", "version"),
        migrations.AlterField(
            "unit",
            "course",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="units", to="catalog.course"
            ),
        ),
        migrations.AddConstraint(
            "unit", models.UniqueConstraint(fields=["course", "code"], name="unit_code_once_per_course")
        ),
        migrations.AddConstraint(
            "unit",
            models.UniqueConstraint(fields=["course", "position"], name="unit_position_once_per_course"),
        ),
        migrations.AlterField(
            "unitlesson",
            "uuid",
            models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True),
        ),
        migrations.AlterModelOptions(
            "unitlesson",
            options={"ordering": ["unit__course__position", "unit__position", "position"]},
        ),
        migrations.RemoveConstraint("requirement", "requirement_has_its_threshold"),
        migrations.AddConstraint(
            "requirement",
            models.CheckConstraint(
                condition=THRESHOLD_OF_ITS_KIND, name="requirement_has_the_threshold_of_its_kind"
            ),
        ),
    ]
