"""The seal of a terminal's journal: one key for each lease, known to the server and to the page that holds the lease.

A record that opens was written by that page: the seal stands for the sign-in where nobody is signed in (ADR 0102).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lms.core.crypto import lookup_hash

_PURPOSE = "exam-journal"
_PAGE = "exam-page"
NONCE_BYTES = 12
# An answer stands two or three deep in its event.
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """One event as a journal holds it: where it belongs is written outside, what it says only the key tells."""

    attempt: UUID
    epoch: int
    seq: int
    nonce: bytes
    data: bytes

    @property
    def name(self) -> tuple[str, int, int]:
        """Return what the record is called on both sides."""
        return (str(self.attempt), self.epoch, self.seq)


def journal_key(attempt_uuid: UUID, epoch: int) -> str:
    """Return the key of one lease's records as hexadecimal digits; only the page of that lease may carry it."""
    return lookup_hash(f"{attempt_uuid}/{epoch}", purpose=_PURPOSE)


def page_proof(attempt_uuid: UUID, epoch: int) -> str:
    """Return what only the page of one lease was given: by this it writes under its numbers, whoever is signed in now.

    It goes back to the server with each save, also where a browser can seal nothing (ADR 0239).
    """
    return lookup_hash(f"{attempt_uuid}/{epoch}", purpose=_PAGE)


def opened(record: SealedRecord) -> dict[str, Any] | None:
    """Return what a record says, or None when it was not sealed by the page of that lease.

    Nothing is looked up: whether there is such an attempt cannot be told from how long this takes.
    """
    key = bytes.fromhex(journal_key(record.attempt, record.epoch))
    try:
        content = json.loads(AESGCM(key).decrypt(record.nonce, record.data, None))
    except (InvalidTag, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) and _is_flat(content) else None


def _is_flat(value: Any) -> bool:
    """Return whether lists and objects stand in each other no deeper than a page writes them, or a reader can."""
    level = [value]
    for _depth in range(_DEEPEST):
        level = [one for inner in level for one in _parts(inner)]
    return not level


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
