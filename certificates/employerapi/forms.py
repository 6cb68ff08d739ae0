"""What somebody of an employer is asked for a new key."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from certificates.employerapi import rules
from lms.core.ids import new_uuid


class NewKeyForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the key"),
        max_length=rules.LONGEST_NAME,
        help_text=_("What it is for, for example: staff database."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"), coerce=int, initial=365, widget=forms.RadioSelect, choices=[]
    )
    secret = forms.CharField(
        label=_("Your own password"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=new_uuid)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (days, ngettext("%(count)d day", "%(count)d days", days) % {"count": days}) for days in rules.DAYS
        ]
