"""Forms for drafts: they check the shape; operations and rules decide."""

from django import forms
from django.db.models import Model
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _

from courses.catalog.equipment import Teaching
from courses.catalog.models import CertificateKind, Course, Lesson, ProgrammeVersion, Requirement, Unit
from courses.catalog.parts import PartKind
from lms.core.equipment import MOST
from lms.organisations.api import EquipmentKind

TITLES = ("title_zh", "title_en")
MINUTES = ("theory_minutes", "practice_minutes")
MINUTES_HELP = dict.fromkeys(MINUTES, _("45 minutes are one class hour."))
SHORT = {"rows": 3}


def _form(name: str, model: type[Model], fields: tuple[str, ...], **further: object) -> type[forms.Form]:
    """Return a plain form with these columns of a model: unlike a model form it cannot save."""
    return type(name, (forms.Form,), {**fields_for_model(model, fields, help_texts=MINUTES_HELP), **further})


DraftForm = _form(
    "DraftForm",
    ProgrammeVersion,
    ("valid_from", "basis_zh", "basis_en", "standard"),
    valid_from=forms.DateField(
        label=_("Valid from"),
        # The one form that browsers take, whatever the reader's language.
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    ),
    basis_zh=forms.CharField(label=_("Rests on (Chinese)"), widget=forms.Textarea(attrs=SHORT)),
    basis_en=forms.CharField(
        label=_("Rests on (English)"), widget=forms.Textarea(attrs=SHORT), required=False
    ),
)
CourseForm = _form("CourseForm", Course, ("code", *TITLES, "block", "credits", "is_elective", *MINUTES))
UnitForm = _form("UnitForm", Unit, ("code", *TITLES, *MINUTES))
RequirementForm = _form(
    "RequirementForm",
    Requirement,
    (
        "code",
        *TITLES,
        "kind",
        "share_percent",
        *MINUTES,
        "examination_scheme",
        "rubric_code",
        "minimum",
        "block",
        "certificate_kinds",
    ),
    certificate_kinds=forms.MultipleChoiceField(
        label=_("Kinds of certificates"),
        choices=CertificateKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    ),
)


class LessonForm(forms.Form):
    """Which lesson stands at this place."""

    lesson = forms.ModelChoiceField(
        label=_("Lesson"), queryset=Lesson.objects.order_by("code"), to_field_name="code"
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lesson"].label_from_instance = lambda lesson: f"{lesson.code} {lesson.title}"


class EquipmentForm(forms.Form):
    """Which equipment teaching needs: for what, how many, for whom."""

    kind = forms.ModelChoiceField(
        label=_("Kind of equipment"), queryset=EquipmentKind.objects.order_by("code"), to_field_name="code"
    )
    course = forms.ModelChoiceField(
        label=_("Only for this course"), queryset=Course.objects.none(), to_field_name="uuid", required=False
    )
    unit = forms.ModelChoiceField(
        label=_("Only for this unit"),
        help_text=_("Without a course and a unit it is needed in the whole programme."),
        queryset=Unit.objects.none(),
        to_field_name="uuid",
        required=False,
    )
    teaching = forms.ChoiceField(
        label=_("Needed in"), choices=[("", _("theory and practice")), *Teaching.choices], required=False
    )
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST, initial=1)
    per_people = forms.IntegerField(
        label=_("For each group of so many people"),
        help_text=_(
            "1: each person needs them; 4: four people share them. "
            "Leave it empty if the class needs them however many come."
        ),
        min_value=1,
        max_value=MOST,
        required=False,
    )

    def __init__(self, *args: object, version: ProgrammeVersion, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = version.courses.order_by("position")
        units = Unit.objects.filter(course__version=version)
        self.fields["unit"].queryset = units.order_by("course__position", "position")
        for name in ("kind", "course", "unit"):
            self.fields[name].label_from_instance = lambda row: f"{row.code} {row}"


class PrerequisitesForm(forms.Form):
    """Which other courses a course needs first."""

    needs = forms.ModelMultipleChoiceField(
        label=_("Needs these courses first"),
        queryset=Course.objects.none(),
        to_field_name="uuid",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: object, course: Course, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].queryset = course.version.courses.exclude(pk=course.pk).order_by("position")
        self.fields["needs"].label_from_instance = lambda other: f"{other.code} {other.title}"


class CompareForm(forms.Form):
    """Which two versions of a programme to hold side by side."""

    old = forms.ModelChoiceField(
        label=_("Older version"), queryset=ProgrammeVersion.objects.none(), to_field_name="number"
    )
    new = forms.ModelChoiceField(
        label=_("Newer version"), queryset=ProgrammeVersion.objects.none(), to_field_name="number"
    )

    def __init__(self, *args: object, versions: list[ProgrammeVersion], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        known = ProgrammeVersion.objects.filter(pk__in=[version.pk for version in versions])
        for field in self.fields.values():
            field.queryset = known.select_related("programme").order_by("-number")


PART_FORMS: dict[PartKind, type[forms.Form]] = {
    PartKind.COURSE: CourseForm,
    PartKind.UNIT: UnitForm,
    PartKind.LESSON: LessonForm,
    PartKind.REQUIREMENT: RequirementForm,
    PartKind.EQUIPMENT: EquipmentForm,
}
