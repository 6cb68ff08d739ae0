"""Reads of the dated rules of practical examinations, also as content packs write them."""

from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from lms.core.standing import Standing, standing_of
from lms.exams.practical.models import PracticalScheme
from lms.exams.practical.operations import NewPracticalScheme
from lms.exams.sittings.rules import sha256


def find_practical_scheme(code: str) -> PracticalScheme | None:
    """Return the newest version of a practical scheme, or None."""
    return PracticalScheme.objects.filter(code=code).order_by("-number").first()


def practical_title(code: str) -> str:
    """Return what a practical scheme is called in the reader's language, or an empty string."""
    row = find_practical_scheme(code)
    return row.title if row else ""


def practical_source(row: PracticalScheme) -> dict[str, Any]:
    """Return a practical scheme as content packs write it."""
    return {
        "code": row.code,
        "title": {"zh": row.title_zh, "en": row.title_en},
        "minutes": row.minutes,
        "pass_percent": written_number(row.pass_percent),
        "least_assessors": row.least_assessors,
        "aggregation": row.aggregation,
        "spread_limit": written_number(row.spread_limit),
        "veto": row.veto,
        "tries": row.tries,
        "basis": {"zh": row.basis_zh, "en": row.basis_en},
        "groups": [{**group, "weight": written_number(Decimal(group["weight"]))} for group in row.groups],
    }


def practical_sources(codes: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the newest versions of practical schemes as content packs write them, by code."""
    rows = PracticalScheme.objects.filter(code__in=list(codes)).order_by("number")
    return {row.code: practical_source(row) for row in rows}


def compare_practicals(schemes: Iterable[NewPracticalScheme]) -> Standing:
    """Return how practical schemes that are to be loaded stand to the newest versions here."""
    hashes = {scheme.code: sha256(asdict(scheme)) for scheme in schemes}
    rows = PracticalScheme.objects.filter(code__in=hashes).order_by("number")
    return standing_of(hashes, dict(rows.values_list("code", "content_hash")))


def written_number(number: Decimal) -> int | str:
    """Return a number as packs write it: a whole one, else text, which keeps its decimals."""
    return int(number) if number == int(number) else f"{number.normalize():f}"
