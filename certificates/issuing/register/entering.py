"""What of a credential enters the register: one event when it is issued, one when it ends."""

from datetime import datetime

from certificates.issuing.models import Credential
from certificates.issuing.register.operations import note_event
from certificates.verifier.entries import Event, EventKind


def logged_digest(credential: Credential) -> str:
    """Return the SHA-256 under which the register knows a credential: of the exact bytes that its holder has.

    The document holds the random token, so that nobody finds it by guessing names and numbers.
    """
    return credential.document_sha256


def enter_issue(credential: Credential, *, now: datetime) -> None:
    """Note that the credential was issued, in the caller's transaction."""
    note_event(Event(EventKind.ISSUE, logged_digest(credential)), now=now)


def enter_revocation(credential: Credential, *, now: datetime) -> None:
    """Note that the credential was revoked, in the caller's transaction."""
    note_event(Event(EventKind.REVOKE, logged_digest(credential)), now=now)


def enter_replacement(credential: Credential, successor: Credential, *, now: datetime) -> None:
    """Note that another was issued in the credential's place, in the caller's transaction."""
    event = Event(EventKind.REPLACE, logged_digest(credential), logged_digest(successor))
    note_event(event, now=now)
