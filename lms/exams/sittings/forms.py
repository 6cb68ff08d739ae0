"""Forms of the invigilator's console: they check shape, the operations decide."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ExtraTimeForm(forms.Form):
    """More time for one candidate, with its reason."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=120)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("For example: power failure from 9:40 to 9:45.")
    )


class SeatDecisionForm(forms.Form):
    """Whether a candidate may go on at another seat."""

    decision = forms.ChoiceField(choices=[("approve", _("Allow")), ("refuse", _("Refuse"))])


class ReceiptCodeForm(forms.Form):
    """The short code of a receipt that was lost."""

    code = forms.CharField(
        label=_("Receipt code"),
        max_length=40,
        help_text=_("Twelve characters, as they stand on the receipt."),
    )
