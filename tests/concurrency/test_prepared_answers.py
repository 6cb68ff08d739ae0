"""Who looks at a code while the certificate is revoked: no page that is kept says that it is still in force."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from certificates.models import Credential
from certificates.verification import prepared
from tests.concurrency.test_enrolments import PATIENCE, at_once
from tests.factories.certificates import issued_credential
from tests.factories.endings import revoked
from tests.support.documents import documents_in

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def credential(tmp_path: Path):
    caches["screens"].clear()
    with documents_in(tmp_path):
        yield issued_credential()


def scan(credential: Credential) -> str:
    return Client().get(f"/V/{credential.token}").content.decode()


def looked_at_while_it_ends(credential: Credential, monkeypatch: pytest.MonkeyPatch) -> str:
    """Hold who found it valid before the page is kept, until the revocation is committed; return what comes next."""
    has_found, has_ended = threading.Event(), threading.Event()
    learn = prepared._learn

    def learn_late(*given: Any) -> Any:
        has_found.set()
        assert has_ended.wait(PATIENCE)
        return learn(*given)

    def end() -> None:
        assert has_found.wait(PATIENCE)
        revoked(credential)
        has_ended.set()

    monkeypatch.setattr(prepared, "_learn", learn_late)
    first, _ended = at_once(lambda: scan(credential), end)
    assert "verdict--valid" in str(first)
    monkeypatch.setattr(prepared, "_learn", learn)
    return scan(credential)


def test_who_comes_after_a_revocation_is_told(
    credential: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "verdict--revoked" in looked_at_while_it_ends(credential, monkeypatch)
    assert "verdict--revoked" in scan(credential)


def test_without_reading_the_record_each_time_it_would_stay_valid(
    credential: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: dict[str, Any] = {}
    find = prepared._find

    def remembered(code: str) -> Any:
        return found.get(code) or found.setdefault(code, find(code))

    monkeypatch.setattr(prepared, "_find", remembered)
    assert "verdict--valid" in looked_at_while_it_ends(credential, monkeypatch)
