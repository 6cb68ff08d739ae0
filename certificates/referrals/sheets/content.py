"""What a sheet says: the consented fields as they stand, in Chinese, the certificates beside them, the school above."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils import translation

from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.places import betrays, site_names
from certificates.issuing.queries import award_of_credential, list_credentials_of, verify_address
from certificates.referrals.consent.models import Consent
from certificates.referrals.consent.rules import Field
from certificates.referrals.consent.sources import values_of
from lms.organisations.api import School


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate on the sheet: what it is, its number and day, and the address at which anybody checks it."""

    kind: str
    title_zh: str
    title_en: str
    number: str
    awarded: str
    address: str


@dataclass(frozen=True, slots=True)
class Said:
    """All that a sheet says. `fields` holds what the person consented to, by field, in the order of the sheet."""

    school_zh: str
    school_en: str
    employer: str
    work: str
    district: str
    day: str
    fields: Mapping[str, str]
    papers: tuple[Paper, ...]

    def as_text(self) -> str:
        """Return it as it is kept; equal content gives equal text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    def digest(self) -> str:
        """Return by what a page says what it showed."""
        return hashlib.sha256(self.as_text().encode()).hexdigest()

    def named(self) -> list[str]:
        """Return the fields that are said, in the order of the sheet."""
        return [field.value for field in Field if field in self.fields]


def said_from(text: str) -> Said:
    """Return what was kept."""
    kept: dict[str, Any] = json.loads(text)
    kept["papers"] = tuple(Paper(**paper) for paper in kept["papers"])
    return Said(**kept)


def said_of(consent: Consent, school: School, *, today: date) -> Said:
    """Return what a sheet would say now; fields of which nothing is known are left out."""
    request = consent.request
    with translation.override("zh-hans"):
        fields = values_of(request, consent.fields)
        papers = _papers(consent.person_id) if Field.CERTIFICATES in fields else ()
    return Said(
        school_zh=school.name_zh,
        school_en=school.name_en,
        employer=request.employer.name_zh,
        work=request.opening.title,
        district=request.opening.district,
        day=today.isoformat(),
        fields=fields,
        papers=papers,
    )


def field_that_betrays(said: Said) -> str:
    """Return the first field that would tell where or why somebody learnt (invariant I3); empty for none."""
    sites = site_names()
    return next((name for name, text in said.fields.items() if betrays(text, sites)), "")


def in_force(person_id: int) -> list[Credential]:
    """Return the certificates of a person that are in force, the newest first."""
    rows = list_credentials_of(person_id).filter(state=CredentialState.ISSUED)
    return list(rows.select_related("school").order_by("-awarded_date", "-pk"))


def schools_for(person_id: int) -> list[School]:
    """Return the schools that issued a person's certificates in force, the newest first: one issues the sheet."""
    return list({row.school_id: row.school for row in in_force(person_id)}.values())


def _papers(person_id: int) -> tuple[Paper, ...]:
    found = []
    for row in in_force(person_id):
        award = award_of_credential(row)
        found.append(
            Paper(
                kind=str(row.get_kind_display()),
                title_zh=award.title_zh,
                title_en=award.title_en,
                number=award.number,
                awarded=award.awarded_date.isoformat(),
                address=verify_address(row),
            )
        )
    return tuple(found)
