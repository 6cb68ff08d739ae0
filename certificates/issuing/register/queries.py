"""Reads of the register: how what has a digest stands in it, proven against the newest checkpoint; its receipt."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, F, Value

from certificates.issuing.register.models import RegisterCheckpoint, RegisterEvent, WaitingEvent
from certificates.issuing.register.tree import read_nodes
from certificates.verifier import merkle, notes
from certificates.verifier.documents import ENTRY
from certificates.verifier.entries import EventKind
from certificates.verifier.results import Check, Outcome, gettext_noop

ENDS = (EventKind.REVOKE.value, EventKind.REPLACE.value)
ENDED = {
    EventKind.REVOKE.value: gettext_noop("It was issued, and is revoked."),
    EventKind.REPLACE.value: gettext_noop("It was issued, and is replaced."),
}
UNKNOWN = gettext_noop("The register does not know this file.")
WAITS = gettext_noop("It is noted for the register, and the next checkpoint will cover it.")
NOT_COVERED = gettext_noop("It is entry %(index)d; no checkpoint covers it yet.")
FOUND = gettext_noop("It is entry %(index)d, and nothing ended it.")
ASTRAY = gettext_noop("Entry %(index)d does not lead to the newest checkpoint.")
STATES = {EventKind.REVOKE.value: "revoked", EventKind.REPLACE.value: "replaced"}


@dataclass(frozen=True, slots=True)
class Standing:
    """The state in one word ("unknown", "issued", "revoked", "replaced") and the check that found it."""

    state: str
    check: Check


def standing_of(digests: Sequence[str]) -> Standing:
    """Return how the first of these digests that the register knows stands there. A fixed number of queries."""
    rows = _events_of(digests)
    digest = next((one for one in digests if (one, EventKind.ISSUE.value) in rows), None)
    if digest is None:
        return Standing("unknown", Check(ENTRY, Outcome.FAILED, UNKNOWN))
    ended = next((kind for kind in ENDS if (digest, kind) in rows), None)
    if ended:
        return Standing(STATES[ended], Check(ENTRY, Outcome.FAILED, ENDED[ended]))
    return Standing("issued", _proven(*rows[digest, EventKind.ISSUE.value]))


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
    newest = _newest()
    return None if index is None or newest is None or index >= newest.size else (index, newest)


def _newest() -> RegisterCheckpoint | None:
    return RegisterCheckpoint.objects.order_by("size", "pk").last()


def _events_of(digests: Sequence[str]) -> dict[tuple[str, str], tuple[int | None, bytes]]:
    """Return place and bytes of each event by digest and kind; one that waits has no place yet. One query."""
    known = list(digests)
    columns = ("digest", "kind", "place", "entry")
    entered = RegisterEvent.objects.filter(digest__in=known).annotate(place=F("index")).order_by()
    nowhere = Value(None, output_field=BigIntegerField())
    waiting = WaitingEvent.objects.filter(digest__in=known).annotate(place=nowhere).order_by()
    rows = entered.values_list(*columns).union(waiting.values_list(*columns), all=True)
    return {(digest, kind): (place, bytes(entry)) for digest, kind, place, entry in rows}


def _proven(index: int | None, entry: bytes) -> Check:
    if index is None:
        return Check(ENTRY, Outcome.UNCHECKED, WAITS)
    named = {"index": index}
    newest = _newest()
    if newest is None or index >= newest.size:
        return Check(ENTRY, Outcome.UNCHECKED, NOT_COVERED, named)
    leaf, root = merkle.hash_leaf(entry), bytes.fromhex(newest.root)
    proof = merkle.prove_inclusion(index, newest.size, read_nodes)
    if merkle.includes(proof, leaf=leaf, index=index, size=newest.size, root=root):
        return Check(ENTRY, Outcome.OK, FOUND, named)
    return Check(ENTRY, Outcome.FAILED, ASTRAY, named)
