"""Who signs checkpoints: the key in use for the register, and all that signed before it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from certificates.issuing.keys.algorithms import ed25519_bytes
from certificates.issuing.keys.models import Purpose, SigningKey
from certificates.issuing.keys.operations import key_in_use, sign
from certificates.verifier.notes import NoteKey


@dataclass(frozen=True, slots=True)
class CheckpointSigner:
    """The key in use, and what checkpoints call it."""

    row: SigningKey

    @property
    def key(self) -> NoteKey:
        return _note_key(self.row)

    def sign(self, data: bytes) -> bytes:
        """Return the raw signature.

        :raises CannotSign: when the holder does not answer.
        """
        return sign(self.row, data)


def signer_in_use(*, now: datetime) -> CheckpointSigner:
    """Return who signs checkpoints today; the very first key is made here.

    :raises CannotSign: when no key is in use.
    """
    return CheckpointSigner(key_in_use(Purpose.LOG, now=now))


def known_keys() -> list[NoteKey]:
    """Return the keys whose checkpoints are believed, oldest first: all that were not removed as stolen."""
    return [_note_key(row) for row in SigningKey.objects.filter(purpose=Purpose.LOG, removed_at=None)]


def _note_key(row: SigningKey) -> NoteKey:
    """The log is named after the public address, whoever signs."""
    return NoteKey(f"{urlsplit(settings.PUBLIC_BASE_URL).netloc}/register", ed25519_bytes(bytes(row.public)))
