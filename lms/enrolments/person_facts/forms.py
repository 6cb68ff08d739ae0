"""The form that asks for a correction of a person, and the answer to it; they check shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.accounts.api import Person, Sex
from lms.enrolments.person_facts.models import CorrectionCause, PersonCorrection

_OFF = {"autocomplete": "off", "spellcheck": "false"}


class PersonFactsForm(forms.Form):
    """What is right, and which paper shows it."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)
    name = forms.CharField(
        label=pgettext_lazy("person", "Name"), max_length=100, widget=forms.TextInput(attrs=_OFF)
    )
    number = forms.CharField(
        label=_("The right identity number"),
        help_text=_(
            "Only when the number in the records is wrong; otherwise leave it empty. Sex and date of birth follow it."
        ),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs=_OFF),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", "–"), *Sex.choices], required=False)
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    cause = forms.ChoiceField(
        label=_("Why it is corrected"),
        choices=[("", "–"), *CorrectionCause.choices],
        error_messages={"required": _("Choose why it is corrected.")},
    )
    reason = forms.CharField(
        label=_("Which paper shows it"),
        help_text=_("Such as “household register seen” or “identity card seen”. It stays in the history."),
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

    def __init__(self, *args: Any, person: Person, stands: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = stands
        if not person.resident_id_hash:
            del self.fields["explanation"], self.fields["number"]


def initial_of(person: Person) -> dict[str, Any]:
    """Return the facts of a person as they stand."""
    return {"name": person.full_name, "sex": person.sex, "birth_date": person.birth_date}


class DecisionForm(forms.Form):
    """Yes or no to the correction that the page showed; another number is typed once more from the paper."""

    seen = forms.UUIDField(widget=forms.HiddenInput)
    number = forms.CharField(
        label=_("Identity number, from the paper"),
        help_text=_("Type all 18 characters from the paper; it is kept when both of you typed the same."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs=_OFF),
    )
    refusal = forms.CharField(
        label=_("Reason, if you refuse"),
        help_text=_(
            "Who asked for the correction reads it: what the paper shows. Never write an illness here."
        ),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=_OFF),
    )
    decision = forms.ChoiceField(
        choices=[("keep", "keep"), ("refuse", "refuse")],
        error_messages={
            "required": _("Choose yes or no."),
            "invalid_choice": _("Choose yes or no."),
        },
    )

    def __init__(self, *args: Any, waiting: PersonCorrection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = waiting.uuid
        if not waiting.number:
            del self.fields["number"]
