"""What the bank has for each cell of a blueprint, and what it lacks for so many papers at once, in words."""

from typing import Any

from lms.core.numbers import plain
from lms.exams.bank.queries import examination_items, titles_of_topics
from lms.exams.paperdesk.words import cell_text, reach_text
from lms.exams.papers.known import known_of
from lms.exams.papers.queries import drawing_in_words
from lms.exams.papers.rules import Blueprint, Wanted, cells_of, conditions_of, draw_papers
from lms.exams.papers.rules.coverage import Reach, reaches

# What a page may ask while somebody waits for it; more papers are drawn by a worker.
MOST_AT_ONCE = 50


def coverage_context(blueprint: Blueprint, *, forms: int) -> dict[str, Any]:
    """Return wanted and available of each cell, and whether so many papers can be drawn together."""
    cells, conditions = cells_of(blueprint), conditions_of(blueprint)
    topics = {cell.topic for cell in cells}
    items, titles = examination_items(topics), titles_of_topics(topics)
    wanted = Wanted(cells, "coverage", conditions, forms, is_equal=forms > 1)
    drawn = draw_papers(items, wanted, known_of(items, conditions))
    short = {shortage.cell for shortage in drawn.shortages}
    return {
        "forms": forms,
        "cells": [_cell(reach, forms, titles, short) for reach in reaches(cells, items, conditions)],
        "reasons": drawing_in_words(drawn, conditions, topics),
        "has_shortages": bool(drawn.shortages),
        "is_enough": drawn.is_complete,
    }


def _cell(reach: Reach, forms: int, titles: dict[str, str], short: set[Any]) -> dict[str, Any]:
    cell = reach.cell
    return {
        "text": cell_text(cell, titles),
        "wanted": cell.count,
        "marks": plain(cell.marks),
        "in_bank": reach.in_bank,
        "usable": reach.usable,
        "apart": reach.apart,
        "verdict": reach_text(reach, forms),
        "is_short": cell in short or reach.lacking > 0,
    }
