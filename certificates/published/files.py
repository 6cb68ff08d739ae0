"""What issuing published, from its files: no table, no query, no connection.

A file that is missing is a miss; one that is damaged is answered as one that could not be checked, never as a yes.
"""

import hashlib
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from certificates.issuing.names import CredentialKind, PublicStatus
from certificates.issuing.numbers.rules import kept_form
from certificates.issuing.register.standing import Events, Standing, Tree, standing_in
from certificates.issuing.rules import comparable_name
from certificates.published.state import Found, PublicRecord
from certificates.published.vault import (
    CREDENTIAL,
    DOCUMENT,
    NAME,
    RECORD,
    STATE,
    Unreadable,
    Vault,
    secret_of_name,
)
from certificates.verifier import notes, tiles
from certificates.verifier.directory import Directory
from certificates.verifier.documents import ENTRY
from certificates.verifier.entries import EventKind
from certificates.verifier.known import Known
from certificates.verifier.results import Check, Outcome, gettext_noop
from lms.core.errors import Busy

DAYS = ("awarded_date", "valid_until", "status_date")
# A clock that is further ahead than this says nothing about how old something is.
AHEAD = timedelta(minutes=10)
NO_TILES = gettext_noop("The files of the register cannot be read here.")
ENDED = {PublicStatus.REVOKED: EventKind.REVOKE, PublicStatus.REPLACED: EventKind.REPLACE}


@dataclass(slots=True)
class FileRecord:
    """A public record as its file holds it; the full name is only in that of number and name."""

    number: str
    masked_name: str
    kind: str
    title_zh: str
    title_en: str
    occupation_zh: str
    occupation_en: str
    school_zh: str
    school_en: str
    awarded_date: date
    status: str
    status_date: date
    valid_until: date | None = None
    full_name: str = ""

    def get_kind_display(self) -> str:
        return str(CredentialKind(self.kind).label)


class FileState:
    """Answers from published files (`published.state.PublicState`); of one reading of what ended, keys and time."""

    def __init__(self) -> None:
        self._folder, self._vault = Path(settings.PUBLISHED_DIR), Vault(settings.PUBLISHED_KEY)
        self._register = Directory(Path(settings.REGISTER_DIR))

    def age(self, *, now: datetime) -> timedelta | None:
        try:
            told = self._state
        except Busy:
            return timedelta.max
        if not told:
            return timedelta.max
        age = now - datetime.fromisoformat(told["as_of"])
        return timedelta.max if age < -AHEAD else max(age, timedelta())

    def find_by_token(self, token: str) -> PublicRecord | None:
        return self._record(hashlib.sha256(token.upper().encode("utf-8", "replace")).hexdigest())

    def find_by_number_and_name(self, *, number: str, name: str) -> PublicRecord | None:
        found = self._get(NAME, secret_of_name(kept_form(number), comparable_name(name)))
        return self._record(found["record"], full_name=found["full_name"]) if found else None

    def look_up(self, digests: Sequence[str], identifier: str, *, with_record: bool) -> Found:
        known = list(digests)
        if identifier:
            known += self._documents_of(known, identifier)
        documents = {one: held for one in known if (held := self._get(DOCUMENT, one))}
        records = {one: self._record(held["record"]) for one, held in documents.items()}
        events = {
            (one, kind): (index, bytes.fromhex(entry))
            for one, held in documents.items()
            for kind, index, entry in held["events"]
        }
        for one, held in documents.items():
            # The record is written first, and what ended is told with the time: both count before this file follows.
            if (status := self._ended_as(held["record"], records[one])) is not None:
                events.setdefault((one, ENDED[status].value), (None, b""))
        record = next((one for one in records.values() if one), None)
        return Found(self._standing(events, known), record if with_record else None)

    def known(self, *, now: datetime) -> Known:
        seals, lists, clocks = (
            [b64decode(one) for one in held]
            for held in (self._told("seals", []), self._told("lists", {}).values(), self._told("clocks", []))
        )
        return Known(seals=seals, issuer=self.issuer(), lists=lists, now=now, clocks=clocks)

    def issuer(self) -> dict[str, Any] | None:
        issuer: dict[str, Any] | None = self._told("issuer", None)
        return issuer

    def second_keys(self) -> Mapping[str, bytes]:
        return {name: b64decode(key) for name, key in self._told("second_keys", {}).items()}

    def second_signature(self, digest: str) -> tuple[Mapping[str, bytes], bytes | None]:
        keys = self.second_keys()
        name, signature = (self._get(CREDENTIAL, digest) or {}).get("second", ("", ""))
        # What a stolen key signed may still lie here until its file follows.
        return keys, bytes.fromhex(signature) if name in keys else None

    def status_list(self, name: str) -> bytes | None:
        held = self._told("lists", {}).get(name)
        return b64decode(held) if held else None

    def _record(self, token_hash: str, **more: str) -> FileRecord | None:
        held = self._get(RECORD, token_hash)
        if held is None:
            return None
        status, day = self._ended.get(self._vault.tag(token_hash), (held["status"], held["status_date"]))
        held = {**held, "status": status, "status_date": day}
        days = {name: date.fromisoformat(held[name]) for name in DAYS if name in held}
        return FileRecord(**{**held, **days, **more})

    def _ended_as(self, token_hash: str, record: FileRecord | None) -> PublicStatus | None:
        """Return as what a certificate ended, also where its record is gone."""
        status = record.status if record else self._ended.get(self._vault.tag(token_hash), ("",))[0]
        return PublicStatus(status) if status in ENDED else None

    def _documents_of(self, digests: Sequence[str], identifier: str) -> list[str]:
        """Return the digest of the document that goes with a credential, by its bytes or by its proven name."""
        try:
            names = [*digests, str(UUID(identifier))]
        except ValueError:
            names = list(digests)
        return [held["document"] for name in names if (held := self._get(CREDENTIAL, name))][:1]

    def _standing(self, events: Events, digests: Sequence[str]) -> Standing:
        try:
            return standing_in(events, digests, self._newest)
        except (OSError, tiles.DamagedTile):
            return Standing("issued", Check(ENTRY, Outcome.UNCHECKED, NO_TILES))

    def _newest(self) -> Tree | None:
        keys = [notes.read_key(key) for key in self._told("log_keys", [])]
        try:
            checkpoint = notes.read_checkpoint(self._register.text(tiles.CHECKPOINT), keys)
        except (OSError, UnicodeDecodeError, notes.UnreadableNote):
            return None
        return Tree(checkpoint.size, checkpoint.root, tiles.TileReader(checkpoint.size, self._register.get))

    @cached_property
    def _state(self) -> dict[str, Any]:
        return self._get(STATE, "") or {}

    @cached_property
    def _ended(self) -> dict[str, tuple[str, str]]:
        """Return what the state says ended: a record that somebody put back says otherwise, for as long as he likes."""
        try:
            return self._told("ended", {})
        except Busy:
            return {}  # nothing is green without its time

    def _told(self, name: str, nothing: Any) -> Any:
        return self._state.get(name, nothing)

    def _get(self, kind: str, secret: str) -> dict[str, Any] | None:
        """Return what a file holds, None when there is none.

        :raises Busy: when it is there and cannot be read: that is no answer about anybody.
        """
        try:
            return self._vault.open(
                kind, secret, (self._folder / self._vault.address(kind, secret)).read_bytes()
            )
        except FileNotFoundError:
            return None
        except (OSError, Unreadable) as error:
            words = _("What the school published cannot be read here at present. Please try again later.")
            raise Busy(words) from error
