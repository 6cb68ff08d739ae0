"""What a holder is asked for a new link, and who opens one for a passcode."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from certificates.sharing import rules
from certificates.sharing.models import SharedField
from certificates.verification.forms import plain_text


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
    label = plain_text(
        rules.LONGEST_LABEL,
        label=_("Whom it is for"),
        required=False,
        too_long=_("At most 40 characters."),
        unreadable=_("This holds a character that cannot be read. Type it anew."),
        help_text=_("So that you know your links apart. Nobody but you sees it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    days = forms.TypedChoiceField(
        label=_("Open for"), coerce=int, initial=7, widget=forms.RadioSelect, choices=[]
    )
    passcode = plain_text(
        rules.PASSCODE_LONGEST,
        label=_("Passcode"),
        required=False,
        too_long=_("A passcode has at most 12 letters or digits."),
        unreadable=_("The passcode holds a character that cannot be read. Type it anew."),
        help_text=_(
            "6 to 12 Latin letters or digits. Capitals and small letters are not the same. Who has the link then needs "
            "the passcode too."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["days"].choices = [(days, _period(days)) for days in rules.DAYS]


class PasscodeForm(forms.Form):
    passcode = plain_text(
        rules.PASSCODE_LONGEST,
        label=_("Passcode"),
        missing=_("Type the passcode."),
        too_long=_("This is longer than any passcode. Type the passcode alone."),
        unreadable=_("The passcode holds a character that cannot be read. Type it anew."),
        help_text=_("Who gave you this link has it. Capitals and small letters are not the same."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
