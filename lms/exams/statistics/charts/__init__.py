"""Where the parts of a chart stand. Templates draw them as SVG (ADR 0092); everything that is said, they say."""

from lms.exams.statistics.charts.lines import (
    LineChart,
    OptionLine,
    TrendChart,
    TrendValue,
    option_lines,
    trend,
)
from lms.exams.statistics.charts.points import Scatter, ScatterItem, scatter
from lms.exams.statistics.charts.tenths import Histogram, histogram

__all__ = [
    "Histogram",
    "LineChart",
    "OptionLine",
    "Scatter",
    "ScatterItem",
    "TrendChart",
    "TrendValue",
    "histogram",
    "option_lines",
    "scatter",
    "trend",
]
