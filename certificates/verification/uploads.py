"""Takes a file of a stranger into memory and nowhere else."""

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.http import HttpRequest

from certificates.verifier.documents import LARGEST
from lms.core.transfers.forms import MEGABYTE, LargeFiles


class InMemory(LargeFiles):
    """Keeps a file that may be checked in memory, and nothing of one that is too large."""

    def __init__(self, request: HttpRequest, most_bytes: int = LARGEST) -> None:
        super().__init__(request, most_bytes + MEGABYTE)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._kept = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # type: ignore[override]  # nobody comes after
        self._kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:  # type: ignore[override]
        self._kept.seek(0)
        name, kind = "file", "application/octet-stream"  # what the sender calls it is nobody's business
        return InMemoryUploadedFile(self._kept, "file", name, kind, file_size, None)
