"""The form of a school's own words: it checks the shape; operations decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.issuing.batches.desk.shown import officer_schools
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.wordings.models import MOST
from certificates.issuing.wordings.operations import NewWording
from certificates.issuing.wordings.words import KINDS, Words
from lms.accounts.api import User


class WordingForm(forms.Form):
    """Words for one kind of certificate of one school, from a day on."""

    school = forms.ModelChoiceField(label=_("School"), queryset=None, to_field_name="uuid")
    kind = forms.ChoiceField(
        label=pgettext_lazy("certificate", "Kind"), choices=[(kind.value, kind.label) for kind in KINDS]
    )
    from_date = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Today or later. What was issued before keeps its words."),
    )
    deed_zh = forms.CharField(
        label=_("What was done, in Chinese"),
        help_text=_("The sentence below the name, in both languages. Empty in both: the usual one."),
        max_length=MOST["deed_zh"],
        required=False,
    )
    deed_en = forms.CharField(
        label=_("What was done, in English"),
        help_text=_("The same sentence; it stands below the Chinese one."),
        max_length=MOST["deed_en"],
        required=False,
    )
    seal_words = forms.CharField(
        label=_("What the seal is for"),
        help_text=_("Below the star, two to eight Chinese characters. Empty: the usual words."),
        max_length=MOST["seal_words"],
        required=False,
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = officer_schools(user)
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        if len(schools) == 1:
            self.fields["school"].initial = schools[0].uuid

    def new(self) -> NewWording:
        """Return what the valid form says."""
        said = self.cleaned_data
        words = Words(said["deed_zh"], said["deed_en"], said["seal_words"])
        return NewWording(said["school"], CredentialKind(said["kind"]), said["from_date"], words)
