"""What a course is. Records (enrolment, progress, result) refer to these rows, never to a page."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid
from lms.core.language import pick

CLASS_HOUR_MINUTES = 45


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


class Programme(Titled):
    """One row is a programme that a school offers, whatever its version. Kept for ever."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=40, choices=ProgrammeKind)
    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, null=True, blank=True)
    summary_zh = models.TextField(_("Chinese summary"), blank=True)
    summary_en = models.TextField(_("English summary"), blank=True)

    class Meta:
        ordering = ["code"]

    @property
    def summary(self) -> str:
        """Return the summary in the reader's language."""
        return pick(self, "summary")


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class ProgrammeVersion(models.Model):
    """One row is one dated set of a programme's rules. Once published it never changes; kept for ever."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    valid_from = models.DateField(_("valid from"))
    basis_zh = models.TextField(_("rests on (Chinese)"))
    basis_en = models.TextField(_("rests on (English)"), blank=True)

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="programme_version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.programme.code} v{self.number}"


class Unit(Titled):
    """One row is a teaching unit of one version with its planned minutes. Kept for ever."""

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="units")
    code = models.CharField(max_length=30)
    position = models.PositiveSmallIntegerField()
    theory_minutes = models.PositiveIntegerField(default=0)
    practice_minutes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="unit_code_once_per_version"),
            models.UniqueConstraint(fields=["version", "position"], name="unit_position_once_per_version"),
        ]

    @property
    def theory_hours(self) -> int:
        """Return the planned theory in class hours of 45 minutes, rounded up."""
        return -(-self.theory_minutes // CLASS_HOUR_MINUTES)

    @property
    def practice_hours(self) -> int:
        """Return the planned practice in class hours of 45 minutes, rounded up."""
        return -(-self.practice_minutes // CLASS_HOUR_MINUTES)


class Lesson(Titled):
    """One row is the identity of a lesson, whatever page shows it and whichever versions use it. Kept for ever."""

    code = models.CharField(max_length=30, unique=True)
    minutes = models.PositiveSmallIntegerField(_("planned minutes"), default=45)

    class Meta:
        ordering = ["code"]


class UnitLesson(models.Model):
    """One row places a lesson in a unit of one version."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="places")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="places")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["unit__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "lesson"], name="lesson_once_per_unit"),
            models.UniqueConstraint(fields=["unit", "position"], name="lesson_position_once_per_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}.{self.position}"


class RequirementKind(models.TextChoices):
    LESSONS_COMPLETED = "lessons_completed", _("Lessons completed")
    EXAMINATION_PASSED = "examination_passed", _("Examination passed")


class Requirement(Titled):
    """One row is one thing that completion of a version asks for. Kept for ever."""

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="requirements")
    code = models.CharField(max_length=30)
    kind = models.CharField(max_length=30, choices=RequirementKind)
    position = models.PositiveSmallIntegerField()
    share_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    examination_scheme = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="requirement_code_once_per_version"),
            models.CheckConstraint(
                condition=Q(kind=RequirementKind.LESSONS_COMPLETED, share_percent__range=(1, 100))
                | Q(kind=RequirementKind.EXAMINATION_PASSED, share_percent__isnull=True),
                name="requirement_has_its_threshold",
            ),
        ]
