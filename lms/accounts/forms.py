"""Forms of sign-in and terminals; they check shape only."""

import re
from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.accounts import rules
from lms.organisations.api import Layout, Numbering, Plan, Room, plan_from_lines

# The field must hold a whole scanned card: without JavaScript the scanner types into it.
LONGEST_NUMBER = 120
LONGEST_SEAT = 20
MOST_OF_A_PLAN = 99


class TraineeSignInForm(forms.Form):
    """Number and PIN; a scanned card may arrive in `card` (with JavaScript) or in `number` (without)."""

    number = forms.CharField(
        label=_("Trainee number"),
        help_text=_("It is printed on your card."),
        max_length=LONGEST_NUMBER,
        error_messages={"required": _("Enter your trainee number.")},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True, "spellcheck": "false"}
        ),
    )
    pin = forms.CharField(
        label=_("PIN"),
        max_length=LONGEST_NUMBER,
        error_messages={"required": _("Enter your PIN.")},
        widget=forms.PasswordInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": str(rules.PIN_DIGITS)}
        ),
    )
    card = forms.CharField(required=False, max_length=LONGEST_NUMBER, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if any(rules.parse_card(self.data.get(name, "")) for name in ("card", "number")):
            for field in (self.fields["number"], self.fields["pin"]):
                field.required = False
                field.is_conditional = True  # type: ignore[attr-defined]  # after a refusal both are asked for again


def _pin_field(label: Any, **more: Any) -> forms.CharField:
    pad = {"inputmode": "numeric", "autocomplete": "new-password", "maxlength": str(rules.PIN_DIGITS)}
    missing = {"required": _("Enter the PIN in both fields.")}
    widget = forms.PasswordInput(attrs={**pad, **more})
    return forms.CharField(label=label, max_length=LONGEST_NUMBER, widget=widget, error_messages=missing)


class ChoosePinForm(forms.Form):
    """The first PIN, typed twice."""

    pin = _pin_field(_("Your new PIN"), autofocus=True)
    again = _pin_field(_("The same PIN once more"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        pins = {rules.normalise_pin(cleaned[name]) for name in ("pin", "again") if name in cleaned}
        if len(pins) > 1:
            self.add_error("again", _("The two PINs are not the same. Type both again."))
        return {**cleaned, "pin": rules.normalise_pin(cleaned.get("pin", ""))}


class OfficeSignInForm(LoginForm):
    """allauth's form with our words: staff by user name, employers by e-mail address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("User name or e-mail address")
        login.error_messages["required"] = _("Enter your user name or e-mail address.")
        login.widget.attrs = {"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}
        password.error_messages["required"] = _("Enter your password.")
        password.help_text = ""
        password.widget.attrs = {"autocomplete": "current-password"}

    @property
    def looks_like_a_trainee(self) -> bool:
        """Whether a trainee seems to have come to the wrong form: nothing is said of whether the number exists."""
        return bool(self.errors) and rules.looks_like_trainee_number(str(self.data.get("login", "")))


class SeatForm(forms.Form):
    """The seat that is to get a terminal."""

    room = forms.ModelChoiceField(label=pgettext_lazy("classroom", "Room"), queryset=Room.objects.none())
    seat = forms.CharField(
        label=_("Seat"),
        max_length=LONGEST_SEAT,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, rooms: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = rooms
        self.fields["room"].label_from_instance = lambda room: f"{room.site.name} · {room.name}"


class RoomPlanForm(forms.Form):
    """How the seats of a room stand."""

    plan = forms.CharField(
        label=_("Seats, row by row from the front"),
        help_text=_("One line for each row, a comma between seats; nothing between two commas is a gap."),
        max_length=20_000,
        error_messages={"required": _("Write at least one seat.")},
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def clean_plan(self) -> Plan:
        return plan_from_lines(self.cleaned_data["plan"])


class LayoutForm(forms.Form):
    """A room of equal rows, to begin a plan with."""

    rows = forms.IntegerField(
        label=_("Rows, from the front to the back"), min_value=1, max_value=MOST_OF_A_PLAN
    )
    columns = forms.IntegerField(label=_("Seats in a row"), min_value=1, max_value=MOST_OF_A_PLAN)
    aisles = forms.RegexField(
        r"^\s*(\d{1,2}\s*([,，、 ]\s*\d{1,2}\s*)*)?$",
        label=_("Aisles after these seats"),
        help_text=_(
            "Counted from the left as one looks at the plan, such as 3, 6. Leave it empty for no aisle."
        ),
        max_length=80,
        required=False,
        error_messages={"invalid": _("Write numbers with commas between them.")},
    )
    numbering = forms.ChoiceField(
        label=_("How the seats are numbered"),
        choices=[
            (Numbering.ROWS, _("Row by row, each from the left")),
            (Numbering.ROWS_FROM_RIGHT, _("Row by row, each from the right")),
            (Numbering.THERE_AND_BACK, _("Row by row, there and back")),
            (Numbering.COLUMNS, _("Column by column from the front, beginning on the left")),
            (Numbering.COLUMNS_FROM_RIGHT, _("Column by column from the front, beginning on the right")),
        ],
    )

    def layout(self) -> Layout:
        """Return the room that was asked for."""
        values = self.cleaned_data
        aisles = frozenset(int(number) for number in re.findall(r"\d+", values["aisles"]))
        return Layout(values["rows"], values["columns"], aisles, Numbering(values["numbering"]))


class TerminalCodeForm(forms.Form):
    """The one-time code, typed on the device."""

    code = forms.CharField(
        label=_("Registration code"),
        help_text=_("Eight characters, from the administrator's page Terminals."),
        max_length=20,
        error_messages={"required": _("Enter the registration code.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )


class RevealForm(forms.Form):
    """Why a full identity number is needed; the reason stays in the audit trail."""

    reason = forms.CharField(
        label=_("What do you need it for?"),
        help_text=_("One sentence. It is kept with your name and the time."),
        min_length=4,
        max_length=200,
        error_messages={
            "required": _("Say what you need the number for."),
            "min_length": _("Say what you need the number for, in a few words."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
