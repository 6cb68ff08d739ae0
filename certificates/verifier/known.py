"""What a check compares with, given by whoever asks: seals, the issuer's document, status lists, the time."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Known:
    """What is taken for true; what is missing is never guessed: the check that needs it "could not be checked"."""

    seals: Sequence[bytes] = ()  # certificates of the school (DER)
    issuer: Mapping[str, Any] | None = None  # its did:web document
    lists: Sequence[bytes] = ()  # signed status lists as they are published
    now: datetime = field(default_factory=_now)
    clocks: Sequence[bytes] = ()  # certificates (DER) that an authority's for time-stamps must lead to

    def to_wire(self) -> bytes:
        """Return one line for another process of ours."""
        parts = [
            [seal.hex() for seal in self.seals],
            self.issuer,
            [one.hex() for one in self.lists],
            self.now.isoformat(),
            [one.hex() for one in self.clocks],
        ]
        return json.dumps(parts).encode() + b"\n"


def read_issuer(content: bytes) -> dict[str, Any]:
    """Return the issuer's document as it was published.

    :raises ValueError: when it is none.
    """
    value = json.loads(content)
    if isinstance(value, dict) and isinstance(value.get("verificationMethod"), list):
        return value
    raise ValueError("this is no document of an issuer")


def from_wire(line: bytes) -> Known:
    """Return what another process of ours wrote.

    :raises ValueError: when it is not its line.
    """
    seals, issuer, lists, now, clocks = json.loads(line)
    return Known(
        [bytes.fromhex(seal) for seal in seals],
        issuer,
        [bytes.fromhex(one) for one in lists],
        datetime.fromisoformat(now),
        [bytes.fromhex(one) for one in clocks],
    )
