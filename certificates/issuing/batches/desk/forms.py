"""Forms of batches: they check the shape; rules decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.issuing.batches.desk.shown import (
    classes_of,
    diploma_programmes,
    officer_schools,
    programmes_of,
    schools_of,
)
from certificates.issuing.batches.models import BatchState
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.studies.rules import MOST_YEARS
from lms.accounts.api import User


class StateFilter(forms.Form):
    """Which batches are listed."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *BatchState.choices])


class ChoiceForm(forms.Form):
    """For whom: a kind that can be issued, and a class or a programme of a school."""

    kind = forms.ChoiceField(label=pgettext_lazy("certificate", "Kind"))
    school = forms.ModelChoiceField(label=_("School"), queryset=None, to_field_name="uuid")
    cohort = forms.ModelChoiceField(label=_("Class"), queryset=None, to_field_name="uuid", required=False)
    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=None, to_field_name="uuid", required=False
    )

    def __init__(self, user: User, kinds: list[CredentialKind], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        for name, rows in (
            ("school", schools_of(user)),
            ("cohort", classes_of(user)),
            ("programme", programmes_of(user)),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        if self.fields["school"].queryset.count() == 1:  # type: ignore[attr-defined]
            self.fields["school"].empty_label = None  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not (self.errors or said.get("cohort") or said.get("programme")):
            raise forms.ValidationError(_("Choose a class or a programme."))
        return said


class PreparedForm(forms.Form):
    """Who of those that were shown, and the key of the form."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    person = forms.TypedMultipleChoiceField(error_messages={"required": _("Choose at least one person.")})

    def __init__(self, known: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(key, key) for key in known]  # type: ignore[attr-defined]


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files at once."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, (list, tuple)) and data else [None]
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


class PhotographsForm(forms.Form):
    """Files named by trainee number or by full name."""

    photograph = ManyFilesField(
        label=_("Photographs"),
        help_text=_(
            "JPEG, 35 by 49 (for instance 350 × 490 pixels), at most one megabyte each. Name each file by the trainee "
            "number, or by the full name. Up to 100 files at once."
        ),
        widget=ManyFilesInput(attrs={"accept": "image/jpeg"}),
    )


class SchoolingForm(forms.Form):
    """How long a diploma programme takes at a school."""

    school = forms.ModelChoiceField(label=_("School"), queryset=None, to_field_name="uuid")
    programme = forms.ModelChoiceField(label=_("Programme"), queryset=None, to_field_name="uuid")
    years = forms.IntegerField(
        label=pgettext_lazy("length of schooling", "Years"), min_value=1, max_value=MOST_YEARS
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = officer_schools(user)  # type: ignore[attr-defined]
        self.fields["programme"].queryset = diploma_programmes(user)  # type: ignore[attr-defined]
