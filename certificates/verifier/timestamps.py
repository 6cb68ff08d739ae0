"""Time-stamps (RFC 3161): that bytes were there at an instant, said by an authority outside. Read by pyHanko."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

LONGEST = 1 << 16
NO_LIBRARY = "The time-stamps were not checked: the library pyHanko is not installed here."
DIGEST = "sha256"


class UnreadableStamp(ValueError):
    """The bytes are no time-stamp, or one of other bytes, or its signature does not fit, or nobody known made it."""


class CannotRead(Exception):
    """The library that reads time-stamps is not there."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a time-stamp says: when the bytes were there, and who says so."""

    stamped_at: datetime
    authority: str


def read_stamp(token: bytes, content: bytes, roots: Sequence[bytes]) -> Stamp:
    """Return what a time-stamp of this content says; `roots` are certificates (DER) that its maker's must lead to.

    The maker's certificate is judged as of the instant that the time-stamp names: it is to hold for decades.

    :raises UnreadableStamp: when it says nothing of this content, or nothing that can be believed.
    :raises CannotRead: when the library is not there.
    """
    try:
        from asn1crypto import cms, tsp
        from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
        from pyhanko.sign.validation.status import TimestampSignatureStatus
    except ImportError:
        raise CannotRead(NO_LIBRARY) from None
    if len(token) > LONGEST:
        raise UnreadableStamp("The time-stamp is too long.")
    try:
        signed = cms.ContentInfo.load(token, strict=True)["content"]
        said = signed["encap_content_info"]["content"].parsed
        if not isinstance(said, tsp.TSTInfo):
            raise UnreadableStamp("This is no time-stamp.")
        stamped_at = said["gen_time"].native
        checked = validate_tst_signed_data(
            signed, _context(roots, stamped_at), lambda name: hashlib.new(name, content).digest()
        )
        status = TimestampSignatureStatus(**asyncio.run(checked))
    except UnreadableStamp:
        raise
    except Exception:  # a damaged one stops the library in many ways
        raise UnreadableStamp("This is no time-stamp that can be read.") from None
    if said["message_imprint"]["hash_algorithm"]["algorithm"].native != DIGEST:
        raise UnreadableStamp("The time-stamp is of another kind of digest than ours.")
    if not (status.intact and status.valid):
        raise UnreadableStamp("The time-stamp is of something else, or was changed.")
    if not status.trusted:
        raise UnreadableStamp("No authority that was named made the time-stamp.")
    return Stamp(stamped_at.astimezone(UTC), status.signing_cert.subject.human_friendly)


def _context(roots: Sequence[bytes], moment: datetime) -> Any:
    from asn1crypto.x509 import Certificate
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(
        trust_roots=[Certificate.load(root) for root in roots],
        allow_fetching=False,
        moment=moment,
        # Whether the instant is near the present one says nothing here.
        time_tolerance=timedelta(seconds=1),
    )
