"""Two writers at once keep one chain: the race shown without the head's lock, gone with it (PostgreSQL)."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connections, transaction
from django.db.models import QuerySet

from lms.accounts.audit_actions import AuditAction
from lms.core import audit
from lms.core.models import AuditEntry
from tests.factories.accounts import an_actor
from tests.factories.organisations import a_site

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
WRITERS = 2
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Barrier]:
    """Let writers meet after reading the head and before writing; whom the lock keeps away is not waited for."""
    barrier, hash_of = threading.Barrier(WRITERS), audit.entry_hash

    def hash_together(entry: AuditEntry) -> str:
        with suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=2)
        return hash_of(entry)

    monkeypatch.setattr(audit, "entry_hash", hash_together)
    yield barrier
    barrier.abort()


def write_at_once(meeting: threading.Barrier) -> list[Exception]:
    """Let each writer append one entry, and return what went wrong."""
    site, errors = a_site(), []
    with transaction.atomic():  # the head exists before the race
        audit.record(actor=an_actor(), action=AuditAction.ADD_USER, target=site, now=NOW)
    meeting.reset()  # the first writer waited in vain

    def write() -> None:
        try:
            with transaction.atomic():
                audit.record(actor=an_actor(), action=AuditAction.ADD_USER, target=site, now=NOW)
        except IntegrityError as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _index in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return errors


def test_without_the_lock_two_writers_take_the_same_place(
    meeting: threading.Barrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda queryset, *args, **kwargs: queryset)
    assert len(write_at_once(meeting)) == 1


def test_with_the_lock_both_are_written_one_after_the_other(meeting: threading.Barrier) -> None:
    assert write_at_once(meeting) == []
    assert AuditEntry.objects.count() == WRITERS + 1
    assert audit.find_broken_entry() is None
