"""A folder of its own for the documents that a test issues."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.test import override_settings


@contextlib.contextmanager
def documents_in(folder: Path) -> Iterator[Path]:
    """Keep issued documents below the folder while the block runs."""
    storages = {
        **settings.STORAGES,
        "documents": {
            "BACKEND": "lms.core.local_storage.LocalStorage",
            "OPTIONS": {"location": str(folder), "base_url": None},
        },
    }
    with override_settings(STORAGES=storages):
        yield folder
