"""The one door to what issuing published. Verification asks here and nowhere else; a setting says who answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from certificates.issuing.register.standing import Standing
from certificates.verifier.known import Known


class PublicRecord(Protocol):
    """What the public may learn of one certificate; the full name only where number and name were given."""

    number: Any
    full_name: Any
    masked_name: Any
    kind: Any
    awarded_date: date
    status: Any  # a value of PublicStatus
    status_date: date
    valid_until: date | None

    def get_kind_display(self) -> str:
        """Return the kind in the reader's language."""


@dataclass(frozen=True, slots=True)
class Found:
    """How a file stands in the register, and its public record where one was asked for."""

    standing: Standing
    record: PublicRecord | None


class PublicState(Protocol):
    """All that verification may ask."""

    def age(self, *, now: datetime) -> timedelta | None:
        """Return how old the news from issuing are: None where the tables answer, `timedelta.max` where none can be
        read.
        """

    def find_by_token(self, token: str) -> PublicRecord | None:
        """Return the record of the code on the paper, or None."""

    def find_by_number_and_name(self, *, number: str, name: str) -> PublicRecord | None:
        """Return the record when number and name belong together; the same path for every miss."""

    def look_up(self, digests: Sequence[str], identifier: str, *, with_record: bool) -> Found:
        """Return what is known of a file by its digests, and by the proven name of a credential where it is one."""

    def known(self, *, now: datetime) -> Known:
        """Return what a file is checked against: seals, the issuer's document, status lists, whose time-stamps."""

    def issuer(self) -> dict[str, Any] | None:
        """Return the issuer's document (did:web), or None where none can be read."""

    def second_keys(self) -> Mapping[str, bytes]:
        """Return the public keys (DER) that second signatures are checked with, by name; empty where none are made."""

    def second_signature(self, digest: str) -> tuple[Mapping[str, bytes], bytes | None]:
        """Return those keys, and the second signature over the JSON with this digest, or None."""

    def status_list(self, name: str) -> bytes | None:
        """Return a signed status list, or None."""


def public_state() -> PublicState:
    """Return who answers in this deployment."""
    state: PublicState = import_string(settings.PUBLIC_STATE)()
    return state
