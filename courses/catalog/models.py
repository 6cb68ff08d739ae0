"""What a course is. Records (enrolment, progress, result) refer to these rows, never to a page."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.catalog.equipment import EquipmentNeed  # noqa: F401 - a model of this app
from lms.core.ids import new_uuid
from lms.core.language import own_half, pick

CLASS_HOUR_MINUTES = 45


def _class_hours(minutes: Iterable[int]) -> int:
    """Return minutes in class hours of 45 minutes, rounded up."""
    return -(-sum(minutes) // CLASS_HOUR_MINUTES)


class Titled(models.Model):
    """Shared columns: a uuid, and a title in two languages."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    title_zh = models.CharField(_("Chinese title"), max_length=150)
    title_en = models.CharField(_("English title"), max_length=250, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return pick(self, "title")


class Occupation(Titled):
    """One row is an occupation of the national classification. Reference data, kept for ever."""

    code = models.CharField(_("code"), max_length=20, unique=True)

    class Meta:
        ordering = ["code"]


class ProgrammeKind(models.TextChoices):
    SHORT_SKILLS = "short_skills", _("Short skills course")
    SKILL_LEVEL = "skill_level", _("Skill level")
    SPECIAL_OPERATION = "special_operation_preparation", _("Special-operation licence preparation")
    DIPLOMA = "diploma", _("Secondary-vocational diploma")


class SkillLevel(models.IntegerChoices):
    """The five national levels; 5 is the lowest."""

    FIVE = 5, _("Level 5 (junior)")
    FOUR = 4, _("Level 4 (intermediate)")
    THREE = 3, _("Level 3 (senior)")
    TWO = 2, _("Level 2 (technician)")
    ONE = 1, _("Level 1 (senior technician)")


class Programme(Titled):
    """One row is a programme that a school offers, whatever its version. Kept for ever."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=40, choices=ProgrammeKind)
    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, null=True, blank=True)
    level = models.PositiveSmallIntegerField(
        pgettext_lazy("skill", "level"), choices=SkillLevel, null=True, blank=True
    )
    summary_zh = models.TextField(_("Chinese summary"), blank=True)
    summary_en = models.TextField(_("English summary"), blank=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__range=(1, 5), occupation__isnull=False),
                name="programme_level_is_of_an_occupation",
            ),
        ]

    @property
    def summary(self) -> str:
        """Return the summary in the reader's language."""
        return pick(self, "summary")


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class ProgrammeVersion(models.Model):
    """One row is one dated set of a programme's rules. Once published it never changes (triggers); kept for ever."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    valid_from = models.DateField(_("valid from"))
    basis_zh = models.TextField(_("rests on (Chinese)"))
    basis_en = models.TextField(_("rests on (English)"), blank=True)
    standard = models.CharField(_("standard or syllabus"), max_length=250, blank=True)

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="programme_version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.programme.code} v{self.number}"

    @property
    def basis(self) -> str:
        """Return what the version rests on, in the reader's language."""
        return pick(self, "basis")

    @property
    def standard_text(self) -> str:
        """Return the standard in the reader's language, where it is written in both as "中文 / English"."""
        return own_half(self.standard)


class Block(models.TextChoices):
    PUBLIC = "public", _("Common basic courses")
    BASIC = "basic", _("Vocational basic courses")
    CORE = "core", _("Vocational core courses")
    PRACTICE = "practice", _("Skills practice")
    INTERNSHIP = "internship", _("Workplace internship")
    ELECTIVE = "elective", _("Electives")


class Course(Titled):
    """One row is a course of one version: what credits are given for. Kept for ever.

    Its own minutes are the plan while it has no units; then the units' minutes count.
    """

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="courses")
    code = models.CharField(_("code"), max_length=30)
    position = models.PositiveSmallIntegerField()
    block = models.CharField(_("block"), max_length=12, choices=Block, blank=True)
    credits = models.PositiveSmallIntegerField(_("credits"), default=0)
    is_elective = models.BooleanField(_("elective"), default=False)
    theory_minutes = models.PositiveIntegerField(_("planned theory in minutes"), default=0)
    practice_minutes = models.PositiveIntegerField(_("planned practice in minutes"), default=0)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="course_code_once_per_version"),
            models.UniqueConstraint(fields=["version", "position"], name="course_position_once_per_version"),
            models.CheckConstraint(
                condition=~Q(block=Block.ELECTIVE) | Q(is_elective=True),
                name="course_of_the_elective_block_is_elective",
            ),
        ]

    @property
    def theory_hours(self) -> int:
        """Return the planned theory in class hours: the units', or its own when it has none."""
        return _class_hours(part.theory_minutes for part in self._parts())

    @property
    def practice_hours(self) -> int:
        """Return the planned practice in class hours: the units', or its own when it has none."""
        return _class_hours(part.practice_minutes for part in self._parts())

    def _parts(self) -> "list[Course | Unit]":
        return [*self.units.all()] or [self]


class CoursePrerequisite(models.Model):
    """One row says that a course needs another one of the same version first. Kept for ever."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="prerequisites")
    needs = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="needed_by")

    class Meta:
        ordering = ["course__position", "needs__position"]
        constraints = [
            models.UniqueConstraint(fields=["course", "needs"], name="prerequisite_once"),
            models.CheckConstraint(condition=~Q(course=F("needs")), name="course_does_not_need_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} needs {self.needs_id}"


class Unit(Titled):
    """One row is a teaching unit of one course with its planned minutes. Kept for ever."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="units")
    code = models.CharField(_("code"), max_length=30)
    position = models.PositiveSmallIntegerField()
    theory_minutes = models.PositiveIntegerField(_("planned theory in minutes"), default=0)
    practice_minutes = models.PositiveIntegerField(_("planned practice in minutes"), default=0)

    class Meta:
        ordering = ["course__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["course", "code"], name="unit_code_once_per_course"),
            models.UniqueConstraint(fields=["course", "position"], name="unit_position_once_per_course"),
        ]

    @property
    def theory_hours(self) -> int:
        """Return the planned theory in class hours of 45 minutes, rounded up."""
        return _class_hours([self.theory_minutes])

    @property
    def practice_hours(self) -> int:
        """Return the planned practice in class hours of 45 minutes, rounded up."""
        return _class_hours([self.practice_minutes])


class Lesson(Titled):
    """One row is the identity of a lesson, whatever page shows it and whichever versions use it. Kept for ever.

    Its owner is the programme whose plan brought it and may change it; versions of others borrow it.
    """

    code = models.CharField(max_length=30, unique=True)
    minutes = models.PositiveSmallIntegerField(_("planned minutes"), default=45)
    owner = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="lessons", null=True, blank=True
    )

    class Meta:
        ordering = ["code"]


class UnitLesson(models.Model):
    """One row places a lesson in a unit of one version. Kept for ever."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="places")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="places")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["unit__course__position", "unit__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "lesson"], name="lesson_once_per_unit"),
            models.UniqueConstraint(fields=["unit", "position"], name="lesson_position_once_per_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}.{self.position}"


class RequirementKind(models.TextChoices):
    LESSONS_COMPLETED = "lessons_completed", _("Lessons completed")
    HOURS_ATTENDED = "hours_attended", _("Hours attended")
    EXAMINATION_PASSED = "examination_passed", _("Examination passed")
    PRACTICAL_TASK_PASSED = "practical_task_passed", _("Practical task passed")
    CREDITS_EARNED = "credits_earned", _("Credits earned")
    ELECTIVES_EARNED = "electives_earned", _("Elective credits earned")
    CERTIFICATES_HELD = "certificates_held", _("Certificates held")


class CertificateKind(models.TextChoices):
    """Kinds of earlier or external certificates, as requirements and recognition name them."""

    SKILL_LEVEL_5 = "skill_level_5", _("Skill-level certificate, level 5")
    SKILL_LEVEL_4 = "skill_level_4", _("Skill-level certificate, level 4")
    SKILL_LEVEL_3 = "skill_level_3", _("Skill-level certificate, level 3")
    SKILL_LEVEL_2 = "skill_level_2", _("Skill-level certificate, level 2")
    SKILL_LEVEL_1 = "skill_level_1", _("Skill-level certificate, level 1")
    SPECIAL_OPERATION = "special_operation", _("Special-operation licence")
    SINGLE_SKILL = "single_skill", _("Single-skill certificate")
    TRAINING = "training", _("Training certificate")


# Columns that hold thresholds, and how each looks when a kind does not use it.
_UNUSED: dict[str, Any] = {
    "share_percent__isnull": True,
    "minimum__isnull": True,
    "theory_minutes__isnull": True,
    "practice_minutes__isnull": True,
    "examination_scheme": "",
    "rubric_code": "",
    "block": "",
}


def _only(kind: str, *used: str) -> Q:
    """Return the condition that a requirement of this kind fills no column but the used ones."""
    rest = {name: value for name, value in _UNUSED.items() if name.split("__")[0] not in used}
    return Q(kind=kind, **rest)


# A check that comes out as NULL passes, therefore each number is also asked not to be NULL.
_THRESHOLDS = (
    _only(RequirementKind.LESSONS_COMPLETED, "share_percent")
    & Q(share_percent__isnull=False, share_percent__range=(1, 100)),
    _only(RequirementKind.HOURS_ATTENDED, "theory_minutes", "practice_minutes")
    & (
        Q(theory_minutes__isnull=False, theory_minutes__gte=1)
        | Q(practice_minutes__isnull=False, practice_minutes__gte=1)
    ),
    _only(RequirementKind.EXAMINATION_PASSED, "examination_scheme") & ~Q(examination_scheme=""),
    _only(RequirementKind.PRACTICAL_TASK_PASSED, "rubric_code") & ~Q(rubric_code=""),
    _only(RequirementKind.CREDITS_EARNED, "minimum", "block") & Q(minimum__isnull=False, minimum__gte=1),
    _only(RequirementKind.ELECTIVES_EARNED, "minimum") & Q(minimum__isnull=False, minimum__gte=1),
    _only(RequirementKind.CERTIFICATES_HELD, "minimum") & Q(minimum__isnull=False, minimum__gte=1),
)


class Requirement(Titled):
    """One row is one thing that completion of a version asks for. Kept for ever."""

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="requirements")
    code = models.CharField(_("code"), max_length=30)
    kind = models.CharField(_("kind"), max_length=30, choices=RequirementKind)
    position = models.PositiveSmallIntegerField()
    share_percent = models.PositiveSmallIntegerField(_("share in percent"), null=True, blank=True)
    theory_minutes = models.PositiveIntegerField(_("minutes of theory"), null=True, blank=True)
    practice_minutes = models.PositiveIntegerField(_("minutes of practice"), null=True, blank=True)
    examination_scheme = models.CharField(_("examination scheme"), max_length=30, blank=True)
    rubric_code = models.CharField(_("code of the practical task"), max_length=30, blank=True)
    minimum = models.PositiveSmallIntegerField(_("at least (credits or certificates)"), null=True, blank=True)
    block = models.CharField(_("block"), max_length=12, choices=Block, blank=True)
    certificate_kinds = models.JSONField(_("kinds of certificates"), default=list, blank=True)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="requirement_code_once_per_version"),
            models.CheckConstraint(
                condition=reduce(or_, _THRESHOLDS), name="requirement_has_the_threshold_of_its_kind"
            ),
        ]


class RecognitionTable(models.Model):
    """One row is a dated table that turns earlier certificates into credits of a version. Kept for ever."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="recognition")
    valid_from = models.DateField(_("valid from"))
    cap_percent = models.PositiveSmallIntegerField(_("at most, in percent of these blocks"))
    cap_blocks = models.JSONField(_("blocks that the limit is counted over"), default=list)
    basis_zh = models.TextField(_("rests on (Chinese)"))
    basis_en = models.TextField(_("rests on (English)"), blank=True)

    class Meta:
        ordering = ["version", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["version", "valid_from"], name="recognition_table_once_a_day"),
            models.CheckConstraint(
                condition=Q(cap_percent__range=(1, 100)), name="recognition_cap_is_a_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.valid_from}"

    @property
    def basis(self) -> str:
        """Return what the table rests on, in the reader's language."""
        return pick(self, "basis")


class RecognitionCredit(models.Model):
    """One row says for how many credits one kind of certificate counts. Kept for ever."""

    table = models.ForeignKey(RecognitionTable, on_delete=models.PROTECT, related_name="credits")
    certificate_kind = models.CharField(max_length=20, choices=CertificateKind)
    credits = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["table", "credits", "certificate_kind"]
        constraints = [
            models.UniqueConstraint(fields=["table", "certificate_kind"], name="recognised_kind_once"),
            models.CheckConstraint(condition=Q(credits__gte=1), name="recognised_for_a_credit"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_kind} {self.credits}"
