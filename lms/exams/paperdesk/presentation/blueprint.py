"""A blueprint as a table of topics and kinds, with shares of the marks, and its conditions in words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lms.core.numbers import plain
from lms.exams.bank.queries import titles_of_topics
from lms.exams.paperdesk.words import depth_text, difficulty_text, kind_text
from lms.exams.papers.rules import Blueprint, Cell, Conditions, cells_of, conditions_of


def blueprint_context(blueprint: Blueprint) -> dict[str, Any]:
    """Return what a page shows of a blueprint."""
    cells = cells_of(blueprint)
    titles = titles_of_topics({cell.topic for cell in cells})
    kinds = list(dict.fromkeys(cell.kind for cell in cells))
    return {
        "kinds": [kind_text(kind) for kind in kinds],
        "rows": _rows(cells, kinds, titles),
        "totals": [_sums([cell for cell in cells if cell.kind == kind]) for kind in kinds],
        "total": _sums(cells),
        "conditions": condition_rows(conditions_of(blueprint)),
    }


def _rows(cells: Sequence[Cell], kinds: Sequence[str], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    whole = sum((cell.count * cell.marks for cell in cells), Decimal(0))
    found: dict[tuple[str, str, str], list[Cell]] = {}
    for cell in cells:
        found.setdefault((cell.topic, cell.depth, cell.difficulty), []).append(cell)
    rows = []
    for (topic, depth, difficulty), group in found.items():
        marks = sum((cell.count * cell.marks for cell in group), Decimal(0))
        narrowed = [depth_text(depth)] if depth else []
        narrowed += [difficulty_text(difficulty)] if difficulty else []
        rows.append(
            {
                "topic": titles[topic],
                "code": topic,
                "narrowed": " · ".join(narrowed),
                "cells": [_sums([cell for cell in group if cell.kind == kind]) for kind in kinds],
                "sum": _sums(group),
                "share": share_of(marks, whole),
            }
        )
    return rows


def _sums(cells: Sequence[Cell]) -> dict[str, Any] | None:
    if not cells:
        return None
    marks = sum((cell.count * cell.marks for cell in cells), Decimal(0))
    return {"count": sum(cell.count for cell in cells), "marks": plain(marks)}


def share_of(part: Decimal, whole: Decimal) -> str:
    """Return a share in percent with one digit, as text that also a drawing understands."""
    return plain(round(100 * part / whole, 1)) if whole else "0"


def condition_rows(conditions: Conditions) -> list[dict[str, Any]]:
    """Return the conditions on the whole paper as (name, what is asked)."""
    band, limit = conditions.difficulty, conditions.exposure_limit
    rows: list[tuple[str, str]] = []
    if conditions.must_include:
        rows.append((_("Must be on every paper"), _(", ").join(conditions.must_include)))
    if conditions.must_exclude:
        rows.append((_("Must not be on any paper"), _(", ").join(conditions.must_exclude)))
    rows.append((_("Twins"), _("never two of them on one paper")))
    if band is not None:
        words = _("candidates earn %(lowest)s to %(highest)s percent of the marks on average")
        span = {"lowest": plain(band.lowest), "highest": plain(band.highest)}
        rows.append((_("Difficulty wanted"), words % span))
    if limit is not None:
        words = _("one question on at most %(number)d papers of one drawing")
        rows.append((_("Exposure limit"), words % {"number": limit}))
    if conditions.prefer_unused:
        rows.append((_("Choice"), _("questions that were on fewer papers come first")))
    return [{"name": name, "text": text} for name, text in rows]
