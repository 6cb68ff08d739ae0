"""Documents of tests live in a folder of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache

from tests.support.documents import documents_in


@pytest.fixture(autouse=True)
def documents(tmp_path: Path) -> Iterator[Path]:
    with documents_in(tmp_path / "documents") as folder:
        yield folder


@pytest.fixture(autouse=True)
def _no_counted_failures() -> None:
    cache.clear()
