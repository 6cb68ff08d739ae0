"""The form that asks for a correction of sex and date of birth, and the answer to it; they check shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.api import Person, Sex

_OFF = {"autocomplete": "off", "spellcheck": "false"}


class PersonFactsForm(forms.Form):
    """What is right, and which paper shows it."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", "–"), *Sex.choices], required=False)
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Which paper shows it, such as “household register seen”. It stays in the history."),
        max_length=200,
        widget=forms.TextInput(attrs=_OFF),
        error_messages={"required": _("Say why it is corrected, and which paper shows it.")},
    )
    explanation = forms.CharField(
        label=_("Why the identity number says otherwise"),
        help_text=_(
            "Only when it does: digits 7 to 14 of the number are the date of birth, the 17th is odd for men and even "
            "for women. Name the certificate of the police or the court."
        ),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=_OFF),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not person.resident_id_hash:
            del self.fields["explanation"]


def initial_of(person: Person) -> dict[str, Any]:
    """Return the facts of a person as they stand."""
    return {"sex": person.sex, "birth_date": person.birth_date}


class DecisionForm(forms.Form):
    """Yes or no."""

    decision = forms.ChoiceField(
        choices=[("keep", "keep"), ("refuse", "refuse")],
        error_messages={
            "required": _("Choose yes or no."),
            "invalid_choice": _("Choose yes or no."),
        },
    )
