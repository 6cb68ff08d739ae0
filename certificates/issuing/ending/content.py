"""What a new certificate is to say: what was issued, with what is corrected; frozen when it is asked for."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings

from certificates.issuing import payload
from certificates.issuing.ending import rules
from certificates.issuing.ending.models import EndingRequest
from certificates.issuing.ending.rules import Ending, Fault
from certificates.issuing.ending.words import FAULTS, FIELDS
from certificates.issuing.errors import UnusableRequest
from certificates.issuing.models import Credential
from certificates.issuing.queries import award_of_credential
from certificates.issuing.studies.queries import facts_of
from lms.accounts.api import normalise_name
from lms.core.clock import local_date
from lms.organisations.api import Site

NAMES_OF_PEOPLE = frozenset({"name", "principal"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: which ending, why (a code), a note for the house, and fields with their new values.

    Values that are as they were do not count as changes.
    """

    kind: Ending
    reason: str
    note: str = ""
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a certificate, before and after; `is_changed` when they differ."""

    field: str
    term: str
    before: str | date
    after: str | date

    @property
    def is_changed(self) -> bool:
        """Return whether the field is another one."""
        return self.before != self.after


def proposed(credential: Credential, wanted: Wanted, *, now: datetime) -> payload.Award | None:
    """Return what the new certificate is to say, without a number; None where none is made.

    The address of the public page is that of today: the old one may have moved. Everything else stays as issued.

    :raises UnusableRequest: naming the field and what is wrong with it.
    """
    _refuse(rules.fault_of_reason(wanted.kind, wanted.reason, note=wanted.note), field="reason")
    before = award_of_credential(credential)
    changes = _changes(before, wanted.values or {})
    if wanted.kind is Ending.REVOKE:
        return None
    _refuse(rules.fault_of_changes(wanted.kind, wanted.reason, changes), field="name")
    sites = site_names()
    for field, value in changes.items():
        fault = _fault_of_day(value, credential, now=now) if field == rules.DAY else None
        _refuse(fault or _fault_of_text(field, value, sites), field=field)
    after: dict[str, Any] = {**changes, "number": "", "verify_at": settings.PUBLIC_BASE_URL.rstrip("/")}
    return replace(before, **after)


def correctable(award: payload.Award) -> dict[str, Any]:
    """Return the fields of a certificate that can be corrected, with what they say."""
    return {field: getattr(award, field) for field in rules.CORRECTABLE if hasattr(award, field)}


def as_recorded(credential: Credential, *, now: datetime) -> dict[str, Any]:
    """Return what the fields of a certificate would be if it were issued from today's records."""
    enrolment, kind = credential.enrolment, credential.kind
    facts = facts_of([enrolment], kind, today=local_date(now))[enrolment.pk]
    return correctable(payload.award_of(enrolment, number="", kind=kind, facts=facts))


def changes_of(request: EndingRequest) -> list[Change]:
    """Return every field of the certificate, before and after; nothing where none is made."""
    if not request.content:
        return []
    before = correctable(award_of_credential(request.credential))
    after = correctable(payload.from_bytes(request.content))
    return [Change(field, str(FIELDS[field]), value, after[field]) for field, value in before.items()]


def _changes(before: payload.Award, values: Mapping[str, Any]) -> dict[str, Any]:
    known = correctable(before)
    read = {field: _read(field, values[field]) for field in known if field in values}
    return {field: value for field, value in read.items() if value != known[field]}


def _read(field: str, value: Any) -> Any:
    if field == rules.DAY:
        return value
    if field in NAMES_OF_PEOPLE:
        return normalise_name(str(value))
    return " ".join(unicodedata.normalize("NFC", str(value)).split())


def _fault_of_day(value: date, credential: Credential, *, now: datetime) -> Fault | None:
    first = local_date(credential.enrolment.enrolled_at)
    return rules.fault_of_day(value, first=first, today=local_date(now))


def _fault_of_text(field: str, value: Any, sites: frozenset[str]) -> Fault | None:
    if field == rules.DAY:
        return None
    fault = rules.fault_of_text(field, value)
    return fault or (Fault.NAMES_A_SITE if rules.names_one_of(value, sites) else None)


def site_names() -> frozenset[str]:
    """Return what no certificate may say: the names of training sites."""
    pairs = Site.objects.values_list("name_zh", "name_en")
    return frozenset(name for names in pairs for name in names if name)


def _refuse(fault: Fault | None, *, field: str) -> None:
    if fault is not None:
        raise UnusableRequest(str(FAULTS[fault]), field=field)
