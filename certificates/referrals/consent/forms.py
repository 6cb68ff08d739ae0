"""What a person says at the terminal, and what an officer asks; they check shape only."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from certificates.referrals.consent import rules
from certificates.referrals.consent.models import DataField
from certificates.referrals.models import Opening
from lms.accounts.api import Person
from lms.core.ids import new_uuid
from lms.core.sentences import enumerated, sentences

# What a question begins with: without it no employer could do anything. More is asked for where the work needs it.
LEAST = [DataField.NAME.value, DataField.CERTIFICATES.value]
FILES_HELP = _(
    "With name and certificates, files of certificates go along. One that also shows sex, date of birth, photograph, "
    "time of study or part of the identity number (diploma, skill-level certificate) stays with the person, "
    "whatever is ticked."
)
in_a_row = lazy(sentences, str)


class PinForm(forms.Form):
    """A yes of a person, signed with the own PIN."""

    was_read_aloud = forms.BooleanField(label=_("Somebody has read this page to me"), required=False)
    secret = forms.CharField(
        label=_("Your PIN"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_secret(self) -> str:
        return unicodedata.normalize("NFKC", self.cleaned_data["secret"]).strip()


class YesForm(PinForm):
    """The yes to a question: ticked on the page before, shown once more."""

    fields_told = forms.MultipleChoiceField(
        choices=DataField.choices, widget=forms.MultipleHiddenInput, required=False
    )
    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)


class AskForm(forms.Form):
    """An officer's question: whom, for which opening, which fields, and words for what no table says."""

    number = forms.CharField(
        label=_("Name or trainee number"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    person = forms.ChoiceField(label=_("Who of them?"), widget=forms.RadioSelect, required=False)
    opening = forms.ChoiceField(label=_("For which opening"))
    fields_asked = forms.MultipleChoiceField(
        label=_("Ask for"),
        choices=DataField.choices,
        initial=LEAST,
        widget=forms.CheckboxSelectMultiple,
        help_text=in_a_row((_("Ask for what this work needs. The person may tick fewer."), FILES_HELP)),
    )
    contact = forms.CharField(label=_("Words for “Contact”"), max_length=rules.LONGEST_WORDS, required=False)
    wish = forms.CharField(
        label=_("Words for “Work wished for”"), max_length=rules.LONGEST_WORDS, required=False
    )
    availability = forms.CharField(
        label=_("Words for “Available from”"), max_length=rules.LONGEST_WORDS, required=False
    )
    opinion = forms.CharField(
        label=_("Words for “The school's opinion”"), max_length=rules.LONGEST_WORDS, required=False
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=new_uuid)

    def __init__(self, *arguments: Any, openings: list[Opening], **named: Any) -> None:
        super().__init__(*arguments, **named)
        if "despite" in self.data:
            self.ask_despite()
        choices = [(str(row.uuid), f"{row.title} · {row.employer.name}") for row in openings]
        self.fields["opening"].choices = choices  # type: ignore[attr-defined]

    def called(self) -> str:
        """Return the name or number that was sent, or nothing where it can be none."""
        try:
            return self.fields["number"].clean(self.data.get("number", ""))
        except forms.ValidationError:
            return ""

    def offer(self, people: Sequence[Person]) -> None:
        """Let the officer choose among these; nobody is offered where it is clear who is meant."""
        if people:
            self.fields["person"].choices = [(str(row.uuid), _who(row)) for row in people]  # type: ignore[attr-defined]
        else:
            del self.fields["person"]

    def ask_despite(self) -> None:
        """Let the officer say that it is asked although nobody could issue a sheet now."""
        self.fields["despite"] = forms.BooleanField(label=_("Ask all the same"), required=False)


def _who(person: Person) -> str:
    """Say who it is so that two of one name are told apart, and who was found by a former name is known by it."""
    user = getattr(person, "user", None)
    before = enumerated(person.names_before)
    formerly = [gettext("formerly %(names)s") % {"names": before}] if before else []
    return " · ".join([person.full_name, *formerly, user.username if user else "–", person.site.name])
