"""One item over versions and sets: its trend with bounds, its options by groups, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lms.exams.bank.showing import texts_of
from lms.exams.statistics.charts import (
    LineChart,
    OptionLine,
    TrendChart,
    TrendValue,
    option_lines,
    trend,
)
from lms.exams.statistics.intervals import middle_share, of_correlation, of_share
from lms.exams.statistics.models import ItemFigure
from lms.exams.statistics.presentation.items import flags_of
from lms.exams.statistics.responses import OTHER, TRUE_FALSE, TRUTHS
from lms.exams.statistics.rules import TOO_FEW
from lms.exams.statistics.words import ADVICE, FLAGS, words_for_discrimination


@dataclass(frozen=True, slots=True)
class TrendRow:
    """How an item did in one set, with 95 % bounds; without figures where candidates were too few."""

    figure: ItemFigure
    version: int
    n: int
    facility: float | None
    facility_bounds: tuple[float, float]
    corrected: float | None
    corrected_bounds: tuple[float, float]
    band: str

    @property
    def day(self) -> str:
        """Return the year and month of the set, short enough for a chart."""
        return self.figure.figure_set.held_on.strftime("%y-%m")


def trend_row(figure: ItemFigure) -> TrendRow:
    """Return the figures of an item in a set with their bounds."""
    is_shown = figure.n >= TOO_FEW
    corrected = figure.corrected if is_shown else None
    return TrendRow(
        figure=figure,
        version=figure.version.number,
        n=figure.n,
        facility=figure.facility if is_shown else None,
        facility_bounds=of_share(figure.facility, figure.n) if is_shown else (0.0, 1.0),
        corrected=corrected,
        corrected_bounds=of_correlation(corrected, figure.n) if corrected is not None else (-1.0, 1.0),
        band=words_for_discrimination(corrected) if is_shown else "",
    )


def facility_trend(rows: Sequence[TrendRow]) -> TrendChart | None:
    """Return the chart of facility, if there is anything to show."""
    values = [
        TrendValue(row.facility, *row.facility_bounds, row.day, row.n, row.version)
        for row in rows
        if row.facility is not None
    ]
    return trend(values, is_percent=True) if values else None


def discrimination_trend(rows: Sequence[TrendRow]) -> TrendChart | None:
    """Return the chart of the corrected point-biserial, if there is anything to show."""
    values = [
        TrendValue(row.corrected, *row.corrected_bounds, row.day, row.n, row.version)
        for row in rows
        if row.corrected is not None
    ]
    return trend(values, is_percent=False) if values else None


@dataclass(frozen=True, slots=True)
class OptionRow:
    """An option: its letter, its words, whether it is right, and what share of each group chose it."""

    name: str
    words: str
    is_key: bool
    count: int
    share: float
    bottom: float
    middle: float
    top: float
    correlation: float | None


def option_rows(figure: ItemFigure) -> list[OptionRow]:
    """Return the options of an item in a set, as the wording has them; none where candidates were too few."""
    if figure.n < TOO_FEW:
        return []
    version = figure.version
    texts = texts_of(version.options)
    return [
        OptionRow(
            name=_name(version.item.kind, option["name"]),
            words=_("Something that is no option")
            if option["name"] == OTHER
            else texts.get(option["name"], ""),
            is_key=option["is_key"],
            count=option["count"],
            share=option["share"],
            bottom=option["lower"],
            middle=middle_share(option["share"], option["upper"], option["lower"]),
            top=option["upper"],
            correlation=option["correlation"],
        )
        for option in figure.options
    ]


def _name(kind: str, name: str) -> str:
    if kind == TRUE_FALSE and name in TRUTHS:
        return _("Right") if name == "true" else _("Wrong")
    return name.upper()


def option_chart(rows: Sequence[OptionRow]) -> LineChart | None:
    """Return the lines of options, if there are any."""
    lines = [OptionLine(row.name, row.is_key, (row.bottom, row.middle, row.top)) for row in rows]
    return option_lines(lines) if lines else None


def advice_for(figure: ItemFigure) -> list[tuple[str, str]]:
    """Return (what was found, what to do) for each flag, gravest first."""
    return [(str(FLAGS[flag]), str(ADVICE[flag])) for flag in flags_of(figure)]
