"""Referrals as pages show them, in the reader's language."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certificates.referrals.consent.models import DataField
from certificates.referrals.sheets import packs, queries
from certificates.referrals.sheets.content import Said, said_from
from certificates.referrals.sheets.models import ReferralSheet
from certificates.referrals.sheets.rules import Standing
from certificates.referrals.sheets.words import ASK_ABOUT, STANDINGS, UNCONFIRMED
from lms.core.clock import local_date
from lms.core.sentences import in_brackets


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One referral in a list; `name` is empty where the reader may not read it, or not any more."""

    sheet: ReferralSheet
    name: str
    work: str
    employer: str
    standing: Any
    kind: str
    is_live: bool


def sheet_row(sheet: ReferralSheet, *, at: datetime, is_inside: bool) -> SheetRow:
    """Return a referral for a list: an employer reads the name while the consent holds and if it was consented to."""
    words, kind = standing_words(sheet, at=at, is_inside=is_inside)
    is_live = queries.is_live(sheet, at=at)
    person = sheet.consent.person
    content = said_from(sheet.content)
    said = content.fields.get("name", "") if is_live else ""
    return SheetRow(
        sheet=sheet,
        name=person.full_name if is_inside else said,
        work=content.work,
        employer=sheet.consent.employer.name,
        standing=words,
        kind=kind,
        is_live=is_live,
    )


def standing_words(sheet: ReferralSheet, *, at: datetime, is_inside: bool) -> tuple[Any, str]:
    """Return how a referral stands, and by which kind of sign; inside, what of it only the code on the sheet says."""
    standing = queries.standing_at(sheet, at)
    words, kind = STANDINGS[standing]
    if not is_inside or standing is Standing.ENDED:
        return words, kind
    if queries.is_unconfirmed(sheet):
        return in_brackets(words, UNCONFIRMED), "warning"
    if queries.is_asked_about(sheet):
        return in_brackets(words, ASK_ABOUT), kind
    return words, kind


def facts_of(said: Said) -> list[dict[str, str]]:
    """Return the fields of a sheet with their names; certificates are listed by themselves."""
    return [{"term": str(DataField(name).label), "value": said.value(name)} for name in said.lines()]


def sheet_page(sheet: ReferralSheet, *, at: datetime, is_inside: bool = False) -> dict[str, Any]:
    """Return what a page about one referral shows to whom may read all of it."""
    said = said_from(sheet.content)
    words, kind = standing_words(sheet, at=at, is_inside=is_inside)
    return {
        "sheet": sheet,
        "said": said,
        "facts": facts_of(said),
        "standing": words,
        "kind": kind,
        "replies": sheet.replies.all(),
        "until": sheet.consent.expires_at,
        "go_along": len(packs.along_with(sheet, today=local_date(at))),
    }
