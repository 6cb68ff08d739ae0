"""Reads of schemes and papers. What a terminal gets comes from `PaperVersion.content`, which holds no key."""

from collections.abc import Iterable
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from lms.core.standing import Standing, standing_of
from lms.exams.bank.rules import Shape
from lms.exams.errors import SchemeNotFound
from lms.exams.papers import rules
from lms.exams.papers.models import ExaminationScheme, PaperVersion
from lms.exams.papers.snapshots import picture_name, shape_in


def get_scheme(code: str) -> ExaminationScheme:
    """Return the newest version of an examination scheme.

    :raises SchemeNotFound: when there is none.
    """
    row = find_scheme(code)
    if row is None:
        raise SchemeNotFound(_("There is no such examination."))
    return row


def find_scheme(code: str) -> ExaminationScheme | None:
    """Return the newest version of an examination scheme, or None."""
    return ExaminationScheme.objects.filter(code=code).order_by("-number").first()


def list_scheme_choices() -> list[tuple[str, str]]:
    """Return (code, "code title") of all examination schemes, each at its newest version."""
    rows = ExaminationScheme.objects.order_by("code", "number")
    return list({row.code: (row.code, f"{row.code} {row.title}") for row in rows}.values())


# A paper never changes, so its shape may be kept; every save asks for it.
@lru_cache(maxsize=256)
def items_on_paper(paper_id: int, sha256: str) -> dict[str, Shape]:
    """Return what responses to a paper's items are judged by; the hash keeps papers of two databases apart."""
    content = PaperVersion.objects.only("content").get(pk=paper_id, sha256=sha256).content
    return {item["uuid"]: shape_in(item) for item in content["items"]}


@lru_cache(maxsize=256)
def pictures_on_paper(paper_id: int, sha256: str) -> dict[str, str]:
    """Return where each picture of a paper is stored, by its name."""
    content = PaperVersion.objects.only("content").get(pk=paper_id, sha256=sha256).content
    attached = (one for item in content["items"] for one in item.get("attachments", ()))
    return {picture_name(one): one["file"] for one in attached if one["file"]}


def marked_by_hand(paper: PaperVersion) -> int:
    """Return how many items of a paper somebody has to mark."""
    return sum(bool(item.get("by_hand")) for item in paper.content["items"])


def scheme_source(row: ExaminationScheme) -> dict[str, Any]:
    """Return a scheme as content packs write it."""
    percent = row.pass_percent
    return {
        "code": row.code,
        "title": {"zh": row.title_zh, "en": row.title_en},
        "duration_minutes": row.duration_minutes,
        "pass_percent": int(percent) if percent == int(percent) else str(percent),
        "basis": {"zh": row.basis_zh, "en": row.basis_en},
        "blueprint": row.blueprint,
    }


def scheme_sources(codes: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the newest versions of schemes as content packs write them, by code."""
    rows = ExaminationScheme.objects.filter(code__in=list(codes)).order_by("number")
    return {row.code: scheme_source(row) for row in rows}


def compare_schemes(schemes: Iterable[Any]) -> Standing:
    """Return how schemes that are to be loaded (`NewScheme`) stand to the newest versions here."""
    hashes = {scheme.code: rules.sha256_of(asdict(scheme)) for scheme in schemes}
    rows = ExaminationScheme.objects.filter(code__in=hashes).order_by("number")
    return standing_of(hashes, dict(rows.values_list("code", "content_hash")))
