"""Two issuers append at once: without the head's lock one of them fails, with it there is no gap and no fork."""

import pytest
from django.db import IntegrityError, transaction

from certificates.issuing.register import operations
from certificates.issuing.register.operations import append_events
from certificates.issuing.register.tree import read_nodes
from certificates.models import RegisterEvent, RegisterHead
from certificates.verifier import merkle
from certificates.verifier.entries import Event, EventKind
from certificates.verifier.growing import GrowingTree
from tests.concurrency.overtaking import overtake
from tests.factories.register import AT, digest_of_number, entered

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def issuer(number: int):
    def issue() -> int:
        with transaction.atomic():
            return append_events([Event(EventKind.ISSUE, digest_of_number(number))], now=AT)[0]

    return issue


def read_without_lock() -> RegisterHead:
    return RegisterHead.objects.get(name=operations.REGISTER)


def test_control_without_the_lock_two_issuers_want_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    entered(3)
    monkeypatch.setattr(operations, "_lock_head", read_without_lock)
    held = (operations.merkle, "hash_leaf")
    results = overtake(monkeypatch, held, (issuer(100), issuer(101)))
    assert sum(isinstance(result, IntegrityError) for result in results) == 1


def test_with_the_lock_both_get_a_place_and_the_tree_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    entered(3)
    results = overtake(monkeypatch, (operations.merkle, "hash_leaf"), (issuer(100), issuer(101)))
    assert sorted(results) == [3, 4]
    tree = GrowingTree()
    for row in RegisterEvent.objects.order_by("index"):
        assert row.index == tree.size
        tree.append(bytes(row.entry))
    assert (tree.size, tree.root()) == (5, merkle.root(5, read_nodes))


def test_the_first_two_entries_of_all_may_come_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    RegisterHead.objects.all().delete()
    results = overtake(monkeypatch, (operations.merkle, "hash_leaf"), (issuer(100), issuer(101)))
    assert sorted(results) == [0, 1]
