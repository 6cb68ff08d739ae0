"""What people send: a file, a yes to what they saw, a wish for a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.pages.packs.archive import MOST_BYTES
from lms.core.transfers.forms import KeyForm


class UploadForm(KeyForm):
    """A pack file."""

    pack = forms.FileField(
        label=_("Pack file"),
        widget=forms.FileInput(attrs={"accept": ".zip,.pack", "data-most-bytes": MOST_BYTES}),
        error_messages={"required": _("Choose the file of a content pack.")},
    )


class ConfirmForm(forms.Form):
    """Yes to the file with this hash."""

    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
