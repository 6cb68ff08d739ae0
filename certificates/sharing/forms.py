"""What a holder is asked for a new link, and who opens one for a passcode."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from certificates.sharing import rules
from certificates.sharing.models import SharedField


def _period(days: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


class NewLinkForm(forms.Form):
    fields_shown = forms.MultipleChoiceField(
        label=_("What the link shows"),
        choices=SharedField.choices,
        required=False,
        initial=[SharedField.NAME],
        help_text=_("Always shown: kind of document, programme, school, and whether it is in force."),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label=_("Open for"), coerce=int, initial=7, widget=forms.RadioSelect, choices=[]
    )
    passcode = forms.CharField(
        label=_("Passcode"),
        required=False,
        max_length=rules.PASSCODE_LONGEST,
        help_text=_("6 to 12 letters or digits. Who has the link then needs the passcode too."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["days"].choices = [(days, _period(days)) for days in rules.DAYS]


class PasscodeForm(forms.Form):
    passcode = forms.CharField(
        label=_("Passcode"),
        max_length=rules.PASSCODE_LONGEST,
        help_text=_("Who gave you this link has it."),
        error_messages={"required": _("Type the passcode.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
