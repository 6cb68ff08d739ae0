"""A form that exists only to show fields; nothing is ever read from it."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """One field of each kind."""

    number = forms.CharField(
        label=_("Number on your card"),
        help_text=_("Six digits, printed below your name."),
        error_messages={"required": _("Enter the number on your card.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 6}),
    )
    pin = forms.CharField(
        label=_("PIN"),
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 6}),
    )
    school = forms.ChoiceField(
        label=_("School"), choices=[("", "–"), ("1", _("Demonstration Vocational School"))], required=False
    )
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    day = forms.ChoiceField(
        label=_("When does it suit you?"),
        choices=[("am", _("Morning")), ("pm", _("Afternoon"))],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(label=_("I have read the safety rules"))


def sample_form(*, wrong: bool = False) -> SampleForm:
    """Return the form, empty or as it comes back with errors."""
    return SampleForm({"number": "", "pin": "12", "day": "am", "agreed": "on"}) if wrong else SampleForm()
