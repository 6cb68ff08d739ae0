"""The form of a new version of a kind: it checks the shape; operations decide."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.issuing.kinds.models import LONGEST_VALIDITY, CredentialKind
from certificates.issuing.kinds.operations import NewVersion


class VersionForm(forms.Form):
    """How long a kind is in force and who stands on it, from a day on."""

    kind = forms.ChoiceField(label=pgettext_lazy("certificate", "Kind"), choices=CredentialKind.choices)
    from_date = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Tomorrow or later. What was issued before keeps its version."),
    )
    valid_months = forms.IntegerField(
        label=_("Valid for how many months"),
        help_text=_("From the day of award. Empty: for life."),
        min_value=1,
        max_value=LONGEST_VALIDITY,
        required=False,
    )
    has_principal = forms.BooleanField(
        label=_("The principal's name stands on the paper"), initial=True, required=False
    )

    def new(self) -> NewVersion:
        """Return what the valid form says."""
        said = self.cleaned_data
        kind = CredentialKind(said["kind"])
        return NewVersion(kind, said["from_date"], said["valid_months"], said["has_principal"])
