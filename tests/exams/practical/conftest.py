"""The two disks of tests on the second copy of photographs."""

from pathlib import Path

import pytest

from lms.exams.secondcopy.keeping import MARKER, Copier
from tests.factories.practical import Practical, an_open_practical


@pytest.fixture
def store(settings, tmp_path) -> Path:
    """The first disk, on which the photographs are kept."""
    settings.MEDIA_ROOT = tmp_path / "first"
    settings.SECOND_COPY_FREE_MB = 0
    return tmp_path / "first"


@pytest.fixture
def copier(tmp_path, store):
    """Who writes the second disk."""
    folder = tmp_path / "second"
    folder.mkdir()
    (folder / MARKER).touch()
    made = Copier(folder)
    yield made
    made.close()


@pytest.fixture
def world() -> Practical:
    """Return an examination that is being marked."""
    return an_open_practical()
