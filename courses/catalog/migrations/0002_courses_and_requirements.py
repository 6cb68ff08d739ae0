"""Courses between version and unit, further kinds of requirements, recognition; old rows are filled in by 0003."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids

PROTECT = django.db.models.deletion.PROTECT
BLOCKS = [
    ("public", "Common basic courses"),
    ("basic", "Vocational basic courses"),
    ("core", "Vocational core courses"),
    ("practice", "Skills practice"),
    ("internship", "Workplace internship"),
    ("elective", "Electives"),
]
CERTIFICATES = [
    ("skill_level_5", "Skill-level certificate, level 5"),
    ("skill_level_4", "Skill-level certificate, level 4"),
    ("skill_level_3", "Skill-level certificate, level 3"),
    ("skill_level_2", "Skill-level certificate, level 2"),
    ("skill_level_1", "Skill-level certificate, level 1"),
    ("special_operation", "Special-operation licence"),
    ("single_skill", "Single-skill certificate"),
    ("training", "Training certificate"),
]
REQUIREMENTS = [
    ("lessons_completed", "Lessons completed"),
    ("hours_attended", "Hours attended"),
    ("examination_passed", "Examination passed"),
    ("practical_task_passed", "Practical task passed"),
    ("credits_earned", "Credits earned"),
    ("electives_earned", "Elective credits earned"),
    ("certificates_held", "Certificates held"),
]
LEVELS = [
    (5, "Level 5 (junior)"),
    (4, "Level 4 (intermediate)"),
    (3, "Level 3 (senior)"),
    (2, "Level 2 (technician)"),
    (1, "Level 1 (senior technician)"),
]
MINUTES = {
    "theory_minutes": "planned theory in minutes",
    "practice_minutes": "planned practice in minutes",
}


def _id():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _uuid():
    return models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Course",
            fields=[
                ("id", _id()),
                ("uuid", _uuid()),
                ("title_zh", models.CharField(max_length=150, verbose_name="Chinese title")),
                ("title_en", models.CharField(blank=True, max_length=250, verbose_name="English title")),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "block",
                    models.CharField(blank=True, choices=BLOCKS, max_length=12, verbose_name="block"),
                ),
                ("credits", models.PositiveSmallIntegerField(default=0, verbose_name="credits")),
                ("is_elective", models.BooleanField(default=False, verbose_name="elective")),
                *(
                    (name, models.PositiveIntegerField(default=0, verbose_name=label))
                    for name, label in MINUTES.items()
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="courses", to="catalog.programmeversion"
                    ),
                ),
            ],
            options={
                "ordering": ["version", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=["version", "code"], name="course_code_once_per_version"),
                    models.UniqueConstraint(
                        fields=["version", "position"], name="course_position_once_per_version"
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(block="elective") | models.Q(is_elective=True),
                        name="course_of_the_elective_block_is_elective",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CoursePrerequisite",
            fields=[
                ("id", _id()),
                (
                    "course",
                    models.ForeignKey(on_delete=PROTECT, related_name="prerequisites", to="catalog.course"),
                ),
                (
                    "needs",
                    models.ForeignKey(on_delete=PROTECT, related_name="needed_by", to="catalog.course"),
                ),
            ],
            options={
                "ordering": ["course__position", "needs__position"],
                "constraints": [
                    models.UniqueConstraint(fields=["course", "needs"], name="prerequisite_once"),
                    models.CheckConstraint(
                        condition=~models.Q(course=models.F("needs")), name="course_does_not_need_itself"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecognitionTable",
            fields=[
                ("id", _id()),
                ("uuid", _uuid()),
                ("valid_from", models.DateField(verbose_name="valid from")),
                (
                    "cap_percent",
                    models.PositiveSmallIntegerField(verbose_name="at most, in percent of these blocks"),
                ),
                (
                    "cap_blocks",
                    models.JSONField(default=list, verbose_name="blocks that the limit is counted over"),
                ),
                ("basis_zh", models.TextField(verbose_name="rests on (Chinese)")),
                ("basis_en", models.TextField(blank=True, verbose_name="rests on (English)")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="recognition", to="catalog.programmeversion"
                    ),
                ),
            ],
            options={
                "ordering": ["version", "valid_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["version", "valid_from"], name="recognition_table_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(cap_percent__range=(1, 100)), name="recognition_cap_is_a_percent"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecognitionCredit",
            fields=[
                ("id", _id()),
                ("certificate_kind", models.CharField(choices=CERTIFICATES, max_length=20)),
                ("credits", models.PositiveSmallIntegerField()),
                (
                    "table",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="credits", to="catalog.recognitiontable"
                    ),
                ),
            ],
            options={
                "ordering": ["table", "credits", "certificate_kind"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["table", "certificate_kind"], name="recognised_kind_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(credits__gte=1), name="recognised_for_a_credit"
                    ),
                ],
            },
        ),
        migrations.AddField(
            "programme",
            "level",
            models.PositiveSmallIntegerField(blank=True, choices=LEVELS, null=True, verbose_name="level"),
        ),
        migrations.AddConstraint(
            "programme",
            models.CheckConstraint(
                condition=models.Q(level__isnull=True)
                | models.Q(level__range=(1, 5), occupation__isnull=False),
                name="programme_level_is_of_an_occupation",
            ),
        ),
        migrations.AddField(
            "programmeversion",
            "standard",
            models.CharField(blank=True, default="", max_length=250, verbose_name="standard or syllabus"),
            preserve_default=False,
        ),
        migrations.AddField("unitlesson", "uuid", models.UUIDField(editable=False, null=True)),
        migrations.AddField(
            "unit",
            "course",
            models.ForeignKey(null=True, on_delete=PROTECT, related_name="units", to="catalog.course"),
        ),
        migrations.AlterField(
            "unit",
            "version",
            models.ForeignKey(
                null=True, on_delete=PROTECT, related_name="units", to="catalog.programmeversion"
            ),
        ),
        migrations.AlterField("unit", "code", models.CharField(max_length=30, verbose_name="code")),
        *(
            migrations.AlterField("unit", name, models.PositiveIntegerField(default=0, verbose_name=label))
            for name, label in MINUTES.items()
        ),
        migrations.AddField(
            "requirement",
            "theory_minutes",
            models.PositiveIntegerField(blank=True, null=True, verbose_name="minutes of theory"),
        ),
        migrations.AddField(
            "requirement",
            "practice_minutes",
            models.PositiveIntegerField(blank=True, null=True, verbose_name="minutes of practice"),
        ),
        migrations.AddField(
            "requirement",
            "rubric_code",
            models.CharField(
                blank=True, default="", max_length=30, verbose_name="code of the practical task"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "requirement",
            "minimum",
            models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="at least (credits or certificates)"
            ),
        ),
        migrations.AddField(
            "requirement",
            "block",
            models.CharField(blank=True, choices=BLOCKS, default="", max_length=12, verbose_name="block"),
            preserve_default=False,
        ),
        migrations.AddField(
            "requirement",
            "certificate_kinds",
            models.JSONField(blank=True, default=list, verbose_name="kinds of certificates"),
        ),
        migrations.AlterField("requirement", "code", models.CharField(max_length=30, verbose_name="code")),
        migrations.AlterField(
            "requirement",
            "kind",
            models.CharField(choices=REQUIREMENTS, max_length=30, verbose_name="kind"),
        ),
        migrations.AlterField(
            "requirement",
            "share_percent",
            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="share in percent"),
        ),
        migrations.AlterField(
            "requirement",
            "examination_scheme",
            models.CharField(blank=True, max_length=30, verbose_name="examination scheme"),
        ),
    ]
