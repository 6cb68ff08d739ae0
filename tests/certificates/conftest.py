"""Documents of tests live in a folder of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.utils import translation

from certificates.issuing import storage
from certificates.issuing.digital.operations import signed_bytes_of
from certificates.models import Credential
from tests.factories.certificates import issued_credential
from tests.factories.register import checkpoint
from tests.factories.studies import Campus, a_campus
from tests.support.database import rows_of_a_module
from tests.support.documents import documents_in
from tests.support.dropped import NOW


@pytest.fixture(autouse=True)
def documents(tmp_path: Path) -> Iterator[Path]:
    with documents_in(tmp_path / "documents") as folder:
        yield folder


@pytest.fixture(autouse=True)
def _no_counted_failures() -> None:
    cache.clear()


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def campus(db: None) -> Campus:
    return a_campus()


@pytest.fixture(scope="module")
def files(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[tuple[int, bytes, bytes]]:
    """One certificate in force, entered under a checkpoint: its row, its PDF, its JSON."""
    folder = tmp_path_factory.mktemp("files")
    with documents_in(folder / "documents"), rows_of_a_module(django_db_blocker, folder / "media"):
        credential = issued_credential()
        checkpoint(day=1)
        pdf = storage.get_document(credential.document_name, credential.document_sha256)
        yield credential.pk, pdf, signed_bytes_of(credential)


@pytest.fixture
def credential(files: tuple[int, bytes, bytes], db: None) -> Credential:
    return Credential.objects.get(pk=files[0])


@pytest.fixture
def pdf(files: tuple[int, bytes, bytes], db: None) -> bytes:
    return files[1]


@pytest.fixture
def signed(files: tuple[int, bytes, bytes], db: None) -> bytes:
    return files[2]


@pytest.fixture
def on_the_day(db: None) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield
