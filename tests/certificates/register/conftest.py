"""The published files of tests lie in a folder of their own, and so do documents."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.documents import documents_in


@pytest.fixture(autouse=True)
def documents(tmp_path: Path) -> Iterator[Path]:
    with documents_in(tmp_path / "documents") as folder:
        yield folder


@pytest.fixture(autouse=True)
def published(tmp_path: Path, settings) -> Path:
    settings.REGISTER_DIR = str(tmp_path / "register")
    return tmp_path / "register"
