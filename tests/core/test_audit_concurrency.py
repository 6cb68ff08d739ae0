"""Two writers at once keep one chain: the race shown without the head's lock, gone with it (PostgreSQL)."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, OperationalError, connections, transaction
from django.db.models import QuerySet

from lms.accounts.audit_actions import AuditAction
from lms.core import audit, prepared
from lms.core.models import AuditEntry
from lms.organisations.models import Site
from tests.concurrency.meeting import meet_after
from tests.concurrency.overtaking import wait_until_through_or_locked
from tests.concurrency.test_enrolments import PATIENCE
from tests.factories.accounts import an_actor
from tests.factories.organisations import a_room, a_site

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
WRITERS = 2
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def write_at_once(monkeypatch: pytest.MonkeyPatch, *, is_locked: bool) -> list[Exception]:
    """Let each of two append an entry, who meet after reading the head; return what went wrong."""
    site, errors = a_site(), []
    with transaction.atomic():  # the head exists before the race
        audit.record(actor=an_actor(), action=AuditAction.ADD_USER, target=site, now=NOW)
    meet_after(monkeypatch, audit, "entry_hash", is_locked=is_locked)

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
        thread.join(PATIENCE)
    return errors


def test_without_the_lock_two_writers_take_the_same_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda queryset, *args, **kwargs: queryset)
    assert len(write_at_once(monkeypatch, is_locked=False)) == 1


def test_with_the_lock_both_are_written_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    assert write_at_once(monkeypatch, is_locked=True) == []
    assert AuditEntry.objects.count() == WRITERS + 1
    assert audit.find_broken_entry() is None


def point_at_what_another_holds() -> list[Exception]:
    """Write a row that points at a site, and its audit entry, while who holds the site writes an entry, too."""
    site, held, written, errors = a_site(), threading.Event(), threading.Event(), []

    def hold() -> None:
        with transaction.atomic():
            Site.objects.select_for_update().get(pk=site.pk)
            held.set()
            wait_until_through_or_locked(written)
            audit.record(actor=an_actor(), action=AuditAction.ADD_USER, target=site, now=NOW)

    def point() -> None:
        held.wait(timeout=PATIENCE)
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
        thread.join(PATIENCE)
    return errors


def test_a_look_at_a_reference_is_no_lock_after_the_last_one():
    assert point_at_what_another_holds() == []
    assert AuditEntry.objects.count() == 2


def test_control_looks_at_the_commit_would_wait_crosswise(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(prepared, "check_references", lambda: None)
    (error,) = point_at_what_another_holds()
    assert "deadlock" in str(error)
