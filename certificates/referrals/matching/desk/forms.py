"""What an officer narrows lists to, and whom somebody proposes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from certificates.referrals.consent.forms import FILES_HELP, LEAST, in_a_row
from certificates.referrals.consent.models import DataField
from certificates.referrals.matching.answers import FIELDS
from certificates.referrals.matching.models import LONGEST_WHY
from certificates.referrals.matching.operations import MOST_AT_ONCE
from certificates.referrals.matching.words import GROUPS
from lms.core.ids import new_uuid
from lms.organisations.api import Site

ALL = ("", pgettext_lazy("stays", "All"))
ASKED_ALREADY = [
    ALL,
    ("none", gettext_lazy("Not asked yet")),
    ("undecided", gettext_lazy("Does not know yet")),
    ("wish", pgettext_lazy("wish", "Says what")),
]


class NarrowForm(forms.Form):
    """Name and site; with more than one site only."""

    q = forms.CharField(label=gettext_lazy("Name or number"), max_length=100, required=False)
    site = forms.ChoiceField(label=gettext_lazy("Training site"), required=False)

    def __init__(self, sites: list[Site], *arguments: Any) -> None:
        super().__init__(*arguments)
        self.fields["site"].choices = [ALL, *((site.code, site.name) for site in sites)]  # type: ignore[attr-defined]
        if len(sites) < 2:
            del self.fields["site"]


class PeopleForm(NarrowForm):
    """The list beside an opening."""

    group = forms.ChoiceField(
        label=pgettext_lazy("match", "Group"),
        choices=[ALL, *((group.value, words) for group, words in GROUPS.items())],
        required=False,
    )


class IndexForm(NarrowForm):
    """The list of people."""

    wish = forms.ChoiceField(label=gettext_lazy("Wish for work"), choices=ASKED_ALREADY, required=False)


class UuidList(forms.TypedMultipleChoiceField):
    """Keys of people that travel along; whether they may be, the domain says."""

    widget = forms.MultipleHiddenInput

    def __init__(self) -> None:
        super().__init__(coerce=forms.UUIDField().clean, required=False)

    def valid_value(self, value: str) -> bool:
        return True


class ProposeForm(forms.Form):
    """Whom, and why."""

    person = UuidList()
    why = forms.CharField(
        label=gettext_lazy("Why these people?"),
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For officers only. The employer never reads it."),
    )
    fields_asked = forms.MultipleChoiceField(
        label=gettext_lazy("What may the employer be told?"),
        help_text=in_a_row((gettext_lazy("The person sees each and may say no to any of them."), FILES_HELP)),
        choices=[(field.value, DataField(field).label) for field in FIELDS],
        initial=LEAST,
        widget=forms.CheckboxSelectMultiple,
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=new_uuid)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)
    # What the list was narrowed to, to which it goes back.
    listed = forms.CharField(widget=forms.HiddenInput, max_length=500, required=False)

    def over(self, revision: int) -> str:
        """Let the form be sent again for what stands there now; return which revision it was for."""
        self.data = self.data.copy()
        before, self.data["seen"] = self.cleaned_data["seen"], str(revision)
        return str(before)


def chosen(values: list[str]) -> list[str]:
    """Return keys of an address as far as they may be ones."""
    field = forms.UUIDField(required=False)
    found = []
    for value in values[: MOST_AT_ONCE + 1]:
        try:
            found.append(str(field.clean(value)))
        except forms.ValidationError:
            continue
    return [value for value in dict.fromkeys(found) if value != "None"]
