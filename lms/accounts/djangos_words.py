"""Texts of Django about passwords whose Chinese says 你 where this platform says 您: the catalogue says them anew."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

SAID_ANEW = (
    _("Your old password was entered incorrectly. Please enter it again."),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
    _("Your password can’t be too similar to your other personal information."),
    _("Your password can’t be a commonly used password."),
    _("Your password can’t be entirely numeric."),
)
