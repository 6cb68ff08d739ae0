"""What people send: a file, a yes to what they saw, a wish for a file."""

from typing import Any

from django import forms
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from courses.pages.packs.archive import MOST_BYTES

MEGABYTE = 1024**2


class LargeFiles(FileUploadHandler):
    """Lets a body that is too large run past without keeping any of it, so that its sender gets an answer in words."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.has_refused = False

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any) -> None:
        self.has_refused = content_length > MOST_BYTES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if self.has_refused:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class KeyForm(forms.Form):
    """A form that is one deed however often it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput)


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
