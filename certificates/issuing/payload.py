"""The frozen content of a credential: canonical JSON, made once from the enrolment and never changed.

What is not in here cannot reach a document or the public: no place, no room, no identity number; marks on transcripts
alone.
The address of the public page is part of it: a request's Host header never reaches a document.
"""

import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from django.conf import settings

from certificates.issuing.errors import NotCompleted
from certificates.issuing.kinds.models import KindDefinition, Signatory
from certificates.issuing.rules import last_valid_day
from certificates.issuing.studies.facts import NOTHING, Facts
from certificates.issuing.studies.levels import title_of_level
from certificates.issuing.transcripts.rules import Records, records_from
from lms.core.audit import canonical
from lms.core.clock import local_date
from lms.core.language import pick
from lms.enrolments.api import Enrolment

FORMAT = 1
_DAYS = ("awarded_date", "birth_date", "began_date", "ended_date", "valid_until")


@dataclass(frozen=True, slots=True)
class Award:
    """What a certificate says. `specimen` marks documents of a demonstration.

    From `sex` on: what only the paper of some kinds says and nothing public ever does; empty on all others. `photo` is
    the SHA-256 of the photograph, `years` the length of schooling, `identity` the end of the identity number. From
    `deed_zh` on: the school's own words, empty where it says the usual ones, then the SHA-256 of its own logo and seal.
    `valid_until`: the last day in force, None for life. `records`: courses and marks, of transcripts alone.
    """

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
    result: str = "passed"
    sex: str = ""
    birth_date: date | None = None
    began_date: date | None = None
    ended_date: date | None = None
    years: int = 0
    photo: str = ""
    level: int = 0
    identity: str = ""
    deed_zh: str = ""
    deed_en: str = ""
    seal_words: str = ""
    logo: str = ""
    seal_picture: str = ""
    valid_until: date | None = None
    records: Records | None = None

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return pick(self, "title")

    @property
    def school(self) -> str:
        """Return the school's name in the reader's language."""
        return pick(self, "school")

    def is_over(self, today: date) -> bool:
        """Return whether the last day in force has passed."""
        return self.valid_until is not None and today > self.valid_until


# What a stored payload leaves out when it is empty.
_OPTIONAL = frozenset(Award.__slots__[Award.__slots__.index("sex") :])


def award_of(
    enrolment: Enrolment, *, number: str, definition: KindDefinition, facts: Facts = NOTHING
) -> Award:
    """Return what the certificate of an enrolment says today by a version of its kind; `facts` are those it asks for.

    :raises NotCompleted: when something is still missing, and the kind is for what is completed.
    """
    programme, school = enrolment.version.programme, enrolment.school
    awarded = facts.awarded_date or (local_date(enrolment.completed_at) if enrolment.completed_at else None)
    if awarded is None:
        raise NotCompleted
    title_zh, title_en = (
        title_of_level(programme) if facts.printed.level else (programme.title_zh, programme.title_en)
    )
    return Award(
        number=number,
        kind=definition.kind,
        name=enrolment.person.full_name,
        title_zh=title_zh,
        title_en=title_en,
        occupation_zh=programme.occupation.title_zh if programme.occupation else "",
        occupation_en=programme.occupation.title_en if programme.occupation else "",
        school_zh=school.name_zh,
        school_en=school.name_en,
        principal=school.principal if Signatory.PRINCIPAL in definition.signatories else "",
        awarded_date=awarded,
        verify_at=settings.PUBLIC_BASE_URL.rstrip("/"),
        specimen=settings.DEMONSTRATION,
        valid_until=last_valid_day(awarded, definition.valid_months),
        **{field.name: getattr(facts.printed, field.name) for field in fields(facts.printed)},
    )


def to_bytes(award: Award) -> bytes:
    """Return the canonical bytes (RFC 8785) that are stored, hashed and printed from."""
    body = {name: value for name, value in asdict(award).items() if value or name not in _OPTIONAL}
    days = {name: body[name].isoformat() for name in _DAYS if name in body}
    return canonical({**body, **days, "format": FORMAT})


def from_bytes(payload: bytes | memoryview) -> Award:
    """Return the award that stored bytes hold."""
    body: dict[str, Any] = json.loads(bytes(payload))
    body |= {name: date.fromisoformat(body[name]) for name in _DAYS if name in body}
    if "records" in body:
        body["records"] = records_from(body["records"])
    return Award(**{field.name: body[field.name] for field in fields(Award) if field.name in body})
