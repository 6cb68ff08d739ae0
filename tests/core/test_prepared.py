"""Statements that are written once answer as the ORM does, whatever the values, and keep no connection alive."""

import threading
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from django.db.models import F

from lms.accounts.models import User
from lms.core.prepared import Change, Columns, Question, Upsert, answers, insert_rows, slot
from lms.exams.models import AnswerCurrent, Attempt, Lease
from tests.factories.exams import MINUTE, started_attempt

pytestmark = pytest.mark.django_db
MINE = Question(
    lambda: Attempt.objects.filter(uuid=slot(Attempt, "uuid")).annotate(
        sitting_pk=F("candidate__sitting_id"), paper_sha256=F("paper__sha256")
    )
)
NEWEST = Upsert(unique=("attempt", "item_uuid"), newer=("epoch", "seq"))


@pytest.fixture
def begun():
    return started_attempt()


def test_a_row_is_the_row_of_the_orm_with_what_is_annotated(begun):
    row = MINE.first(uuid=begun.attempt.uuid)
    known = Attempt.objects.get(pk=begun.attempt.pk)
    assert {name: value for name, value in vars(row).items() if name in vars(known) and name != "_state"} == {
        name: value for name, value in vars(known).items() if name != "_state"
    }
    assert vars(row)["sitting_pk"] == begun.sitting.pk
    assert vars(row)["paper_sha256"] == begun.attempt.paper.sha256


def test_other_values_give_other_rows_without_writing_the_statement_again(begun, monkeypatch):
    assert MINE.first(uuid=begun.attempt.uuid) == begun.attempt
    monkeypatch.setattr(Question, "_write", lambda *_args: pytest.fail("written twice"))
    assert MINE.first(uuid=uuid4()) is None
    assert MINE.first(uuid=str(begun.attempt.uuid)) == begun.attempt


def test_nothing_is_found_by_a_value_that_is_missing(begun):
    by_person = Question(lambda: User.objects.filter(person=slot(User, "person")))
    assert by_person.rows(person=None) == []


def test_a_field_left_out_is_read_when_it_is_asked_for(begun, django_assert_num_queries):
    short = Question(lambda: Attempt.objects.filter(pk=slot(Attempt, "id")).only("state"))
    with django_assert_num_queries(1):
        row = short.first(id=begun.attempt.pk)
        assert row.state == "in_progress"
    with django_assert_num_queries(1):
        assert row.uuid == begun.attempt.uuid


def test_columns_come_with_the_key_first_and_as_the_fields_hold_them(begun):
    short = Columns(lambda: Attempt.objects.filter(pk=slot(Attempt, "id")).only("uuid", "log_count"))
    assert [tuple(row) for row in short.rows(id=begun.attempt.pk)] == [
        (begun.attempt.pk, begun.attempt.uuid, 0)
    ]


def test_questions_that_are_asked_together_have_each_their_own_answer(begun):
    short = Columns(lambda: Attempt.objects.filter(pk=slot(Attempt, "id")).only("log_count"))
    mine, nobody, columns = answers(
        MINE.asked(uuid=begun.attempt.uuid), MINE.asked(uuid=uuid4()), short.asked(id=begun.attempt.pk)
    )
    assert (mine, nobody) == ([begun.attempt], [])
    assert vars(mine[0])["sitting_pk"] == begun.sitting.pk
    assert [tuple(row) for row in columns] == [(begun.attempt.pk, 0)]


def test_a_slot_may_stand_in_any_comparison(begun):
    later = Question(lambda: Lease.objects.filter(granted_at__gt=slot(Lease, "granted_at")))
    lease = begun.attempt.leases.get()
    assert later.rows(granted_at=lease.granted_at) == []
    assert later.rows(granted_at=lease.granted_at - MINUTE) == [lease]


def test_a_change_changes_what_was_meant_and_nothing_else(begun):
    other = started_attempt()
    head = Change(lambda: Attempt.objects.filter(pk=slot(Attempt, "id")), log_head=slot(Attempt, "log_head"))
    head.send(id=begun.attempt.pk, log_head="a" * 64)
    head.send(id=begun.attempt.pk, log_head="b" * 64)
    assert list(Attempt.objects.order_by("pk").values_list("pk", "log_head")) == [
        (begun.attempt.pk, "b" * 64),
        (other.attempt.pk, ""),
    ]


def current(begun, *, epoch, seq, response, item=0):
    return AnswerCurrent(
        attempt=begun.attempt,
        item_uuid=UUID(begun.item_uuids()[item]),
        epoch=epoch,
        seq=seq,
        response=response,
    )


@pytest.mark.parametrize(
    ("second", "stays"),
    [((1, 3), True), ((1, 4), True), ((1, 5), False), ((2, 1), False)],
    ids=["older", "the same", "newer", "newer epoch"],
)
def test_a_row_that_is_there_is_replaced_by_a_newer_one_only(begun, second, stays):
    insert_rows([current(begun, epoch=1, seq=4, response=["kept"])], NEWEST)
    insert_rows(
        [
            current(begun, epoch=second[0], seq=second[1], response={"回答": None}),
            current(begun, epoch=1, seq=1, response=None, item=1),
        ],
        NEWEST,
    )
    first, other = AnswerCurrent.objects.order_by("pk")
    assert first.response == (["kept"] if stays else {"回答": None})
    assert (first.epoch, first.seq) == ((1, 4) if stays else second)
    assert other.response is None


def test_rows_that_may_not_be_are_refused_as_ever(begun):
    insert_rows([current(begun, epoch=1, seq=1, response=True)])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows([current(begun, epoch=1, seq=2, response=True)])


def test_what_is_kept_lives_with_its_connection(begun):
    MINE.first(uuid=begun.attempt.uuid)
    assert MINE in vars(connections["default"])["prepared_statements"]
    found = []

    def elsewhere() -> None:
        found.append("prepared_statements" in vars(connections["default"]))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found == [False]


@pytest.mark.django_db(transaction=True)
def test_what_locks_rows_is_refused_outside_a_transaction():
    locking = Question(lambda: Attempt.objects.select_for_update().filter(uuid=slot(Attempt, "uuid")))
    with transaction.atomic():
        assert locking.first(uuid=uuid4()) is None
    with pytest.raises(transaction.TransactionManagementError):
        locking.first(uuid=uuid4())
