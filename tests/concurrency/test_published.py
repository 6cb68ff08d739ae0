"""A certificate is revoked while all public files are compared: what is written last is what is so."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from certificates.models import Credential
from certificates.published import operations
from certificates.published.vault import RECORD, Vault
from tests.concurrency.test_enrolments import PATIENCE, at_once
from tests.factories.certificates import ISSUED_AT, issued_credential
from tests.factories.endings import approved, asked
from tests.support.documents import documents_in
from tests.support.public_part import KEY

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def outside(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    settings.PUBLISHED_KEY, settings.PUBLISHED_DIR = KEY, str(tmp_path / "published")
    settings.REGISTER_DIR = str(tmp_path / "register")
    monkeypatch.setattr("certificates.issuing.receivers.request_credential", lambda **arguments: None)
    with documents_in(tmp_path / "documents"):
        yield tmp_path / "published"


def status_in(folder: Path, credential: Credential) -> str:
    """Return what the record's own file says."""
    vault = Vault(KEY)
    path = folder / vault.address(RECORD, credential.token_hash)
    return str(vault.open(RECORD, credential.token_hash, path.read_bytes())["status"])


def revoke_during_a_comparison(monkeypatch: pytest.MonkeyPatch, *, is_locked: bool) -> Credential:
    """Hold the comparison when it has read the rows, until the revocation is committed and about to be written.

    Without the lock it is held until the revocation is written.
    """
    credential = issued_credential()
    request = asked(credential)
    has_read, goes_on = threading.Event(), threading.Event()
    files_of, publish_record = operations.files_of, operations.publish_record

    def files_late(rows: list) -> Iterator:
        if not has_read.is_set():  # the comparison comes first
            has_read.set()
            assert goes_on.wait(PATIENCE)
        yield from files_of(rows)

    def publish_ended(token_hash: str) -> None:
        if is_locked:
            goes_on.set()
        publish_record(token_hash)

    def revoke() -> str:
        assert has_read.wait(PATIENCE)
        state = approved(request).state
        goes_on.set()  # written at once, and again by its job
        return str(state)

    monkeypatch.setattr(operations, "files_of", files_late)
    monkeypatch.setattr(operations, "publish_record", publish_ended)
    written, state = at_once(lambda: operations.publish_everything(now=ISSUED_AT), revoke)
    assert isinstance(written, int), written
    assert state == "done"
    return credential


def test_control_without_the_lock_older_words_are_put_over_newer_ones(
    outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "alone_in", lambda folder: contextlib.nullcontext())
    credential = revoke_during_a_comparison(monkeypatch, is_locked=False)
    assert status_in(outside, credential) == "valid"


def test_with_the_lock_the_revocation_is_written_last(outside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    credential = revoke_during_a_comparison(monkeypatch, is_locked=True)
    assert status_in(outside, credential) == "revoked"
    operations.keep_published(now=ISSUED_AT)  # the status list was signed again meanwhile
    assert operations.find_differences()[1] == []
