"""Checks the receipt of an examination without the database: its file, or the text of its QR code."""

import base64
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.core.management.json_command import WRONG_USAGE, read_bytes
from lms.exams.sittings import signing
from lms.exams.sittings.receipts import UnreadableReceipt, verified

COVERS = {
    "attempt": "attempt",
    "candidate": "candidate number",
    "sitting": "sitting",
    "paper": "SHA-256 of the paper",
    "answers": "SHA-256 of the answers that count",
    "answered": "questions answered",
    "items": "questions on the paper",
    "held": "answers held, not counted",
    "left_out": "entries that the server did not take",
    "last_seqs": "last number of each seat's lease",
    "log": "head of the log of answers",
    "ended": "how it ended",
    "at": "signed at",
    "key": "signed with key",
}
INVALID = 1


class Command(BaseCommand):
    help = (
        "Verify a receipt: exit 0 when its signature fits, 1 when not. Needs no database; with --public-key "
        "no key of the platform either."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", help="the receipt's file or the text of its QR code; - reads it"
        )
        parser.add_argument(
            "--public-key", help="base64 of the raw Ed25519 public key; else the platform's own"
        )
        parser.add_argument(
            "--show-public-key", action="store_true", help="print the platform's key and stop"
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        if options["show_public_key"]:
            self.stdout.write(base64.b64encode(signing.public_key_bytes()).decode())
            return
        if not options["file"]:
            raise CommandError("Name the file of the receipt, or - to read its text.", returncode=WRONG_USAGE)
        try:
            payload = verified(_read(options["file"]), public_key=_key(options["public_key"]))
        except UnreadableReceipt as error:
            raise CommandError(f"NOT VALID. {error}", returncode=INVALID) from error
        self.stdout.write("VALID. The signature covers:")
        for name, meaning in COVERS.items():
            if name in payload:
                self.stdout.write(f"  {meaning}: {payload[name]}")


def _read(name: str) -> bytes:
    """Return the text; a line end that an editor or a scanner added is not part of it."""
    text = sys.stdin.buffer.read() if name == "-" else read_bytes(Path(name))
    return text.rstrip(b"\r\n")


def _key(text: str | None) -> bytes | None:
    if not text:
        return None
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != signing.PUBLIC_KEY_BYTES:
        raise CommandError("--public-key takes 32 bytes as base64.", returncode=WRONG_USAGE)
    return key
