"""What every form about a file on its way has: its key, and a way to refuse a body that is too large in words."""

from typing import Any

from django import forms
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

MEGABYTE = 1024**2


class LargeFiles(FileUploadHandler):
    """Lets a body that is too large run past without keeping any of it, so that its sender gets an answer in words."""

    def __init__(self, request: HttpRequest, most_bytes: int) -> None:
        super().__init__(request)
        self.most_bytes = most_bytes
        self.has_refused = False

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any) -> None:
        self.has_refused = content_length > self.most_bytes

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
