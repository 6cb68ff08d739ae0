"""What one entry of the register says: a kind of event and digests of exact bytes; nothing of a person, no instant."""

import re
from dataclasses import dataclass
from enum import StrEnum

HEAD = "register-event/1"
DIGEST = re.compile(r"[0-9a-f]{64}")


class EventKind(StrEnum):
    """What happened; the value is the word in the log."""

    ISSUE = "issue"
    REVOKE = "revoke"
    REPLACE = "replace"
    KEY_ADDED = "key-added"
    KEY_RETIRED = "key-retired"


class UnreadableEntry(ValueError):
    """The bytes are no entry of a register."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of what has this SHA-256 (hexadecimal); `successor` is what came in its place."""

    kind: EventKind
    digest: str
    successor: str = ""

    def to_bytes(self) -> bytes:
        """Return the exact bytes that the log holds."""
        lines = [HEAD, self.kind.value, self.digest, *([self.successor] if self.successor else [])]
        return "".join(f"{line}\n" for line in lines).encode("ascii")


def read_event(entry: bytes) -> Event:
    """Return what an entry says.

    :raises UnreadableEntry: when it is not written exactly so.
    """
    try:
        head, kind, digest, *rest = entry.decode("ascii").split("\n")
        event = Event(EventKind(kind), digest, rest[0] if len(rest) > 1 else "")
    except (UnicodeDecodeError, ValueError):
        raise UnreadableEntry("An entry cannot be read.") from None
    digests = [event.digest, *([event.successor] if event.successor else [])]
    wants_two = event.kind is EventKind.REPLACE
    if head != HEAD or len(digests) != 1 + wants_two or not all(DIGEST.fullmatch(one) for one in digests):
        raise UnreadableEntry("An entry cannot be read.")
    if event.to_bytes() != entry:
        raise UnreadableEntry("An entry is not written in its one form.")
    return event
