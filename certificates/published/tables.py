"""What issuing published, from its tables: always of this moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from certificates.issuing import public_records
from certificates.issuing.authority import believed
from certificates.issuing.keys.did import did_document, issuer_did
from certificates.issuing.keys.queries import known_certificates
from certificates.issuing.register.queries import standing_of
from certificates.issuing.second.queries import keys_and_signature, published_keys
from certificates.issuing.status.queries import all_lists, find_list
from certificates.published.state import Found, PublicRecord
from certificates.verifier.known import Known


class TableState:
    """Answers from the database (`published.state.PublicState`)."""

    def age(self, *, now: datetime) -> timedelta | None:
        return None

    def find_by_token(self, token: str) -> PublicRecord | None:
        return public_records.find_by_token(token)

    def find_by_number_and_name(self, *, number: str, name: str) -> PublicRecord | None:
        return public_records.find_by_number_and_name(number=number, name=name)

    def look_up(self, digests: Sequence[str], identifier: str, *, with_record: bool) -> Found:
        known = list(digests)
        if identifier:
            known += public_records.document_digests(known, identifier)
        standing = standing_of(known)
        return Found(standing, public_records.find_by_document(known) if with_record else None)

    def known(self, *, now: datetime) -> Known:
        return Known(
            seals=known_certificates(), issuer=self.issuer(), lists=all_lists(), now=now, clocks=believed()
        )

    def issuer(self) -> dict[str, Any] | None:
        return did_document(issuer_did(settings.PUBLIC_BASE_URL))

    def second_keys(self) -> Mapping[str, bytes]:
        return published_keys()

    def second_signature(self, digest: str) -> tuple[Mapping[str, bytes], bytes | None]:
        return keys_and_signature(digest)

    def status_list(self, name: str) -> bytes | None:
        return find_list(name)
