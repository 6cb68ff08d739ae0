"""Folders of a test's own for files on their way and for pictures of questions."""

from pathlib import Path

import pytest


@pytest.fixture
def private_files(settings, tmp_path) -> Path:
    """Kept files and pictures in folders of the test's own; returned is the one of the kept files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    kept = settings.STORAGES["documents"]
    options = {**kept["OPTIONS"], "location": str(tmp_path / "private")}
    settings.STORAGES = {**settings.STORAGES, "documents": {**kept, "OPTIONS": options}}
    return tmp_path / "private"
