"""Two versions of a scheme side by side, in words."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.core.numbers import plain
from lms.exams.bank.queries import titles_of_topics
from lms.exams.paperdesk.presentation.blueprint import condition_rows
from lms.exams.paperdesk.words import cell_text
from lms.exams.papers.models import ExaminationScheme
from lms.exams.papers.rules import Cell, cells_of, conditions_of

NOTHING = "–"


def differences(old: ExaminationScheme, new: ExaminationScheme) -> list[dict[str, Any]]:
    """Return what differs: {name, old, new}, an empty list for the same."""
    rows = [*_facts(old, new), *_cells(old, new), *_conditions(old, new)]
    return [row for row in rows if row["old"] != row["new"]]


def _row(name: str, old: str, new: str) -> dict[str, Any]:
    return {"name": name, "old": old or NOTHING, "new": new or NOTHING}


def _facts(old: ExaminationScheme, new: ExaminationScheme) -> list[dict[str, Any]]:
    return [
        _row(_("Chinese title"), old.title_zh, new.title_zh),
        _row(_("English title"), old.title_en, new.title_en),
        _row(_("Minutes"), str(old.duration_minutes), str(new.duration_minutes)),
        _row(_("Pass mark in percent"), plain(old.pass_percent), plain(new.pass_percent)),
        _row(_("Release of results"), old.get_release_display(), new.get_release_display()),
        _row(_("Rests on (Chinese)"), old.basis_zh, new.basis_zh),
        _row(_("Rests on (English)"), old.basis_en, new.basis_en),
    ]


def _place(cell: Cell) -> tuple[str, str, str, str]:
    return cell.topic, cell.kind, cell.depth, cell.difficulty


def _cells(old: ExaminationScheme, new: ExaminationScheme) -> list[dict[str, Any]]:
    before = {_place(cell): cell for cell in cells_of(old.blueprint)}
    after = {_place(cell): cell for cell in cells_of(new.blueprint)}
    titles = titles_of_topics({cell.topic for cell in (*before.values(), *after.values())})
    rows = []
    for place in dict.fromkeys((*before, *after)):
        cell = after.get(place) or before[place]
        rows.append(_row(cell_text(cell, titles), _amount(before.get(place)), _amount(after.get(place))))
    total = _("In all")
    return [*rows, _row(total, _whole(before.values()), _whole(after.values()))]


def _amount(cell: Cell | None) -> str:
    return "" if cell is None else _questions(cell.count, cell.count * cell.marks)


def _whole(cells: Any) -> str:
    found = list(cells)
    marks = sum((cell.count * cell.marks for cell in found), Decimal(0))
    return _questions(sum(cell.count for cell in found), marks)


def _questions(count: int, marks: Decimal) -> str:
    words = ngettext("%(count)d question, %(marks)s marks", "%(count)d questions, %(marks)s marks", count)
    return words % {"count": count, "marks": plain(marks)}


def _conditions(old: ExaminationScheme, new: ExaminationScheme) -> list[dict[str, Any]]:
    before = {row["name"]: row["text"] for row in condition_rows(conditions_of(old.blueprint))}
    after = {row["name"]: row["text"] for row in condition_rows(conditions_of(new.blueprint))}
    return [
        _row(name, before.get(name, ""), after.get(name, "")) for name in dict.fromkeys((*before, *after))
    ]
