"""Events are noted when issuing and entered by their digests; checkpoints at their hour; rows that nothing changes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from certificates.issuing import operations as issuing
from certificates.issuing.keys import operations as keys
from certificates.issuing.keys.models import Purpose
from certificates.issuing.register import operations
from certificates.issuing.register.checking import find_differences
from certificates.issuing.register.hours import last_due, next_due
from certificates.issuing.register.operations import append_events, make_due_checkpoint, note_event
from certificates.issuing.register.signing import known_keys
from certificates.issuing.register.tree import read_nodes
from certificates.issuing.reserving import reserve_credential
from certificates.models import (
    Credential,
    RegisterCheckpoint,
    RegisterEvent,
    RegisterHead,
    RegisterNode,
    WaitingEvent,
)
from certificates.verifier import merkle, notes
from certificates.verifier.entries import Event, EventKind, read_event
from tests.factories.accounts import an_actor
from tests.factories.certificates import NAME, completed_enrolment, issue, issued_credential
from tests.factories.endings import revoked
from tests.factories.register import AT, checkpoint, digest_of_number, entered

pytestmark = pytest.mark.django_db


def test_issuing_and_revoking_note_one_event_each() -> None:
    credential = issued_credential()
    issue(credential.enrolment.uuid)
    revoked(credential)

    events = [read_event(bytes(row.entry)) for row in WaitingEvent.objects.order_by("pk")]

    digest = credential.document_sha256
    assert events == [Event(EventKind.ISSUE, digest), Event(EventKind.REVOKE, digest)]


def test_no_event_outlives_an_issue_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    enrolment = completed_enrolment()

    def fail(*arguments: object, **named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(issuing, "_move", fail)
    with pytest.raises(RuntimeError):
        issue(enrolment.uuid)
    assert not WaitingEvent.objects.exists()
    assert Credential.objects.get().state == "reserved"


def test_outside_a_transaction_nothing_is_appended(transactional_db: None) -> None:
    with pytest.raises(RuntimeError):
        append_events([Event(EventKind.ISSUE, digest_of_number(0))], now=AT)


def test_outside_a_transaction_nothing_is_noted(transactional_db: None) -> None:
    with pytest.raises(RuntimeError):
        note_event(Event(EventKind.ISSUE, digest_of_number(0)), now=AT)


def noted(*events: Event) -> None:
    with transaction.atomic():
        for event in events:
            note_event(event, now=AT)


def test_what_waits_enters_with_the_checkpoint_by_its_digest_and_not_as_it_was_issued() -> None:
    batch = [Event(EventKind.ISSUE, digest_of_number(number)) for number in range(40)]
    other = [Event(EventKind.ISSUE, digest_of_number(number)) for number in range(40, 80)]
    noted(*batch, Event(EventKind.REVOKE, digest_of_number(7)), *other)
    checkpoint(day=1)

    entered_events = [read_event(bytes(row.entry)) for row in RegisterEvent.objects.exclude(kind="key-added")]
    assert [(one.digest, one.kind) for one in entered_events] == sorted(
        (one.digest, one.kind) for one in (*batch, *other, Event(EventKind.REVOKE, digest_of_number(7)))
    )
    assert not WaitingEvent.objects.exists()
    root = RegisterCheckpoint.objects.get().root
    assert root == merkle.root(82, read_nodes).hex()
    assert all("Node" not in finding for finding in find_differences()[1])


def test_what_comes_after_the_checkpoint_stands_behind_it() -> None:
    noted(Event(EventKind.ISSUE, digest_of_number(0)))
    checkpoint(day=1)
    noted(Event(EventKind.ISSUE, digest_of_number(1)), Event(EventKind.REVOKE, digest_of_number(0)))
    assert make_due_checkpoint(now=datetime(2026, 7, 1, 20, tzinfo=UTC)) is None
    assert WaitingEvent.objects.count() == 2
    assert checkpoint(day=2).size == 4


def test_what_was_noted_or_entered_is_not_noted_again() -> None:
    noted(Event(EventKind.ISSUE, digest_of_number(0)))
    with pytest.raises(IntegrityError):
        noted(Event(EventKind.ISSUE, digest_of_number(0)))
    checkpoint(day=1)
    with pytest.raises(IntegrityError):
        noted(Event(EventKind.ISSUE, digest_of_number(0)))


def test_an_event_that_waits_for_nothing_and_one_that_went_are_found() -> None:
    issued_credential()
    assert find_differences()[1] == []
    WaitingEvent.objects.all().delete()
    assert any("has no entry 'issue'" in finding for finding in find_differences()[1])
    noted(Event(EventKind.REVOKE, digest_of_number(5)))
    assert any("An event that waits (revoke)" in finding for finding in find_differences()[1])


def test_what_was_given_up_before_it_was_issued_is_missed_by_nobody() -> None:
    reserved = reserve_credential(enrolment_uuid=completed_enrolment().uuid, actor=an_actor(), now=AT)
    issuing.void_credential(credential_uuid=reserved.uuid, reason="Misprint", actor=an_actor(), now=AT)
    assert find_differences()[1] == []


def test_the_same_event_enters_once() -> None:
    entered(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        append_events([Event(EventKind.ISSUE, digest_of_number(0))], now=AT)
    assert RegisterHead.objects.get().size == 1


def test_the_stored_tree_is_that_of_its_entries() -> None:
    entered(21)
    leaves = [merkle.hash_leaf(bytes(row.entry)) for row in RegisterEvent.objects.all()]
    nodes: dict[merkle.Node, bytes] = {}

    def read(asked: object) -> dict[merkle.Node, bytes]:
        return nodes

    for index, leaf in enumerate(leaves):
        nodes |= merkle.append(index, leaf, read)

    assert merkle.root(21, read_nodes) == merkle.root(21, read)
    assert RegisterNode.objects.count() == len(nodes)


def test_an_append_asks_as_little_of_a_large_register_as_of_a_small_one() -> None:
    counts = []
    for size in (1, 63):
        entered(size - RegisterEvent.objects.count())
        with (
            CaptureQueriesContext(
                connection,
            ) as asked,
            transaction.atomic(),
        ):
            append_events([Event(EventKind.ISSUE, digest_of_number(1000 + size))], now=AT)
        counts.append(len([one for one in asked if "SAVEPOINT" not in one["sql"]]))
    assert counts[0] == counts[1] <= 5


@pytest.mark.parametrize("table", ["registerevent", "registernode", "registercheckpoint"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET {} = {}"])
def test_nothing_that_was_written_changes(table: str, change: str) -> None:
    entered(1)
    checkpoint(day=1)
    column = {"registerevent": "digest", "registernode": "hash", "registercheckpoint": "note"}[table]
    statement = change.format(f"certificates_{table}", column, column)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 7, 1, 15, 59, tzinfo=UTC), datetime(2026, 6, 30, 16, tzinfo=UTC)),
        (datetime(2026, 7, 1, 16, 0, tzinfo=UTC), datetime(2026, 7, 1, 16, tzinfo=UTC)),
        (datetime(2026, 7, 2, 3, 0, tzinfo=UTC), datetime(2026, 7, 1, 16, tzinfo=UTC)),
    ],
)
def test_a_checkpoint_is_due_at_one_hour_of_the_day(now: datetime, due: datetime) -> None:
    assert last_due(now) == due
    assert next_due(now) == due + timedelta(days=1)


def test_a_checkpoint_is_made_once_a_day_whatever_happens_meanwhile() -> None:
    entered(3)
    first = checkpoint(day=1)
    entered(2)

    assert make_due_checkpoint(now=datetime(2026, 7, 2, 15, 59, tzinfo=UTC)) is None
    second = checkpoint(day=2)

    # The key that signs is the fourth entry, and it is entered once.
    assert (first.size, second.size) == (4, 6)
    assert RegisterEvent.objects.filter(kind="key-added").count() == 1
    said = notes.read_checkpoint(second.note, known_keys())
    assert (said.size, said.root.hex()) == (6, second.root)
    assert said.origin == "testserver/register"


def test_after_a_rotation_old_and_new_checkpoints_are_believed_and_the_monitor_is_quiet() -> None:
    checkpoint(day=1)
    rotate()
    made = checkpoint(day=2)

    assert RegisterEvent.objects.filter(kind="key-added").count() == 2
    assert len(known_keys()) == 2
    assert notes.read_checkpoint(made.note, known_keys()[1:]).size == 2
    with pytest.raises(notes.UnreadableNote):
        notes.read_checkpoint(made.note, known_keys()[:1])
    assert find_differences()[1] == []


def test_the_checkpoints_of_a_stolen_key_are_found() -> None:
    checkpoint(day=1)
    stolen = rotate()
    checkpoint(day=2)
    keys.remove_signing_key(name=stolen, reason="theft", actor=an_actor(), now=AT)

    assert any("No known key" in finding for finding in find_differences()[1])


def rotate() -> str:
    """Put another key into use for checkpoints; return the name of the one before."""
    before = keys.key_in_use(Purpose.LOG, now=AT).name
    keys.make_signing_key(purpose=Purpose.LOG, holder=keys.Holder(), actor=an_actor(), now=AT)
    return before


def test_an_entry_holds_nothing_of_a_person() -> None:
    credential = issued_credential()
    entry = bytes(WaitingEvent.objects.get().entry).decode()
    for hidden in (NAME, credential.number_id, credential.token, "2026"):
        assert hidden not in entry
    assert operations.REGISTER not in entry
    assert RegisterCheckpoint.objects.count() == 0
