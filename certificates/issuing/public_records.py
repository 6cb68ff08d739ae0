"""The read side for verification: the public record of one credential, by token or by number and name."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from certificates.issuing import rules
from certificates.issuing.models import Credential, PublishedCredential
from certificates.issuing.names import PublicStatus
from certificates.issuing.numbers.rules import kept_form, readable
from lms.core.crypto import lookup_hash
from lms.core.prepared import Question, slot

NAME_PURPOSE = "credential-holder-name"
_BY_TOKEN = Question(
    lambda: PublishedCredential.objects.filter(token_hash=slot(PublishedCredential, "token_hash")).defer(
        "full_name"
    )
)

__all__ = [
    "PublicStatus",
    "PublishedCredential",
    "document_digests",
    "find_by_document",
    "find_by_number_and_name",
    "find_by_token",
    "hash_of_name",
    "readable",
]


def hash_of_name(name: str) -> str:
    """Return the keyed hash under which a holder's name is compared."""
    return lookup_hash(rules.comparable_name(name), purpose=NAME_PURPOSE)


def find_by_token(token: str) -> PublishedCredential | None:
    """Return the record with this token; case does not count, because QR codes carry capitals.

    The full name stays sealed: who has the code alone does not see it.
    """
    digest = hashlib.sha256(token.upper().encode("utf-8", "replace")).hexdigest()
    return _BY_TOKEN.first(token_hash=digest)


def document_digests(digests: Sequence[str], identifier: str) -> list[str]:
    """Return the digest of the document that goes with a credential, known by its bytes or by its proven name.

    Whoever writes the same JSON otherwise has other bytes and the same signed words. One query.
    """
    named = Q(status_entry__identifier=_uuid_of(identifier))
    rows = Credential.objects.filter(Q(signed__content_sha256__in=list(digests)) | named)
    return list(rows.exclude(document_sha256="").values_list("document_sha256", flat=True)[:1])


def find_by_document(digests: Sequence[str]) -> PublishedCredential | None:
    """Return the record of the document that has one of these digests. One query."""
    tokens = Credential.objects.filter(document_sha256__in=list(digests)).values("token_hash")
    return PublishedCredential.objects.filter(token_hash__in=tokens).first()


def _uuid_of(urn: str) -> UUID | None:
    try:
        return UUID(urn)
    except ValueError:
        return None


def find_by_number_and_name(*, number: str, name: str) -> PublishedCredential | None:
    """Return the record when number and name belong together.

    One keyed hash and one query whatever was typed, and no row for every miss: nothing is read or unsealed for a
    wrong name that would not be for an unknown number, so that time tells nothing either.
    """
    wanted = hash_of_name(name)
    return PublishedCredential.objects.filter(number=kept_form(number), name_hash=wanted).first()
