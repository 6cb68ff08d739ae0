"""Forms of sign-in and terminals; they check shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts import rules
from lms.organisations.api import Room

# The field must hold a whole scanned card: without JavaScript the scanner types into it.
LONGEST_NUMBER = 120


class TraineeSignInForm(forms.Form):
    """Number and PIN; a scanned card may arrive in `card` (with JavaScript) or in `number` (without)."""

    number = forms.CharField(
        label=_("Trainee number"),
        help_text=_("It is printed on your card. You can also hold the card under the scanner."),
        max_length=LONGEST_NUMBER,
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True, "spellcheck": "false"}
        ),
    )
    pin = forms.CharField(
        label=_("PIN"),
        max_length=LONGEST_NUMBER,
        required=False,
        strip=True,
        widget=forms.PasswordInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": str(rules.PIN_DIGITS)}
        ),
    )
    card = forms.CharField(required=False, max_length=LONGEST_NUMBER, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if rules.parse_card(cleaned.get("card", "")) or rules.parse_card(cleaned.get("number", "")):
            return cleaned
        if not cleaned.get("number"):
            self.add_error("number", _("Enter your trainee number."))
        if not cleaned.get("pin"):
            self.add_error("pin", _("Enter your PIN."))
        return cleaned


class SeatForm(forms.Form):
    """The seat that is to get a terminal."""

    room = forms.ModelChoiceField(label=_("Room"), queryset=Room.objects.none())
    seat = forms.IntegerField(
        label=_("Seat"),
        min_value=1,
        max_value=999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 3}),
    )

    def __init__(self, *args: Any, rooms: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = rooms
        self.fields["room"].label_from_instance = lambda room: f"{room.site.name} · {room.name}"


class TerminalCodeForm(forms.Form):
    """The one-time code, typed on the device."""

    code = forms.CharField(
        label=_("Registration code"),
        help_text=_("Eight characters, from the administrator's page Terminals."),
        max_length=20,
        error_messages={"required": _("Enter the registration code.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "autofocus": True}
        ),
    )


class RevealForm(forms.Form):
    """Why a full identity number is needed; the reason stays in the audit trail."""

    reason = forms.CharField(
        label=_("What do you need it for?"),
        help_text=_("One sentence. It is kept with your name and the time."),
        min_length=4,
        max_length=200,
        error_messages={"required": _("Say what you need the number for.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
