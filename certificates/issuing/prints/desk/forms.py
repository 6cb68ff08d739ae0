"""Forms of blanks and prints: they check the shape; operations decide."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.issuing.batches.desk.shown import officer_schools
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.prints.queries import list_stocks
from lms.accounts.api import User
from lms.core.ids import new_uuid


class DeliveryForm(forms.Form):
    """Blanks that came."""

    school = forms.ModelChoiceField(label=_("School"), queryset=None, to_field_name="uuid")
    kind = forms.ChoiceField(label=pgettext_lazy("certificate", "Kind"), choices=CredentialKind.choices)
    first_number = forms.CharField(
        label=_("First number"), help_text=_("As it is printed on the blank."), max_length=40
    )
    last_number = forms.CharField(
        label=_("Last number"),
        help_text=_("Written like the first one. They are counted from it."),
        max_length=40,
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("For instance the number of the delivery note."),
        max_length=200,
        required=False,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": new_uuid()})
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = officer_schools(user)  # type: ignore[attr-defined]


class SpoiledForm(forms.Form):
    """A blank that cannot be used any more."""

    stock = forms.ModelChoiceField(label=_("Stock of blanks"), queryset=None, to_field_name="uuid")
    blank_number = forms.CharField(label=_("Number of the blank"), max_length=40)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stock"]
        field.queryset = list_stocks(officer_schools(user))  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: f"{row.school} · {row.get_kind_display()}"  # type: ignore[attr-defined]


class PrintForm(forms.Form):
    """That a certificate was printed, and on what."""

    blank_number = forms.CharField(label=_("Number of the blank"), max_length=40, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed where it was printed before."),
        max_length=200,
        required=False,
    )


class PileForm(forms.Form):
    """That certificates of a batch were printed in one go."""

    count = forms.IntegerField(label=_("How many certificates"), min_value=1)
    blank_number = forms.CharField(
        label=_("Number of the first blank"),
        help_text=_("The others follow it. Blanks that went through before are passed over."),
        max_length=40,
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, has_stock: bool, left: int, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"count": left, "seen": left})
        super().__init__(*args, **kwargs)
        self.fields["count"].validators.append(MaxValueValidator(left))
        if not has_stock:
            del self.fields["blank_number"]
