"""What the register, its tree, checkpoints, files and the credentials say, compared: each difference a finding."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Subquery
from django.db.models.functions import Coalesce

from certificates.issuing.authority import trusted_roots
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.register.anchoring import find_damaged_anchors
from certificates.issuing.register.entering import logged_digest
from certificates.issuing.register.folder import folder
from certificates.issuing.register.models import (
    RegisterCheck,
    RegisterCheckpoint,
    RegisterEvent,
    RegisterHead,
    RegisterNode,
    WaitingEvent,
)
from certificates.issuing.register.operations import REGISTER
from certificates.issuing.register.queries import newest_checkpoint
from certificates.issuing.register.signing import known_keys
from certificates.issuing.register.tree import position_of
from certificates.verifier import entries, notes
from certificates.verifier.directory import check_directory
from certificates.verifier.entries import EventKind
from certificates.verifier.growing import GrowingTree
from certificates.verifier.results import Outcome

MOST_FINDINGS = 100
ENDED = {CredentialState.REVOKED: EventKind.REVOKE, CredentialState.REPLACED: EventKind.REPLACE}
UNISSUED = (CredentialState.RESERVED, CredentialState.VOID)


def monitor_register(*, now: datetime) -> RegisterCheck:
    """Check everything and keep what was found; staff see findings on their desk until a later run has none."""
    size, findings = find_differences()
    with transaction.atomic():
        return RegisterCheck.objects.create(size=size, findings=findings, made_at=now)


def last_check() -> RegisterCheck | None:
    """Return the newest run of the monitor."""
    return RegisterCheck.objects.last()


def has_findings() -> bool:
    """Return whether the newest run of the monitor found something that does not agree. One query."""
    newest = RegisterCheck.objects.order_by("-pk").values_list("findings", flat=True).first()
    return bool(newest)


def find_differences() -> tuple[int, list[str]]:
    """Return the size of the register and what does not agree, as sentences; at most a hundred of them."""
    found: list[str] = []
    size = _size()
    for source in (_of_the_tree(size), _of_files(), find_damaged_anchors(), _lasting_of_credentials()):
        for finding in source:
            found.append(finding)
            if len(found) >= MOST_FINDINGS:
                return size, found
    return size, found


def _size() -> int:
    return RegisterHead.objects.filter(name=REGISTER).values_list("size", flat=True).first() or 0


def _of_the_tree(size: int) -> Iterator[str]:
    """Recompute every node from the entries, and every root at its checkpoint."""
    keys = known_keys()
    tree, due = GrowingTree(), list(RegisterCheckpoint.objects.filter(size__lte=size).order_by("size", "pk"))
    rows = RegisterEvent.objects.filter(index__lt=size).order_by("index")
    while due and due[0].size == 0:
        yield from _of_checkpoint(due.pop(0), tree, keys)
    nodes = RegisterNode.objects.order_by("position").values_list("position", "hash").iterator(5000)
    stored: dict[int, bytes] = {}
    for row in rows.iterator(5000):
        if row.index != tree.size:
            yield f"Entry {tree.size} is missing."
            return
        yield from _of_entry(row)
        made = tree.append(bytes(row.entry))
        last = max(position_of(node) for node in made)
        while last not in stored and (pair := next(nodes, None)) is not None:
            stored[pair[0]] = bytes(pair[1])
        for node, kept in made.items():
            if stored.pop(position_of(node), None) != kept:
                yield f"Node {node[0]}/{node[1]} is not what its entries say."
        while due and due[0].size == tree.size:
            yield from _of_checkpoint(due.pop(0), tree, keys)
    if tree.size != size:
        yield f"Entry {tree.size} is missing."
    yield from (f"The checkpoint of size {row.size} covers entries that are missing." for row in due)
    yield from _of_later_checkpoints()


def _of_later_checkpoints() -> Iterator[str]:
    """The register may have grown since the look began: one query compares both as they are now."""
    now_long = RegisterHead.objects.filter(name=REGISTER).values("size")[:1]
    for row in RegisterCheckpoint.objects.filter(size__gt=Coalesce(Subquery(now_long), 0)):
        yield f"The checkpoint of size {row.size} is larger than the register."


def _of_entry(row: RegisterEvent) -> Iterator[str]:
    try:
        event = entries.read_event(bytes(row.entry))
    except entries.UnreadableEntry:
        yield f"Entry {row.index} cannot be read."
        return
    if (event.kind.value, event.digest) != (row.kind, row.digest):
        yield f"Entry {row.index} is found under a digest that is not its own."


def _of_checkpoint(
    row: RegisterCheckpoint, tree: GrowingTree, keys: Sequence[notes.NoteKey]
) -> Iterator[str]:
    if row.root != tree.root().hex():
        yield f"The checkpoint of size {row.size} has another root than the entries."
    try:
        said = notes.read_checkpoint(row.note, keys)
    except notes.UnreadableNote as error:
        yield f"The checkpoint of size {row.size}: {error}"
        return
    if (said.size, said.root.hex()) != (row.size, row.root):
        yield f"The signed text of the checkpoint of size {row.size} says something else."


def _lasting_of_credentials() -> list[str]:
    """Return what two looks find: people go on issuing between the reads of one."""
    first = list(_of_credentials())
    again = set(_of_credentials()) if first else set()
    return [finding for finding in first if finding in again]


def _of_credentials() -> Iterator[str]:
    """Compare the credentials with the events: none without its event, no event too many."""
    wanted: dict[tuple[str, str], Any] = {}
    rows = Credential.objects.exclude(state__in=UNISSUED).defer("token", "payload")
    for credential in rows.iterator(2000):
        digest = logged_digest(credential)
        wanted[EventKind.ISSUE.value, digest] = credential.number_id
        if credential.state in ENDED:
            wanted[ENDED[CredentialState(credential.state)].value, digest] = credential.number_id
    kinds = [EventKind.ISSUE.value, EventKind.REVOKE.value, EventKind.REPLACE.value]
    for kind, digest in WaitingEvent.objects.values_list("kind", "digest").iterator(5000):
        if wanted.pop((kind, digest), None) is None:
            yield f"An event that waits ({kind}) belongs to no credential in this state."
    events = RegisterEvent.objects.filter(kind__in=kinds).order_by("index")
    for index, kind, digest in events.values_list("index", "kind", "digest").iterator(5000):
        if wanted.pop((kind, digest), None) is None:
            yield f"Entry {index} ({kind}) belongs to no credential in this state."
    yield from (f"{number} has no entry '{kind}'." for (kind, _digest), number in wanted.items())


def _of_files() -> Sequence[str]:
    newest = newest_checkpoint()
    if newest is None:
        return []
    checks = check_directory(folder(), keys=known_keys(), roots=trusted_roots())
    published = folder() / "checkpoint"
    found = [f"Published files: {one.text}" for one in checks if one.outcome is Outcome.FAILED]
    if not published.exists() or published.read_text("utf-8", "replace") != newest.note:
        found.append("Published files: the newest checkpoint is not there.")
    return found
