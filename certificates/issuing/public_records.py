"""The read side for verification: the public record of one credential, by token or by number and name."""

import hashlib
import hmac

from certificates.issuing import rules
from certificates.issuing.models import PublicStatus, PublishedCredential
from certificates.issuing.numbers.rules import kept_form
from lms.core.crypto import lookup_hash

NAME_PURPOSE = "credential-holder-name"

__all__ = [
    "PublicStatus",
    "PublishedCredential",
    "find_by_number_and_name",
    "find_by_token",
    "hash_of_name",
    "readable",
]


def hash_of_name(name: str) -> str:
    """Return the keyed hash under which a holder's name is compared."""
    return lookup_hash(rules.comparable_name(name), purpose=NAME_PURPOSE)


def readable(number: str) -> str:
    """Return a typed number in its kept form, or as typed when it cannot be one; for counting tries."""
    return kept_form(number) or number.strip().upper()


def find_by_token(token: str) -> PublishedCredential | None:
    """Return the record with this token; case does not count, because QR codes carry capitals."""
    digest = hashlib.sha256(token.upper().encode("utf-8", "replace")).hexdigest()
    return PublishedCredential.objects.filter(token_hash=digest).first()


def find_by_number_and_name(*, number: str, name: str) -> PublishedCredential | None:
    """Return the record when number and name belong together.

    One hash, one query and one comparison whatever was typed, so that time tells nothing either.
    """
    wanted = hash_of_name(name)
    record = PublishedCredential.objects.filter(number=kept_form(number)).first()
    kept = record.name_hash if record is not None else "0" * len(wanted)
    return record if hmac.compare_digest(kept, wanted) else None
