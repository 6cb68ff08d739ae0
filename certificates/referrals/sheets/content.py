"""What a sheet says: the consented fields as they stand, in Chinese, the certificates beside them, the school above.

Which certificates go along as files is settled here, too: those that say nothing but what was consented to.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from certificates.issuing.names import CredentialKind
from certificates.issuing.payload import Award
from certificates.issuing.places import betrays, site_names
from certificates.issuing.queries import award_of_credential, list_in_force, verify_address
from certificates.referrals.consent import texts
from certificates.referrals.consent.models import Consent, DataField
from certificates.referrals.consent.rules import Field
from certificates.referrals.consent.sources import values_of
from certificates.referrals.sheets.words import PARTS
from certificates.referrals.telling import why_they_tell
from lms.core.language import in_language
from lms.core.sentences import enumerated
from lms.organisations.api import School

# Under which field what a certificate says is told. What is not here, as the day of birth, is told under none.
# The occupation stands at the address of the public check, which goes along with the number (ADR 0238).
TOLD_UNDER = {"name": Field.NAME} | dict.fromkeys(
    (
        *("occupation_zh", "occupation_en", "logo", "seal_picture"),
        *("number", "kind", "title_zh", "title_en", "level", "result", "awarded_date", "valid_until"),
        *("school_zh", "school_en", "principal", "deed_zh", "deed_en", "seal_words", "verify_at", "specimen"),
    ),
    Field.CERTIFICATES,
)
# What tells from one day of a draft to the next, or from one school to another, nothing else of the person.
_OF_THE_ISSUE = ("school_zh", "school_en", "day", "slip_to")


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate on the sheet: what it is and of which day; with the name its number and where anybody checks it.

    `kind` stands as the sheet prints it, in Chinese; `kind_code` lets a page say it in the reader's language, and is
    empty on sheets of before. `document` is the SHA-256 of the file that goes along, empty where it says more than was
    consented to: `beyond` names those parts, and is empty on sheets of before.
    """

    kind: str
    title_zh: str
    title_en: str
    number: str
    awarded: str
    address: str
    document: str = ""
    kind_code: str = ""
    beyond: tuple[str, ...] = ()

    @property
    def beyond_shown(self) -> str:
        """Return what the certificate says beyond what was consented to, in words."""
        return enumerated(dict.fromkeys(PARTS[name] for name in self.beyond if name in PARTS))

    @property
    def kind_shown(self) -> str:
        """Return the kind in the reader's language, or as the sheet prints it."""
        return str(CredentialKind(self.kind_code).label) if self.kind_code else self.kind


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
    # What sheets of before do not say: in English what is kept in both languages, the consent, where the slip goes.
    fields_en: Mapping[str, str] = field(default_factory=dict)
    employer_en: str = ""
    reference: str = ""
    slip_to: str = ""

    @property
    def school(self) -> str:
        """Return the school's name in the reader's language."""
        return in_language({"zh": self.school_zh, "en": self.school_en})

    def as_text(self) -> str:
        """Return it as it is kept; equal content gives equal text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    def digest(self) -> str:
        """Return by what a page says what it showed of the person, whichever school issues it, and on which day."""
        told = {name: value for name, value in asdict(self).items() if name not in _OF_THE_ISSUE}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def named(self) -> list[str]:
        """Return the fields that are said, in the order of the sheet."""
        return [field.value for field in Field if field in self.fields]

    def value(self, name: str) -> str:
        """Return what a field says, in the reader's language where it is kept in it."""
        return in_language({"zh": self.fields[name], "en": self.fields_en.get(name)})

    @property
    def addressee(self) -> str:
        """Return the employer's name in the reader's language."""
        return in_language({"zh": self.employer, "en": self.employer_en})

    def lines(self) -> list[str]:
        """Return the fields that stand in a line of their own: certificates stand in their table, and once."""
        return [name for name in self.named() if name != Field.CERTIFICATES or not self.papers]


def said_from(text: str) -> Said:
    """Return what was kept."""
    kept: dict[str, Any] = json.loads(text)
    kept["papers"] = tuple(Paper(**paper) for paper in kept["papers"])
    return Said(**kept)


def said_of(consent: Consent, school: School, *, today: date) -> Said:
    """Return what a sheet would say now; fields of which nothing is known are left out."""
    request = consent.request
    with translation.override("zh-hans"):
        told = values_of(request, consent.fields, today=today)
        papers = _papers(consent, today) if Field.CERTIFICATES in told else ()
    with translation.override("en"):
        told_en = values_of(request, consent.fields, today=today)
    return Said(
        school_zh=school.name_zh,
        school_en=school.name_en,
        employer=request.employer.name_zh,
        work=request.opening.title,
        district=request.opening.district,
        day=today.isoformat(),
        fields=told,
        papers=papers,
        fields_en=told_en,
        employer_en=request.employer.name_en,
        reference=consent.reference,
    )


def why_it_cannot_leave(said: Said) -> str:
    """Return in words which part of a sheet would tell where or why somebody learnt (invariant I3); empty for none."""
    sites = site_names()
    told = [*said.fields.items(), *said.fields_en.items()]
    if field := next((name for name, text in told if betrays(text, sites)), ""):
        words = _("“%(field)s” would tell where or why somebody learnt. Ask again in other words.")
        return words % {"field": DataField(field).label}
    if betrays(said.slip_to, sites):
        return _(
            "Where the slip goes back would tell where or why somebody learnt. Correct the school's address."
        )
    return why_they_tell(work=said.work, district=said.district, employer=(said.employer, said.employer_en))


def schools_for(person_id: int, *, today: date) -> list[School]:
    """Return the schools that issued a person's certificates in force, the newest first: one issues the sheet."""
    return list({row.school_id: row.school for row in list_in_force(person_id, today=today)}.values())


def says_beyond(award: Award, consented: Collection[str]) -> tuple[str, ...]:
    """Return what a certificate says that may not be told under these fields: with any of it the file stays back."""
    said = [field.name for field in fields(award) if getattr(award, field.name)]
    return tuple(name for name in said if TOLD_UNDER.get(name) not in consented)


def _papers(consent: Consent, today: date) -> tuple[Paper, ...]:
    """Return the certificates in force. Who checks one reads whose it is: its number goes with the name only."""
    is_named, found = Field.NAME in consent.fields, []
    for row in list_in_force(consent.person_id, today=today):
        award = award_of_credential(row)
        beyond = says_beyond(award, consent.fields)
        goes_along = consent.text.version >= texts.WITH_FILES and not beyond
        found.append(
            Paper(
                kind=str(row.get_kind_display()),
                title_zh=award.title_zh,
                title_en=award.title_en,
                number=award.number if is_named else "",
                awarded=award.awarded_date.isoformat(),
                address=verify_address(row) if is_named else "",
                document=row.document_sha256 if goes_along else "",
                kind_code=row.kind,
                beyond=beyond,
            )
        )
    return tuple(found)
