"""Emergency copies: the code behind which a terminal saves its sealed records, and the reading of such a file."""

import base64
import hashlib
import json
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lms.core.crypto import lookup_hash
from lms.exams.errors import UnusableJournal
from lms.exams.eventlog import short_code
from lms.exams.sittings.sealing import NONCE_BYTES, SealedRecord

_PURPOSE = "exam-emergency"
# The code has 58 bits: the rounds only make guessing at the terminal itself hopeless.
_ROUNDS = 20_000
MOST_BYTES = 4 * 1024 * 1024
_MOST_RECORDS = 20_000


def emergency_code(sitting_uuid: UUID) -> str:
    """Return the code of a sitting; the console shows it, and no terminal is ever told."""
    return short_code(lookup_hash(str(sitting_uuid), purpose=_PURPOSE))


@lru_cache(maxsize=256)
def emergency_check(sitting_uuid: UUID) -> dict[str, Any]:
    """Return what a terminal compares a typed code with, also when the server is away."""
    code, salt = emergency_code(sitting_uuid).replace("-", ""), str(sitting_uuid)
    check = hashlib.pbkdf2_hmac("sha256", code.encode(), salt.encode(), _ROUNDS).hex()
    return {"salt": salt, "rounds": _ROUNDS, "check": check}


def read_journals(content: bytes) -> dict[UUID, list[SealedRecord]]:
    """Return the sealed records of a terminal's file, by attempt; a terminal may have served several.

    :raises UnusableJournal: it is no such file.
    """
    try:
        written = json.loads(content)
        journals = written["journals"] if written.get("version") == 2 else [written]
        if (
            written["format"] != "exam-journal"
            or sum(len(one["records"]) for one in journals) > _MOST_RECORDS
        ):
            raise ValueError
        return {UUID(one["attempt"]): [_record(row) for row in one["records"]] for one in journals}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UnusableJournal(_("This is not an emergency copy of a terminal."), field="file") from None


def read_journal(content: bytes, *, attempt: UUID) -> list[SealedRecord]:
    """Return the sealed records of one candidate in a terminal's file.

    :raises UnusableJournal: it is no such file, or it holds nothing, or something else, of this candidate.
    """
    records = read_journals(content).get(attempt)
    if records is None or any(record.attempt != attempt for record in records):
        raise UnusableJournal(_("This file belongs to another candidate. Nothing was taken."), field="file")
    return records


def _record(row: dict[str, Any]) -> SealedRecord:
    nonce, data = (base64.b64decode(row[name], validate=True) for name in ("nonce", "data"))
    if len(nonce) != NONCE_BYTES or not all(isinstance(row[name], int) for name in ("epoch", "seq")):
        raise ValueError
    return SealedRecord(UUID(row["attempt"]), row["epoch"], row["seq"], nonce, data)
