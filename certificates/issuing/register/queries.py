"""Reads of the register: how what has a digest stands in it, proven against the newest checkpoint; its receipt."""

from collections.abc import Sequence

from django.db.models import BigIntegerField, F, Value

from certificates.issuing.register.models import RegisterCheckpoint, RegisterEvent, WaitingEvent
from certificates.issuing.register.standing import Events, Standing, Tree, standing_in
from certificates.issuing.register.tree import read_nodes
from certificates.verifier import merkle, notes
from certificates.verifier.entries import EventKind


def standing_of(digests: Sequence[str]) -> Standing:
    """Return how the first of these digests that the register knows stands there. A fixed number of queries."""
    return standing_in(events_of(digests), digests, _newest)


def is_covered(digest: str) -> bool:
    """Return whether a checkpoint covers that what has this digest was issued, so that there is a receipt."""
    return _covered(digest) is not None


def receipt_of(digest: str) -> str | None:
    """Return the receipt of what has this digest, up to the newest checkpoint; None while none covers it."""
    covered = _covered(digest)
    if covered is None:
        return None
    index, newest = covered
    return notes.Receipt(index, merkle.prove_inclusion(index, newest.size, read_nodes), newest.note).text()


def _covered(digest: str) -> tuple[int, RegisterCheckpoint] | None:
    rows = RegisterEvent.objects.filter(digest=digest, kind=EventKind.ISSUE.value)
    index = rows.values_list("index", flat=True).first()
    newest = newest_checkpoint()
    return None if index is None or newest is None or index >= newest.size else (index, newest)


def newest_checkpoint() -> RegisterCheckpoint | None:
    """Return the checkpoint over the most entries: one of a clock that was ahead is due later and covers less."""
    return RegisterCheckpoint.objects.order_by("size", "pk").last()


def events_of(digests: Sequence[str]) -> Events:
    """Return place and bytes of each event by digest and kind; one that waits has no place yet. One query."""
    known = list(digests)
    columns = ("digest", "kind", "place", "entry")
    entered = RegisterEvent.objects.filter(digest__in=known).annotate(place=F("index")).order_by()
    nowhere = Value(None, output_field=BigIntegerField())
    waiting = WaitingEvent.objects.filter(digest__in=known).annotate(place=nowhere).order_by()
    rows = entered.values_list(*columns).union(waiting.values_list(*columns), all=True)
    return {(digest, kind): (place, bytes(entry)) for digest, kind, place, entry in rows}


def _newest() -> Tree | None:
    row = newest_checkpoint()
    return Tree(row.size, bytes.fromhex(row.root), read_nodes) if row else None
