"""What a person types or drops to check a certificate; only the shape is asked here, all misses have one answer."""

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


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("The certificate as a file"),
        allow_empty_file=True,  # it has an answer of its own
        help_text=_("A PDF or a credential (JSON), at most 20 MB. You may also drop it here."),
        error_messages={"required": _("Choose the PDF or the JSON file that you were given.")},
        widget=forms.FileInput(attrs={"accept": ".pdf,.json,application/pdf,application/json"}),
    )
