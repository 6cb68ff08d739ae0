"""The form that corrects facts of a stay; it checks shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.enrolments.admission.models import Admission, Language, Schooling

_OFF = {"autocomplete": "off", "spellcheck": "false"}
_LANGUAGES = [("", "–"), *Language.choices]


class FactsForm(forms.Form):
    """Every fact that can be corrected, as it stands, and why it is corrected."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    schooling = forms.ChoiceField(label=_("Schooling"), choices=Schooling.choices)
    language = forms.ChoiceField(label=_("First language"), choices=_LANGUAGES, required=False)
    other_language = forms.ChoiceField(label=_("Other language"), choices=_LANGUAGES, required=False)
    certificates = forms.CharField(
        label=_("Earlier certificates, as declared"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs=_OFF),
    )
    admitted_date = forms.DateField(
        label=_("Admitted on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Which paper shows it, such as “school certificate seen”. It stays in the history."),
        max_length=200,
        widget=forms.TextInput(attrs=_OFF),
        error_messages={"required": _("Say why it is corrected, and which paper shows it.")},
    )


def initial_of(stay: Admission) -> dict[str, Any]:
    """Return the facts of a stay as they stand."""
    return {
        name: getattr(stay, name)
        for name in ("schooling", "language", "other_language", "certificates", "admitted_date")
    }
