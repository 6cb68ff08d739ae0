"""Pure decisions on outside certificates: the form of numbers, the days they end, what is due. No Django.

Numbers: design notes B3 and B6. A number of the right form is not a verified one: only the issuing side can say that.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.core.days import is_far_off


class Kind(StrEnum):
    SKILL_LEVEL = "skill_level"
    QUALIFICATION = "qualification"
    SPECIAL_OPERATION = "special_operation"
    SINGLE_SKILL = "single_skill"
    TRAINING = "training"
    DIPLOMA = "diploma"
    OTHER = "other"


LEVELLED = frozenset({Kind.SKILL_LEVEL, Kind.QUALIFICATION})
# Of these kinds the form of the number is fixed.
NUMBERED = frozenset({Kind.SKILL_LEVEL, Kind.QUALIFICATION, Kind.SPECIAL_OPERATION})
# Qualifications by level became skill-level certificates; none was issued after this day.
LAST_QUALIFICATION = date(2020, 12, 31)
LICENCE_YEARS, REVIEW_YEARS = 6, 3
EARLIEST = date(1949, 10, 1)  # of papers of people whose day of birth nobody knows
# First two digits of the codes of provinces (GB/T 2260).
_BY_REGION = {1: "12345", 2: "123", 3: "1234567", 4: "123456", 5: "01234", 6: "12345", 7: "1", 8: "12"}
PROVINCES = frozenset(f"{region}{place}" for region, places in _BY_REGION.items() for place in places)
_SKILL_LEVEL = re.compile(
    r"[A-Z][0-9]{4}(?P<province>[0-9]{2})[0-9]{6}(?P<year>[0-9]{2})(?P<level>[1-5])[0-9]{6}"
)
_QUALIFICATION = re.compile(r"(?P<year>[0-9]{2})[0-9]{14}")
_LICENCE = re.compile(r"T[1-9][0-9]{16}[0-9X]")
SOON, LATER = 30, 90  # days


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on a certificate, and whose identity number the platform knows (empty: none)."""

    kind: str
    number: str
    occupation: str
    level: int | None
    issued: date
    expires: date | None = None
    review_due: date | None = None
    holder_number: str = ""
    issuer: str = ""
    born: date | None = None


def plain_number(typed: str) -> str:
    """Return a number in half-width capitals without the spaces and hyphens that people add."""
    return re.sub(r"[\s\-‐-―−－_·]", "", unicodedata.normalize("NFKC", typed)).upper()


def plain_name(typed: str) -> str:
    """Return a name as it is kept: half-width, single spaces."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", typed)).strip()


def reasons_against_number(paper: Paper) -> list[str]:
    """Return codes of what does not fit between a number and the rest of its certificate; empty: the form is right.

    Of kinds without a fixed form nothing can be said, and nothing is.
    """
    return {
        Kind.SKILL_LEVEL: _against_skill_level,
        Kind.QUALIFICATION: _against_qualification,
        Kind.SPECIAL_OPERATION: _against_licence,
    }.get(Kind(paper.kind), lambda _paper: [])(paper)


def _against_skill_level(paper: Paper) -> list[str]:
    """22 characters: class 1, body 4, province 2, site 6, year 2 of the issue, level 1, serial 6."""
    found = _SKILL_LEVEL.fullmatch(paper.number)
    if found is None:
        return ["not_22"]
    reasons = []
    if found["province"] not in PROVINCES:
        reasons.append("province")
    if int(found["year"]) != paper.issued.year % 100:
        reasons.append("year")
    if int(found["level"]) != paper.level:
        reasons.append("level")
    return reasons


def _against_qualification(paper: Paper) -> list[str]:
    """16 digits; the first two are the year. How the rest is split is not settled, so it is not looked at."""
    found = _QUALIFICATION.fullmatch(paper.number)
    if found is None:
        return ["not_16"]
    return [] if int(found["year"]) == paper.issued.year % 100 else ["year"]


def _against_licence(paper: Paper) -> list[str]:
    """T and the holder's identity number."""
    if not _LICENCE.fullmatch(paper.number):
        return ["not_t"]
    if paper.holder_number and paper.number[1:] != paper.holder_number:
        return ["other_holder"]
    return []


def reasons_against_paper(paper: Paper, *, today: date) -> list[str]:
    """Return codes of what cannot be, whatever the number says."""
    levelled = paper.kind in LEVELLED
    expires, review = paper.expires, paper.review_due
    wrong = {
        "issued_in_future": paper.issued > today,
        "issued_before_birth": paper.born is not None and paper.issued < paper.born,
        "issued_too_early": paper.born is None and paper.issued < EARLIEST,
        "kind_ended": paper.kind == Kind.QUALIFICATION and paper.issued > LAST_QUALIFICATION,
        "level_missing": levelled and paper.level is None,
        "level_unknown": not levelled and paper.level is not None,
        "ends_before_issue": expires is not None and expires < paper.issued,
        "ends_far_off": expires is not None and is_far_off(expires, today=today),
        "review_unknown": review is not None and paper.kind != Kind.SPECIAL_OPERATION,
        "review_before_issue": review is not None and review < paper.issued,
        "review_far_off": review is not None and is_far_off(review, today=today),
    }
    return [reason for reason, is_so in wrong.items() if is_so]


def identity_of(paper: Paper) -> str:
    """Return the text by which the same certificate is known again.

    All licences of one holder carry one number, and a renewed one carries it again: occupation and day tell them apart.
    Elsewhere the number alone does; bodies without a common scheme may count alike, so their name is asked too.
    """
    if paper.kind == Kind.SPECIAL_OPERATION:
        return f"{paper.kind}|{paper.number}|{comparable(paper.occupation)}|{paper.issued.isoformat()}"
    if paper.kind in NUMBERED:
        return f"{paper.kind}|{paper.number}"
    return f"{paper.kind}|{paper.number}|{comparable(paper.issuer)}"


def comparable(occupation: str) -> str:
    """Return the form in which spellings of one occupation meet."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", occupation)).casefold()


def years_after(day: date, years: int) -> date:
    """Return the same day some years later; the 28th of February for the 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def licence_days(issued: date) -> tuple[date, date]:
    """Return when a special-operation licence ends and when its review is due, where the paper does not say."""
    return years_after(issued, LICENCE_YEARS), years_after(issued, REVIEW_YEARS)


def masked(number: str) -> str:
    """Return what lists may show: the last four characters."""
    return "*" * max(len(number) - 4, 0) + number[-4:] if len(number) > 4 else "*" * len(number)


class Due(StrEnum):
    """How near a day is."""

    PAST = "past"
    SOON = "soon"
    LATER = "later"


def due_stage(day: date | None, *, today: date) -> Due | None:
    """Return whether a day is past, within 30 or within 90 days; None when it is further away or not set."""
    if day is None or (day - today).days > LATER:
        return None
    if day < today:
        return Due.PAST
    return Due.SOON if (day - today).days <= SOON else Due.LATER


def is_valid_on(issued: date, expires: date | None, *, day: date) -> bool:
    """Return whether a certificate is in force on a day; the last day is one of them."""
    return issued <= day and (expires is None or day <= expires)


class Standing(StrEnum):
    """What is known of a certificate."""

    CONFIRMED = "confirmed"
    DOUBTED = "doubted"
    UNASKED = "unasked"


def standing_of(results: Iterable[str]) -> Standing:
    """Return what the verifications say, the newest last: the last word counts."""
    last = None
    for result in results:
        last = result
    if last is None:
        return Standing.UNASKED
    return Standing.CONFIRMED if last == "confirmed" else Standing.DOUBTED
