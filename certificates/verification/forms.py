"""What a person types or drops to check a certificate; only the shape is asked here, all misses have one answer."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

LONGEST_NUMBER, LONGEST_NAME = 40, 200
# One of each rule of numbers that schools use; a test reads them as typed numbers.
EXAMPLES = {"diploma": "469901260001", "training": "TC-7F3K9QMD-6"}


def plain_text(
    longest: int, *, too_long: Any, unreadable: Any, missing: Any = "", **more: Any
) -> forms.CharField:
    """Return a field of one line that says in plain words, naming itself, why it refuses something.

    The length is asked for here and not by the browser, which would cut off what was pasted without a word.
    """
    return forms.CharField(
        validators=[MaxLengthValidator(longest, too_long)],
        error_messages={"required": missing, "null_characters_not_allowed": unreadable},
        **more,
    )


class CheckForm(forms.Form):
    number = plain_text(
        LONGEST_NUMBER,
        label=_("Certificate number"),
        missing=_("Type the number that is printed on the certificate."),
        too_long=_("This is longer than any certificate number. Type the number alone, as it is printed."),
        unreadable=_("The certificate number holds a character that cannot be read. Type it anew."),
        help_text=format_lazy(
            _(
                "As printed, for example {diploma} on a diploma or {training} on a certificate of training. Capitals, "
                "spaces and hyphens do not matter."
            ),
            **EXAMPLES,
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    name = plain_text(
        LONGEST_NAME,
        label=_("Full name of the holder"),
        missing=_("Type the full name that is printed on the certificate."),
        too_long=_(
            "This is longer than any name on a certificate. Type the full name alone, as it is printed."
        ),
        unreadable=_("The full name holds a character that cannot be read. Type it anew."),
        help_text=_(
            "As printed on the certificate. A dot in the name belongs to it, as in 古丽·示例; which kind of dot you "
            "type does not matter. Spaces and capitals do not matter."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("The certificate as a file"),
        allow_empty_file=True,  # it has an answer of its own
        help_text=_(
            "A PDF or a digital certificate (JSON or JWT), at most 20 MB. You may also drop it here."
        ),
        error_messages={"required": _("Choose the PDF or the digital certificate that you were given.")},
        widget=forms.FileInput(
            attrs={"accept": ".pdf,.json,.jwt,application/pdf,application/json,application/jwt"}
        ),
    )
