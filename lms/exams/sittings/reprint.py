"""Exactly what a candidate saw, from the stored paper and the attempt's seed: for appeals, and to print it again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lms.exams.errors import AttemptNotFound
from lms.exams.papers.models import PaperPart
from lms.exams.papers.opening import OpenedPaper, refuse_sealed
from lms.exams.papers.rules import order_for
from lms.exams.sittings.models import Attempt

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class ReprintedItem:
    """One question as it stood on the terminal. Options and matches in the order shown, each {id, text}."""

    number: int
    uuid: str
    kind: str
    marks: str
    stem: str
    options: tuple[dict[str, str], ...]
    matches: tuple[dict[str, str], ...]
    shown: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reprint:
    """A candidate's paper: which one, in which language, in the candidate's own order. Holds no key and no answer."""

    attempt: UUID
    candidate: str
    paper: str
    sha256: str
    seed: str
    language: str
    items: tuple[ReprintedItem, ...]


def reprint(
    attempt_uuid: UUID, *, now: datetime, language: str = "zh", opened: OpenedPaper | None = None
) -> Reprint:
    """Return what a candidate saw in a language of the examination's page, Chinese where the English is missing.

    Before the paper is released, the caller shows that it was opened, which was written down with a reason.

    :raises AttemptNotFound: when there is no such attempt.
    :raises PaperSealed: the paper was neither released nor opened.
    """
    rows = Attempt.objects.select_related("candidate__sitting", "paper__scheme")
    attempt = rows.filter(uuid=attempt_uuid).first()
    if attempt is None:
        raise AttemptNotFound(_("There is no such attempt."))
    paper = attempt.paper
    if opened is None or opened.paper.pk != paper.pk:
        refuse_sealed(paper, PaperPart.PAPER, now=now)
    ordered = order_for(paper.content["items"], seed=attempt.shuffle_seed)
    return Reprint(
        attempt=attempt.uuid,
        candidate=str(attempt.candidate),
        paper=paper.code,
        sha256=paper.sha256,
        seed=attempt.shuffle_seed,
        language=language,
        items=tuple(_item(item, number, language) for number, item in enumerate(ordered, start=1)),
    )


def _item(item: dict[str, Any], number: int, language: str) -> ReprintedItem:
    return ReprintedItem(
        number=number,
        uuid=item["uuid"],
        kind=item["kind"],
        marks=item["marks"],
        stem=_text(item["stem"], language),
        options=_named(item["options"], language),
        matches=_named(item.get("matches", ()), language),
        shown=item,
    )


def _named(rows: Any, language: str) -> tuple[dict[str, str], ...]:
    return tuple({"id": row["id"], "text": _text(row, language)} for row in rows)


def _text(row: dict[str, str], language: str) -> str:
    return row.get(language) or row["zh"]
