"""Statements that go to PostgreSQL together: planned once, all or none, and each with a look of its own."""

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.transaction import TransactionManagementError

from lms.core.prepared import Change, Question, answers, insert_rows, slot, together
from lms.exams.models import Attempt, KeptTime, Lease
from tests.concurrency.overtaking import wait_until_locked_out
from tests.concurrency.test_enrolments import PATIENCE
from tests.factories.exams import NOW, started_attempt

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
LOCKED = Question(lambda: Attempt.objects.select_for_update().filter(uuid=slot(Attempt, "uuid")))
LEASES = Question(lambda: Lease.objects.filter(attempt=slot(Lease, "attempt")).order_by("epoch"))
KEPT = Question(KeptTime.objects.all)
HEAD = Change(
    lambda: Attempt.objects.filter(pk=slot(Attempt, "id")), lease_epoch=slot(Attempt, "lease_epoch")
)


def lease_of(attempt, epoch):
    return Lease(attempt=attempt, epoch=epoch, holder="terminal:1", seat="1", granted_at=NOW)


def test_a_statement_that_comes_again_is_planned_once():
    begun = started_attempt()
    for _turn in range(5):
        assert len(LEASES.rows(attempt=begun.attempt.pk)) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%exams_lease%'")
        assert cursor.fetchone()[0] >= 1


def test_what_goes_together_is_kept_in_one_piece_or_not_at_all():
    begun = started_attempt()

    def change():
        with transaction.atomic(), together():
            HEAD.send(id=begun.attempt.pk, lease_epoch=7)
            insert_rows([lease_of(begun.attempt, 1)])

    with pytest.raises(IntegrityError):  # the first epoch is given already
        change()
    begun.attempt.refresh_from_db()
    assert begun.attempt.lease_epoch == 1
    assert begun.attempt.leases.count() == 1


def test_a_lock_among_questions_needs_a_transaction():
    begun = started_attempt()
    with pytest.raises(TransactionManagementError):
        answers(KEPT.asked(), LOCKED.asked(uuid=begun.attempt.uuid))
    assert LEASES.rows(attempt=begun.attempt.pk)


def test_who_waited_for_a_lock_sees_what_was_committed_meanwhile():
    begun = started_attempt()
    locked, seen = threading.Event(), []

    def second():
        try:
            locked.wait(PATIENCE)
            with transaction.atomic():
                rows, leases = answers(
                    LOCKED.asked(uuid=begun.attempt.uuid), LEASES.asked(attempt=begun.attempt.pk)
                )
                seen.append((rows[0].lease_epoch, [row.epoch for row in leases]))
        finally:
            connections.close_all()

    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        LOCKED.first(uuid=begun.attempt.uuid)
        locked.set()
        wait_until_locked_out(1)
        with together():
            HEAD.send(id=begun.attempt.pk, lease_epoch=2)
            insert_rows([lease_of(begun.attempt, 2)])
    thread.join(PATIENCE)
    assert seen == [(2, [1, 2])]


def seen_elsewhere(attempt) -> int:
    """Return the epoch of an attempt as another connection sees it."""
    found: list[int] = []

    def look() -> None:
        try:
            found.append(Attempt.objects.get(pk=attempt.pk).lease_epoch)
        finally:
            connections.close_all()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return found[0]


def test_a_commit_that_goes_along_is_done_when_the_block_ends():
    begun = started_attempt()
    with transaction.atomic(durable=True):
        with together():
            HEAD.send(id=begun.attempt.pk, lease_epoch=6)
        assert seen_elsewhere(begun.attempt) == 1
        with together(and_commit=True):
            HEAD.send(id=begun.attempt.pk, lease_epoch=7)
        assert seen_elsewhere(begun.attempt) == 7
    assert connection.get_autocommit()


def test_nothing_follows_a_commit_that_went_along():
    begun = started_attempt()

    @transaction.atomic(durable=True)
    def go_on():
        with together(and_commit=True):
            HEAD.send(id=begun.attempt.pk, lease_epoch=7)
        HEAD.send(id=begun.attempt.pk, lease_epoch=8)

    for _again in range(2):  # also when the same connection begins anew
        with pytest.raises(TransactionManagementError, match="nothing may follow"):
            go_on()
        assert seen_elsewhere(begun.attempt) == 7
    begun.attempt.refresh_from_db()
    assert begun.attempt.lease_epoch == 7
    assert connection.execute_wrappers == []


def test_what_waits_for_the_commit_may_ask_the_database():
    begun, seen = started_attempt(), []
    with transaction.atomic(durable=True):
        transaction.on_commit(lambda: seen.append(Attempt.objects.get(pk=begun.attempt.pk).lease_epoch))
        with together(and_commit=True):
            HEAD.send(id=begun.attempt.pk, lease_epoch=7)
    assert seen == [7]
    assert connection.execute_wrappers == []


@pytest.mark.parametrize("epoch", [1, 2], ids=["at once", "at the commit"])
def test_what_fails_together_with_its_commit_leaves_nothing_behind(epoch):
    begun = started_attempt()
    lease = lease_of(begun.attempt, epoch)
    if epoch == 2:  # the database looks at references when a transaction ends
        lease.attempt_id = begun.attempt.pk + 1000

    def change():
        with transaction.atomic(durable=True), together(and_commit=True):
            insert_rows([lease])
            HEAD.send(id=begun.attempt.pk, lease_epoch=7)

    with pytest.raises(IntegrityError):
        change()
    begun.attempt.refresh_from_db()
    assert begun.attempt.lease_epoch == 1
    assert connection.get_autocommit()


def test_inside_another_transaction_nothing_is_committed_before_that_one_ends():
    begun = started_attempt()
    with transaction.atomic():
        with transaction.atomic(), together(and_commit=True):
            HEAD.send(id=begun.attempt.pk, lease_epoch=7)
        assert seen_elsewhere(begun.attempt) == 1
        transaction.set_rollback(True)
    assert seen_elsewhere(begun.attempt) == 1
