"""Figures as tables to keep."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.core.tables import Cell
from lms.exams.statistics.models import FigureSet, ItemFigure
from lms.exams.statistics.presentation.items import row_of
from lms.exams.statistics.presentation.sets import is_hidden
from lms.exams.statistics.presentation.trends import TrendRow, option_rows


def sets_table(sets: Iterable[FigureSet]) -> tuple[list[str], list[list[Cell]]]:
    """Return sets with the figures of their forms."""
    head = [_("Title"), _("Source"), _("Bank"), _("Day of the examination"), _("Candidates"), _("Questions")]
    head += [
        _("Mean share"),
        _("Spread of shares"),
        _("Alpha"),
        _("KR-20"),
        _("Error of measurement"),
        "SHA-256",
    ]
    return head, [[*_about(row), *_form(row), row.sha256] for row in sets]


def _about(row: FigureSet) -> list[Cell]:
    return [row.name, str(row.get_source_display()), row.bank, row.held_on.isoformat(), row.n, row.items]


def _form(row: FigureSet) -> list[Cell]:
    if is_hidden(row):
        return [None] * 5
    return [row.mean_share, row.deviation_share, row.alpha, row.kr20, row.sem]


def items_table(figures: Iterable[ItemFigure]) -> tuple[list[str], list[list[Cell]]]:
    """Return the items of a set."""
    head = [_("Question"), _("Version number"), _("Wording"), _("Candidates"), _("Facility")]
    head += [_("Discrimination (corrected)"), _("Top less bottom group"), _("Flags")]
    rows = [row_of(figure) for figure in figures]
    return head, [
        [
            row.code,
            row.figure.version.number,
            row.stem,
            row.n,
            row.facility,
            row.corrected,
            row.discrimination,
            " ".join(row.flag_words),
        ]
        for row in rows
    ]


def options_table(figures: Iterable[ItemFigure]) -> tuple[list[str], list[list[Cell]]]:
    """Return the options of all items of a set."""
    head = [_("Question"), _("Option"), _("Wording"), _("Right"), _("Chosen by"), _("Share")]
    head += [_("Bottom group"), _("Middle group"), _("Top group"), _("Correlation with the rest")]
    return head, [
        [
            figure.version.item.code,
            row.name,
            row.words,
            _("yes") if row.is_key else "",
            row.count,
            row.share,
            row.bottom,
            row.middle,
            row.top,
            row.correlation,
        ]
        for figure in figures
        for row in option_rows(figure)
    ]


def trend_table(rows: Iterable[TrendRow]) -> tuple[list[str], list[list[Cell]]]:
    """Return how an item did over time, with 95 % bounds."""
    head = [
        _("Day of the examination"),
        _("Title"),
        _("Version number"),
        _("Candidates"),
        _("Facility"),
        _("from"),
        _("to"),
    ]
    head += [_("Discrimination (corrected)"), pgettext("bound", "from"), pgettext("bound", "to")]
    return head, [
        [
            row.figure.figure_set.held_on.isoformat(),
            row.figure.figure_set.name,
            row.version,
            row.n,
            row.facility,
            *(row.facility_bounds if row.facility is not None else (None, None)),
            row.corrected,
            *(row.corrected_bounds if row.corrected is not None else (None, None)),
        ]
        for row in rows
    ]
