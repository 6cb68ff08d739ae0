"""What an officer is asked when deciding about an employer."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.accounts.employers.rules import Evidence
from lms.organisations.api import LONGEST_NOTE, Check, Standing

CHECKS = [
    (Check.REGISTER, _("Code and name stand so in the public register of enterprises")),
    (Check.CALLED, _("Called the number that stands there, not the one that was given")),
    (Check.ADDRESS, _("The address is theirs")),
    (Check.LICENCE, _("Saw the business licence")),
]
EVIDENCE = [
    (
        Evidence.CALLED,
        _("Called the number of the organisation in the public register, and was put through to this person"),
    ),
    (
        Evidence.ASKED,
        _("Asked for what only this person and our records know: since when, who invited, which openings"),
    ),
]
STANDINGS = [
    (Standing.WAITING, _("Waits")),
    (Standing.SECOND, pgettext_lazy("employer", "Waits for a second officer")),
    (Standing.VERIFIED, _("Verified employer")),
    (Standing.REFUSED, _("Refused employer")),
    (Standing.SUSPENDED, _("Suspended employer")),
    (Standing.LIFTING, _("Suspended, waits for a second officer to lift it")),
]


class SearchForm(forms.Form):
    """What the list is narrowed to."""

    q = forms.CharField(label=_("Name or code"), max_length=100, required=False)
    standing = forms.ChoiceField(
        label=_("How it stands"), choices=[("", _("All")), *STANDINGS], required=False
    )


class VerifyForm(forms.Form):
    """What was checked, and a note."""

    checks = forms.MultipleChoiceField(
        label=_("What did you check?"),
        choices=CHECKS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what you checked.")},
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For your colleagues: whom you spoke to, what stood out. The employer does not see it."),
    )


class SecondStepForm(forms.Form):
    """By what the officer knows who asks."""

    evidence = forms.MultipleChoiceField(
        label=_("What did you do?"),
        choices=EVIDENCE,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Do all of this before: whoever asks may not be this person.")},
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whom you spoke to, and when. It is kept with your name."),
    )


class AgainstForm(forms.Form):
    """Why not."""

    note = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept with your name. The employer reads that it was decided, not the reason."),
    )
