"""Two writers at once keep one chain: the race shown without the head's lock, gone with it (PostgreSQL)."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, OperationalError, connections, transaction
from django.db.models import QuerySet

from lms.accounts.audit_actions import AuditAction
from lms.core import audit, prepared
from lms.core.models import AuditEntry
from lms.organisations.models import Site
from tests.factories.accounts import an_actor
from tests.factories.organisations import a_room, a_site

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


def point_at_what_another_holds() -> list[Exception]:
    """Write a row that points at a site, and its audit entry, while who holds the site writes an entry, too."""
    site, held, written, errors = a_site(), threading.Event(), threading.Event(), []

    def hold() -> None:
        with transaction.atomic():
            Site.objects.select_for_update().get(pk=site.pk)
            held.set()
            written.wait(timeout=2)  # the other one waits for the site, and comes no further
            audit.record(actor=an_actor(), action=AuditAction.ADD_USER, target=site, now=NOW)

    def point() -> None:
        held.wait(timeout=20)
        with transaction.atomic():
            a_room(site)
            audit.record(actor=an_actor(), action=AuditAction.ADD_USER, target=site, now=NOW)
            written.set()

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except OperationalError as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in (hold, point)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return errors


def test_a_look_at_a_reference_is_no_lock_after_the_last_one():
    assert point_at_what_another_holds() == []
    assert AuditEntry.objects.count() == 2


def test_control_looks_at_the_commit_would_wait_crosswise(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(prepared, "check_references", lambda: None)
    (error,) = point_at_what_another_holds()
    assert "deadlock" in str(error)
