"""Where the public files of the register lie."""

from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """Return where the files lie."""
    return Path(settings.REGISTER_DIR)
