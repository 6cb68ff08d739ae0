"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint) and proofs beside them (C2SP tlog-proof)."""

import base64
import hashlib
from binascii import Error as NoBase64
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\x01"
KEY_ID_BYTES, KEY_BYTES, HASH_BYTES = 4, 32, 32
DASH = "\N{EM DASH} "
PROOF_HEAD = "c2sp.org/tlog-proof@v1"
LONGEST = 100_000
Sign = Callable[[bytes], bytes]


class UnreadableNote(ValueError):
    """The text is no signed note, no checkpoint, no proof, or no signature of the named key fits."""


@dataclass(frozen=True, slots=True)
class NoteKey:
    """The name and the public Ed25519 key (32 raw bytes) that a note is signed with."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """Return the four bytes that say which key a signature line is of."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:KEY_ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_text(ED25519 + self.public)}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says: of which log, how many entries, under which root."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{_text(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Receipt:
    """That one entry stands in the log: its index, the path, and the checkpoint that the path leads to."""

    index: int
    path: Sequence[bytes]
    checkpoint: str

    def text(self) -> str:
        """Return the receipt as it is kept beside a document."""
        hashes = "".join(f"{_text(one)}\n" for one in self.path)
        return f"{PROOF_HEAD}\nindex {self.index}\n{hashes}\n{self.checkpoint}"


def read_key(text: str) -> NoteKey:
    """Return the key that a line NAME+ID+BASE64 names.

    :raises UnreadableNote: when it is no such line, or its parts do not fit each other.
    """
    name, _, rest = text.strip().partition("+")
    _id, _, encoded = rest.partition("+")
    raw = _bytes(encoded)
    if raw[:1] != ED25519 or len(raw) != 1 + KEY_BYTES or not name or any(sign.isspace() for sign in name):
        raise UnreadableNote("This is no Ed25519 key of a note.")
    key = NoteKey(name, raw[1:])
    if key.id.hex() != _id:
        raise UnreadableNote("The key does not fit its number.")
    return key


def read_keys(text: str) -> list[NoteKey]:
    """Return the keys of a file with one in each line.

    :raises UnreadableNote: when there is none, or a line is no key.
    """
    return [read_key(line) for line in text.strip().split("\n")]


def sign_note(body: str, *, key: NoteKey, sign: Sign) -> str:
    """Return the body with the signature line of one key."""
    return f"{body}\n{DASH}{key.name} {_text(key.id + sign(body.encode()))}\n"


def open_note(note: str, keys: Sequence[NoteKey]) -> str:
    """Return the body of a note that one of the keys has signed; signatures of others are passed over.

    :raises UnreadableNote: when none has, or when the text is no note.
    """
    if len(note) > LONGEST:
        raise UnreadableNote("The note is too long.")
    body, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise UnreadableNote("This is no signed note.")
    body += "\n"
    known = {(key.name, key.id): key for key in keys}
    for line in lines[:-1].split("\n"):
        name, _, encoded = line.removeprefix(DASH).partition(" ")
        if not line.startswith(DASH) or not encoded:
            raise UnreadableNote("A line of signatures cannot be read.")
        raw = _bytes(encoded)
        if key := known.get((name, raw[:KEY_ID_BYTES])):
            _verify(key, raw[KEY_ID_BYTES:], body)
            return body
    raise UnreadableNote("No known key has signed this note.")


def read_checkpoint(note: str, keys: Sequence[NoteKey]) -> Checkpoint:
    """Return what a signed checkpoint says.

    :raises UnreadableNote: when no signature fits, or the body is no checkpoint.
    """
    parts = open_note(note, keys).split("\n")
    if len(parts) < 4 or not _is_number(parts[1]):
        raise UnreadableNote("The note is no checkpoint.")
    root = _bytes(parts[2])
    if parts[0] not in {key.name for key in keys} or len(root) != HASH_BYTES:
        raise UnreadableNote("The checkpoint is of another log, or its root is none.")
    return Checkpoint(parts[0], int(parts[1]), root)


def read_receipt(text: str) -> Receipt:
    """Return the parts of a receipt; nothing of it is believed yet.

    :raises UnreadableNote: when it is none.
    """
    head, blank, checkpoint = text[:LONGEST].partition("\n\n")
    lines = head.split("\n")
    if not blank or lines[0] != PROOF_HEAD or len(lines) < 2:
        raise UnreadableNote("This is no receipt of a log.")
    word, _, index = lines[1].partition(" ")
    path = [_bytes(line) for line in lines[2:]]
    if word != "index" or not _is_number(index) or any(len(one) != HASH_BYTES for one in path):
        raise UnreadableNote("The receipt cannot be read.")
    return Receipt(int(index), path, checkpoint)


def _verify(key: NoteKey, signature: bytes, body: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, body.encode())
    except InvalidSignature:
        raise UnreadableNote("The signature does not fit.") from None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19 and (text == "0" or text[0] != "0")


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (NoBase64, ValueError):
        raise UnreadableNote("A part is no base64.") from None
