"""What a person types to check a certificate; only the shape is asked here, the answer is one for all misses."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CheckForm(forms.Form):
    number = forms.CharField(
        label=_("Certificate number"),
        max_length=40,
        error_messages={"required": _("Type the number that is printed on the certificate.")},
        help_text=_("As printed, for example TC-7F3K9QMD-W. Capitals, spaces and hyphens do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    name = forms.CharField(
        label=_("Full name of the holder"),
        max_length=200,
        help_text=_("As printed on the certificate."),
        error_messages={"required": _("Type the full name that is printed on the certificate.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
