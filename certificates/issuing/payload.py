"""The frozen content of a credential: canonical JSON, made once from the enrolment and never changed.

What is not in here cannot reach a document or the public: no place, no room, no dates of study, no marks.
The address of the public page is part of it: a request's Host header never reaches a document.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.conf import settings

from certificates.issuing.errors import NotCompleted
from lms.core.audit import canonical
from lms.core.clock import local_date
from lms.enrolments.api import Enrolment

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Award:
    """What a training certificate says. `specimen` marks documents of a demonstration."""

    number: str
    kind: str
    name: str
    title_zh: str
    title_en: str
    occupation_zh: str
    occupation_en: str
    school_zh: str
    school_en: str
    principal: str
    awarded_date: date
    verify_at: str
    specimen: bool


def award_of(enrolment: Enrolment, *, number: str, kind: str) -> Award:
    """Return what the certificate of a completed enrolment says today.

    :raises NotCompleted: when something is still missing.
    """
    if enrolment.completed_at is None:
        raise NotCompleted
    programme, school = enrolment.version.programme, enrolment.school
    return Award(
        number=number,
        kind=kind,
        name=enrolment.person.full_name,
        title_zh=programme.title_zh,
        title_en=programme.title_en,
        occupation_zh=programme.occupation.title_zh if programme.occupation else "",
        occupation_en=programme.occupation.title_en if programme.occupation else "",
        school_zh=school.name_zh,
        school_en=school.name_en,
        principal=school.principal,
        awarded_date=local_date(enrolment.completed_at),
        verify_at=settings.PUBLIC_BASE_URL.rstrip("/"),
        specimen=settings.DEMONSTRATION,
    )


def to_bytes(award: Award) -> bytes:
    """Return the canonical bytes (RFC 8785) that are stored, hashed and printed from."""
    body: dict[str, Any] = asdict(award)
    body |= {"format": FORMAT, "result": "passed", "awarded_date": award.awarded_date.isoformat()}
    return canonical(body)


def from_bytes(payload: bytes | memoryview) -> Award:
    """Return the award that stored bytes hold."""
    body = json.loads(bytes(payload))
    names = Award.__slots__
    body["awarded_date"] = date.fromisoformat(body["awarded_date"])
    return Award(**{name: body[name] for name in names})
