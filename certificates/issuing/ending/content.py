"""What a new certificate is to say: what was issued, with what is corrected; frozen when it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings

from certificates.issuing import payload
from certificates.issuing.ending import rules
from certificates.issuing.ending.corrections import changes_to, correctable, refuse, refuse_changes
from certificates.issuing.ending.models import EndingRequest
from certificates.issuing.ending.rules import RECORDS, Ending
from certificates.issuing.ending.words import FIELDS, told, told_line
from certificates.issuing.errors import EndingNotFound
from certificates.issuing.models import Credential
from certificates.issuing.portraits.queries import photograph_for
from certificates.issuing.queries import award_of_credential
from certificates.issuing.readiness import preview_award
from certificates.issuing.rules import last_valid_day
from certificates.issuing.studies.queries import facts_of
from certificates.issuing.transcripts.rules import differences
from lms.core.clock import local_date
from lms.core.language import pick


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
    """One field of a certificate in the reader's words, before and after."""

    field: str
    term: str
    before: str
    after: str
    is_changed: bool


def proposed(credential: Credential, wanted: Wanted, *, now: datetime) -> payload.Award | None:
    """Return what the new certificate is to say, without a number; None where none is made.

    The address of the public page is that of today: the old one may have moved. Everything else stays as issued.

    :raises UnusableRequest: naming the field and what is wrong with it.
    """
    refuse(rules.fault_of_reason(wanted.kind, wanted.reason, note=wanted.note), field="reason")
    before = award_of_credential(credential)
    changes = changes_to(before, wanted.values or {})
    if wanted.kind is Ending.REVOKE:
        return None
    refuse(rules.fault_of_changes(wanted.kind, wanted.reason, changes), field="name")
    refuse_changes(credential, before, changes, now=now)
    after: dict[str, Any] = {**changes, "number": "", "verify_at": settings.PUBLIC_BASE_URL.rstrip("/")}
    award = replace(before, **after)
    return replace(award, valid_until=last_valid_day(award.awarded_date, credential.definition.valid_months))


def as_recorded(credential: Credential, *, now: datetime) -> dict[str, Any]:
    """Return what the fields of a certificate would be if it were issued from today's records."""
    enrolment, kind = credential.enrolment, credential.kind
    facts = facts_of([enrolment], kind, today=local_date(now))[enrolment.pk]
    return correctable(payload.award_of(enrolment, number="", definition=credential.definition, facts=facts))


def changes_of(request: EndingRequest) -> list[Change]:
    """Return every field of the certificate, before and after; nothing where none is made.

    Of marks each course and examination that becomes another is told, too.
    """
    if not request.content:
        return []
    before = correctable(award_of_credential(request.credential))
    after = correctable(payload.from_bytes(request.content))
    changes = [
        Change(field, str(FIELDS[field]), told(field, was), told(field, after[field]), was != after[field])
        for field, was in before.items()
    ]
    if RECORDS not in before:
        return changes
    lines = [
        Change(RECORDS, pick(was or then, "title"), told_line(was), told_line(then), is_changed=True)
        for was, then in differences(before[RECORDS], after[RECORDS])
    ]
    summary = [change.field for change in changes].index(RECORDS) + 1
    return [*changes[:summary], *lines, *changes[summary:]]


def preview_of_request(request: EndingRequest) -> bytes:
    """Return what the new document would be, visibly void; no number is used up and no key comes near it.

    :raises EndingNotFound: where none is made.
    """
    if not request.content:
        raise EndingNotFound
    award = payload.from_bytes(request.content)
    return preview_award(award, photograph=photograph_for(request.credential.person_id, award.photo))
