"""Reads of the register: how what has a digest stands in it, proven against the newest checkpoint."""

from collections.abc import Sequence
from dataclasses import dataclass

from certificates.issuing.register.models import RegisterCheckpoint, RegisterEvent
from certificates.issuing.register.tree import read_nodes
from certificates.verifier import merkle
from certificates.verifier.documents import ENTRY
from certificates.verifier.entries import EventKind
from certificates.verifier.results import Check, Outcome, gettext_noop

ENDS = (EventKind.REVOKE.value, EventKind.REPLACE.value)
ENDED = {
    EventKind.REVOKE.value: gettext_noop("It was issued, and is revoked."),
    EventKind.REPLACE.value: gettext_noop("It was issued, and is replaced."),
}
UNKNOWN = gettext_noop("The register does not know this file.")
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
    rows = {(row.digest, row.kind): row for row in RegisterEvent.objects.filter(digest__in=list(digests))}
    digest = next((one for one in digests if (one, EventKind.ISSUE.value) in rows), None)
    if digest is None:
        return Standing("unknown", Check(ENTRY, Outcome.FAILED, UNKNOWN))
    ended = next((kind for kind in ENDS if (digest, kind) in rows), None)
    if ended:
        return Standing(STATES[ended], Check(ENTRY, Outcome.FAILED, ENDED[ended]))
    return Standing("issued", _proven(rows[digest, EventKind.ISSUE.value]))


def _proven(row: RegisterEvent) -> Check:
    named = {"index": row.index}
    newest = RegisterCheckpoint.objects.order_by("size", "pk").last()
    if newest is None or row.index >= newest.size:
        return Check(ENTRY, Outcome.UNCHECKED, NOT_COVERED, named)
    leaf, root = merkle.hash_leaf(bytes(row.entry)), bytes.fromhex(newest.root)
    proof = merkle.prove_inclusion(row.index, newest.size, read_nodes)
    if merkle.includes(proof, leaf=leaf, index=row.index, size=newest.size, root=root):
        return Check(ENTRY, Outcome.OK, FOUND, named)
    return Check(ENTRY, Outcome.FAILED, ASTRAY, named)
