"""What a PDF carries: its seal, the time-stamp in that, the attached credential. Without pyHanko seals stay unread."""

import io
import re
from collections.abc import Sequence
from enum import Enum
from typing import Any

from certificates.verifier.kinds import LOCKED, UNSEALED, kind_of_paper
from certificates.verifier.known import Known
from certificates.verifier.results import Check, Outcome, gettext_noop
from certificates.verifier.strict import LONGEST
from certificates.verifier.timestamps import UnreadableStamp, read_stamp

SEAL, SIGNER = gettext_noop("seal of the PDF"), gettext_noop("who sealed it")
STAMP = gettext_noop("time-stamp of the seal")
CREDENTIAL = "credential.json"
NO_LIBRARY = gettext_noop("The seal was not checked: the library pyHanko is not installed here.")
CHANGED = gettext_noop("The file was changed after it was sealed, or the seal is damaged.")
# What a seal covers: two stretches of the file, each by where it begins and how long it is (ISO 32000-2, 12.8.1).
_COVERED = re.compile(rb"/ByteRange\s*\[\s*\d+\s+\d+\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_TAIL = 64


class Mark(Enum):
    """What the bytes of a file tell of a seal, also where no library reads the file."""

    NONE = "none"
    CUT = "cut"  # it covers more than is there, and the file has no end
    WHOLE = "whole"  # all that it covers is there, or the file was written anew


def mark_of_seal(content: bytes) -> Mark:
    """Return what is left of a seal in a file."""
    ends = [int(begin) + int(length) for begin, length in _COVERED.findall(content)]
    if not ends:
        return Mark.NONE
    has_end = content[-_TAIL:].rstrip().endswith(b"%%EOF")
    return Mark.WHOLE if has_end or min(ends) <= len(content) else Mark.CUT


def examine_pdf(content: bytes, known: Known) -> tuple[list[Check], bytes | None]:
    """Return the checks of the seal and of the time-stamp in it, if there is one, and the attached credential.

    :raises Exception: whatever the library makes of a damaged file; the caller answers for it.
    """
    try:
        from pyhanko.pdf_utils.reader import PdfFileReader
    except ImportError:
        return [
            Check(SEAL, Outcome.UNCHECKED, NO_LIBRARY),
            Check(SIGNER, Outcome.UNCHECKED, NO_LIBRARY),
        ], None
    reader = PdfFileReader(io.BytesIO(content))
    if reader.encrypted:
        return _unsealed(LOCKED, mark_of_seal(content)), None
    checks = _of_the_seal(reader, known.seals, mark_of_seal(content)) + _of_the_stamp(reader, known.clocks)
    return checks, _attached(reader)


def _unsealed(words: str, mark: Mark) -> list[Check]:
    """Return the checks of a file without a seal that can be read; one that bore a seal was changed since."""
    if mark is Mark.NONE:
        return [Check(SEAL, Outcome.UNCHECKED, words), Check(SIGNER, Outcome.UNCHECKED, words)]
    return [Check(SEAL, Outcome.FAILED, CHANGED), Check(SIGNER, Outcome.UNCHECKED, CHANGED)]


def _of_the_seal(reader: Any, seals: Sequence[bytes], mark: Mark) -> list[Check]:
    signatures = reader.embedded_regular_signatures
    if not signatures:
        return _unsealed(kind_of_paper(_title(reader)) or UNSEALED, mark)
    if len(signatures) > 1:
        words = gettext_noop("The file carries more than one seal.")
        return [Check(SEAL, Outcome.FAILED, words), Check(SIGNER, Outcome.UNCHECKED, words)]
    if not _is_whole(signatures[0]):
        return [Check(SEAL, Outcome.FAILED, CHANGED), Check(SIGNER, Outcome.UNCHECKED, CHANGED)]
    sealed = Check(SEAL, Outcome.OK, gettext_noop("The file is as it was sealed."))
    if not seals:
        return [
            sealed,
            Check(
                SIGNER, Outcome.UNCHECKED, gettext_noop("No certificate of the school was given to compare.")
            ),
        ]
    if signatures[0].signer_cert.dump() in seals:
        return [
            sealed,
            Check(SIGNER, Outcome.OK, gettext_noop("It was sealed with a certificate of the school.")),
        ]
    return [sealed, Check(SIGNER, Outcome.FAILED, gettext_noop("It was sealed by somebody else."))]


def _of_the_stamp(reader: Any, clocks: Sequence[bytes]) -> list[Check]:
    """Return nothing for a seal without a time-stamp: not every school has an authority for them."""
    signatures = reader.embedded_regular_signatures
    tokens = _tokens(signatures[0]) if len(signatures) == 1 else []
    if not tokens:
        return []
    if not clocks:
        words = gettext_noop("No certificate of an authority for time-stamps was given to compare.")
        return [Check(STAMP, Outcome.UNCHECKED, words)]
    sealed = signatures[0].signer_info["signature"].native
    try:
        stamp = next(read_stamp(token, sealed, clocks) for token in tokens)
    except UnreadableStamp:
        words = gettext_noop(
            "The time-stamp does not fit the seal, or none of the known authorities made it."
        )
        return [Check(STAMP, Outcome.FAILED, words)]
    said = {"instant": f"{stamp.stamped_at:%Y-%m-%d %H:%M:%S}", "authority": stamp.authority}
    words = gettext_noop("The seal was there on %(instant)s UTC, says %(authority)s.")
    return [Check(STAMP, Outcome.OK, words, said)]


def _tokens(signature: Any) -> list[bytes]:
    beside = signature.signer_info["unsigned_attrs"]
    kept = (one for one in beside or () if one["type"].native == "signature_time_stamp_token")
    return [value.dump() for one in kept for value in one["values"]]


def _is_whole(signature: Any) -> bool:
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(trust_roots=[], allow_fetching=False)
    status = validate_pdf_signature(signature, signer_validation_context=context)
    if not (status.intact and status.valid):
        return False
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    # Behind the seal stands what keeps it for archives, or the file is not as it was sealed: no stray byte is nothing.
    archived = status.modification_level == ModificationLevel.LTA_UPDATES
    return status.coverage == SignatureCoverageLevel.ENTIRE_REVISION and archived and bool(status.docmdp_ok)


def _title(reader: Any) -> str:
    try:
        return str(reader.trailer["/Info"]["/Title"])
    except KeyError:
        return ""


def _attached(reader: Any) -> bytes | None:
    for kept in reader.root.get("/AF", ()):
        entry = kept.get_object()
        if str(entry.get("/UF", entry.get("/F", ""))) == CREDENTIAL:
            stream = entry["/EF"]["/F"]
            if len(stream.encoded_data) > LONGEST:
                raise ValueError("The attached credential is too large.")
            return bytes(stream.data)
    return None
