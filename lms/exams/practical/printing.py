"""Score sheets (评分表) and the sheet of the panel as PDF, in one language. The school sends them; no site is on them.

Marks are on them once the results are settled; before, the score sheets are empty ones to be filled in by hand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation

from lms.core.language import in_language
from lms.core.printing import fonts
from lms.core.printing.sheet import Sheet
from lms.core.sentences import clauses
from lms.exams.practical.days import worked_at
from lms.exams.practical.models import (
    DrawnTask,
    MarkEvent,
    MarkSheet,
    PracticalCandidate,
    PracticalExamination,
    PracticalResult,
    PracticalState,
    SheetState,
)
from lms.exams.practical.photo_models import WorkPhoto
from lms.exams.practical.photo_queries import photos_by_task
from lms.exams.practical.presentation import part_rows, remarks, result_tag, try_words
from lms.exams.practical.rules.marks import NOTE, task_mark
from lms.exams.practical.standing import Standing, lines_of, standings, values_by_sheet
from lms.exams.practical.waived import waived_among

if TYPE_CHECKING:
    from lms.core.printing.press import Press

LANGUAGES = {"zh": "zh-hans", "en": "en"}
SHEETS, PANEL = "sheets", "panel"
DOCUMENTS = {SHEETS: "practical_sheets.html", PANEL: "practical_panel.html"}
SETTLED = (PracticalState.CLOSED, PracticalState.RELEASED)
PRINTED_IN = {SHEETS: (PracticalState.OPEN, *SETTLED), PANEL: SETTLED}
FOLDER = Path(settings.BASE_DIR) / "templates" / "print"


def documents_of(examination: PracticalExamination) -> list[str]:
    """Return which documents can be printed in the state of an examination."""
    return [document for document, states in PRINTED_IN.items() if examination.state in states]


def print_practical(document: str, language: str, examination: PracticalExamination) -> bytes:
    """Return one document of an examination as PDF."""
    with translation.override(LANGUAGES[language]):
        html = get_template(f"print/{DOCUMENTS[document]}").render(_context(examination))
        return press().print(Sheet(html=fonts.printable(html)))


def _context(examination: PracticalExamination) -> dict[str, Any]:
    is_settled = examination.state in SETTLED
    signed = MarkEvent.objects.filter(
        sheet__candidate__examination=examination, sheet__state=SheetState.SIGNED
    )
    values = values_by_sheet(signed) if is_settled else {}
    found = [row for row in standings(examination) if row.sheets]
    photos = photos_by_task(examination) if is_settled else {}
    newest: dict[int, PracticalResult] = {}
    for result in PracticalResult.objects.filter(candidate__examination=examination).order_by("number"):
        newest[result.candidate_id] = result
    waived = waived_among(PracticalCandidate.objects.filter(examination=examination))
    heads = _heads(found)
    return {
        "language": translation.get_language(),
        "examination": examination,
        "scheme": examination.scheme,
        "how": clauses([examination.scheme.get_aggregation_display(), examination.scheme.get_veto_display()]),
        "is_settled": is_settled,
        "forms": [
            _form(row, sheet, heads[row.candidate.pk], _Filled(values.get(sheet.pk, {}), photos, is_settled))
            for row in found
            for sheet in row.sheets
        ],
        "candidates": [
            {
                "head": heads[row.candidate.pk],
                **_of_panel(row, newest[row.candidate.pk], is_waived=row.candidate.pk in waived),
            }
            for row in found
            if row.candidate.pk in newest
        ],
    }


@dataclass(frozen=True, slots=True)
class _Head:
    """Who is marked, and when: the time of the candidate, or that of the examination while nothing was marked."""

    number: str
    attempt: str
    name: str
    school: str
    at: datetime


def _heads(found: Sequence[Standing]) -> dict[int, _Head]:
    own, heads = worked_at(row.candidate.pk for row in found), {}
    for row in found:
        candidate, enrolment = row.candidate, row.candidate.enrolment
        heads[candidate.pk] = _Head(
            str(candidate),
            try_words(candidate),
            enrolment.person.full_name,
            enrolment.school.name,
            own.get(candidate.pk, candidate.examination.starts_at),
        )
    return heads


@dataclass(frozen=True, slots=True)
class _Filled:
    """What is filled in: marks by task and line, photographs by task; whether results are settled."""

    values: dict[int, dict[str, Any]]
    photos: dict[int, list[WorkPhoto]]
    is_settled: bool


def _form(row: Standing, sheet: MarkSheet, head: _Head, filled: _Filled) -> dict[str, Any]:
    signature = getattr(sheet, "signature", None) if filled.is_settled else None
    return {
        "head": head,
        "assessor": sheet.member.assessor.get_full_name(),
        "is_further": sheet.is_further,
        "signature": signature,
        "tasks": [_task(task, filled) for task in row.tasks],
    }


def _task(task: DrawnTask, filled: _Filled) -> dict[str, Any]:
    rubric, values = task.rubric, filled.values.get(task.pk, {})
    return {
        "code": rubric.task.code,
        "title": rubric.title,
        "minutes": rubric.minutes,
        "criteria": [
            {"text": in_language(line), "most": line["marks"], "mark": values.get(line["id"]) or ""}
            for line in rubric.criteria
        ],
        "veto": [
            {"text": in_language(line), "happened": values.get(line["id"]) is True} for line in rubric.veto
        ],
        "sum": task_mark(lines_of(task), values).mark if filled.is_settled else "",
        "photos": [_photo(photo) for photo in filled.photos.get(task.pk, [])],
        "note": values.get(NOTE) or "",
    }


def _photo(photo: WorkPhoto) -> dict[str, Any]:
    """Return what names a photograph on paper: its number and the beginning of its hash."""
    hashed = " ".join(photo.sha256[at : at + 4] for at in range(0, 16, 4))
    return {"number": photo.number, "hash": hashed, "is_struck": hasattr(photo, "struck")}


def _of_panel(row: Standing, result: PracticalResult, *, is_waived: bool) -> dict[str, Any]:
    names = [sheet.member.assessor.get_full_name() for sheet in row.sheets]
    return {
        "assessors": names,
        "parts": part_rows(result),
        "before_total": len(names) + 4,
        "result": result,
        "tag": result_tag(result, is_waived=is_waived),
        "signed": _signed(row.sheets),
        "remarks": remarks(row),
    }


def _signed(sheets: Iterable[MarkSheet]) -> list[dict[str, Any]]:
    return [
        {"name": sheet.member.assessor.get_full_name(), "signature": getattr(sheet, "signature", None)}
        for sheet in sheets
    ]


@lru_cache(maxsize=1)
def press() -> "Press":
    """Return this process's press for these sheets; WeasyPrint is loaded only where something is printed."""
    from lms.core.printing.press import Press

    return Press(style=(FOLDER / "practical.css").read_text(encoding="utf-8"))
