"""The form of a new pool: it checks the shape; operations decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.issuing.batches.desk.shown import officer_schools
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.numbers.operations import NewPool
from certificates.issuing.officers import SecretForm
from lms.accounts.api import User

MOST_SERIALS = 999_999_999


class PoolForm(SecretForm):
    """From which serial to which, for one kind of one school; the own password once more."""

    school = forms.ModelChoiceField(label=_("School"), queryset=None, to_field_name="uuid")
    kind = forms.ChoiceField(label=pgettext_lazy("certificate", "Kind"))
    pattern = forms.CharField(
        label=_("Pattern"),
        help_text=_(
            "Digits and capital letters; {YY} or {YYYY} for the year, {L} for the level, one N for each digit of the "
            "serial. For example 461234{YY}{NNNN}. It must not tell a place."
        ),
        max_length=80,
    )
    first = forms.IntegerField(label=_("First serial"), min_value=0, max_value=MOST_SERIALS)
    last = forms.IntegerField(label=_("Last serial"), min_value=0, max_value=MOST_SERIALS)
    field_order = ("school", "kind", "pattern", "first", "last", "secret")

    def __init__(self, user: User, kinds: list[CredentialKind], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = officer_schools(user)
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        if len(schools) == 1:
            self.fields["school"].initial = schools[0].uuid

    def ask_no_secret(self) -> None:
        """Let somebody look at examples without the password, which opens a pool."""
        self.fields["secret"].required = False

    def new(self) -> NewPool:
        """Return what the valid form says."""
        said = self.cleaned_data
        kind = CredentialKind(said["kind"])
        return NewPool(said["school"], kind, said["pattern"].strip(), said["first"], said["last"])
