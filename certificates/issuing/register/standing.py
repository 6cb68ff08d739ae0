"""How what has a digest stands in the register: one rule, whether tables or files are asked. Knows no table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from certificates.verifier import merkle
from certificates.verifier.documents import ENTRY
from certificates.verifier.entries import EventKind
from certificates.verifier.merkle import Reader
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


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree under the newest checkpoint, and a reader of its nodes."""

    size: int
    root: bytes
    read: Reader


# By digest and kind: the place, None while the event waits for one, and the bytes of the entry.
Events = Mapping[tuple[str, str], tuple[int | None, bytes]]


def standing_in(events: Events, digests: Sequence[str], newest: Callable[[], Tree | None]) -> Standing:
    """Return how the first of these digests that was issued stands; `newest` is asked only when it matters."""
    digest = next((one for one in digests if (one, EventKind.ISSUE.value) in events), None)
    if digest is None:
        return Standing("unknown", Check(ENTRY, Outcome.FAILED, UNKNOWN))
    ended = next((kind for kind in ENDS if (digest, kind) in events), None)
    if ended:
        return Standing(STATES[ended], Check(ENTRY, Outcome.FAILED, ENDED[ended]))
    return Standing("issued", _proven(*events[digest, EventKind.ISSUE.value], newest))


def _proven(index: int | None, entry: bytes, newest: Callable[[], Tree | None]) -> Check:
    if index is None:
        return Check(ENTRY, Outcome.UNCHECKED, WAITS)
    named, tree = {"index": index}, newest()
    if tree is None or index >= tree.size:
        return Check(ENTRY, Outcome.UNCHECKED, NOT_COVERED, named)
    proof = merkle.prove_inclusion(index, tree.size, tree.read)
    leaf = merkle.hash_leaf(entry)
    if merkle.includes(proof, leaf=leaf, index=index, size=tree.size, root=tree.root):
        return Check(ENTRY, Outcome.OK, FOUND, named)
    return Check(ENTRY, Outcome.FAILED, ASTRAY, named)
