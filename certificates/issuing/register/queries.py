"""Reads of the register: how what has a digest stands in it, proven against the newest checkpoint."""

from collections.abc import Sequence

from django.db.models import BigIntegerField, F, Value

from certificates.issuing.register.models import RegisterCheckpoint, RegisterEvent, WaitingEvent
from certificates.issuing.register.standing import Events, Standing, Tree, standing_in
from certificates.issuing.register.tree import read_nodes


def standing_of(digests: Sequence[str]) -> Standing:
    """Return how the first of these digests that the register knows stands there. A fixed number of queries."""
    return standing_in(events_of(digests), digests, _newest)


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
    row = RegisterCheckpoint.objects.order_by("size", "pk").last()
    return row and Tree(row.size, bytes.fromhex(row.root), read_nodes)
