"""Two workers that seal one document: the first time-stamp is kept, and both make the same file of it."""

import threading
from typing import Any

import pytest

from certificates.issuing.documents import stamps
from certificates.models import DocumentStamp
from tests.concurrency.test_enrolments import PATIENCE, at_once
from tests.factories.certificates import ISSUED_AT, issued_credential

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def meet(monkeypatch: pytest.MonkeyPatch, module: Any, step: str, instead: Any = None) -> None:
    """Hold both at a step until the other one is there, too."""
    barrier, go_on = threading.Barrier(2, timeout=PATIENCE), instead or getattr(module, step)

    def meeting(*given: object, **more: object) -> object:
        barrier.wait()
        return go_on(*given, **more)

    monkeypatch.setattr(module, step, meeting)


def test_two_workers_with_one_seal_keep_the_first_token(monkeypatch: pytest.MonkeyPatch) -> None:
    credential = issued_credential()
    answers = iter(
        [{"token": token, "authority": "A", "stamped_at": ISSUED_AT} for token in (b"one", b"other")]
    )
    meet(monkeypatch, stamps, "_ask", instead=lambda signature, now: next(answers))

    def stamp() -> bytes:
        return stamps._token(credential, b"signature", is_wanted=True, now=ISSUED_AT)

    results = at_once(stamp, stamp)

    assert results == [bytes(DocumentStamp.objects.get().token)] * 2
