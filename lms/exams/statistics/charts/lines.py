"""Lines: how the groups chose the options, and how an item did over time. No Django."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lms.exams.statistics.charts.frame import HEIGHT, WIDTH, Field, Tick, fifths, low_end, place, spread

PATTERNS = 6
MOST_POINTS = 8


@dataclass(frozen=True, slots=True)
class OptionLine:
    """An option, and what share of the bottom, middle and top group chose it."""

    name: str
    is_key: bool
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line on a chart: its points, which pattern tells it from others, and its label at the end."""

    name: str
    is_key: bool
    pattern: int
    path: str
    dots: tuple[tuple[str, str], ...]
    label_y: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """The places of the lines of options."""

    edges: dict[str, str]
    columns: tuple[str, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    label_x: str


def option_lines(options: Sequence[OptionLine]) -> LineChart:
    """Return where the lines of options stand, from the bottom group on the left to the top group on the right."""
    field = Field(44, WIDTH - 34, 12, HEIGHT - 48, 0.0, 1.0)
    columns = [field.x(share) for share in (0.06, 0.5, 0.94)]
    ends = [field.y(option.shares[-1]) for option in options]
    labels = spread(ends, gap=15, low=field.top + 4, high=field.bottom - 2)
    return LineChart(
        edges=field.edges,
        columns=tuple(place(column) for column in columns),
        y_ticks=field.ticks(fifths(0.0), is_percent=True),
        lines=tuple(_lines(field, columns, options, labels)),
        label_x=place(columns[-1] + 12),
    )


def _lines(
    field: Field, columns: Sequence[float], options: Sequence[OptionLine], labels: Sequence[float]
) -> Iterator[Line]:
    pattern = 0
    for option, label in zip(options, labels, strict=True):
        dots = [
            (place(column), place(field.y(share)))
            for column, share in zip(columns, option.shares, strict=True)
        ]
        pattern += 0 if option.is_key else 1
        yield Line(
            option.name,
            option.is_key,
            0 if option.is_key else 1 + (pattern - 1) % (PATTERNS - 1),
            " ".join(",".join(dot) for dot in dots),
            tuple(dots),
            place(label + 4),
        )


@dataclass(frozen=True, slots=True)
class TrendValue:
    """One value with its bounds, in one set, of one wording."""

    value: float
    low: float
    high: float
    label: str
    n: int
    version: int


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A point with its bar, and the labels below it."""

    x: str
    y: str
    high: str
    low: str
    left: str
    right: str
    label: str
    n: int


@dataclass(frozen=True, slots=True)
class Wording:
    """Where the points of one wording begin, and its number."""

    x: str
    number: int
    is_first: bool


@dataclass(frozen=True, slots=True)
class TrendChart:
    """The places of a trend: points, a line for each wording, and where a new wording begins."""

    edges: dict[str, str]
    y_ticks: tuple[Tick, ...]
    zero: str
    points: tuple[TrendPoint, ...]
    paths: tuple[str, ...]
    wordings: tuple[Wording, ...]


def trend(values: Sequence[TrendValue], *, is_percent: bool) -> TrendChart:
    """Return where the newest values stand, oldest of them on the left."""
    shown = list(values[-MOST_POINTS:])
    low = 0.0 if is_percent else low_end(min((value.low for value in shown), default=0.0))
    field = Field(44, WIDTH - 10, 26, HEIGHT - 64, low, 1.0)
    step = (field.right - field.left) / max(1, len(shown))
    places = [field.left + step * (at + 0.5) for at in range(len(shown))]
    return TrendChart(
        edges=field.edges,
        y_ticks=field.ticks(fifths(low), is_percent=is_percent),
        zero=place(field.y(0.0)),
        points=tuple(_point(field, x, value) for x, value in zip(places, shown, strict=True)),
        paths=tuple(_paths(field, places, shown)),
        wordings=tuple(_wordings(places, shown, step)),
    )


def _point(field: Field, x: float, value: TrendValue) -> TrendPoint:
    return TrendPoint(
        place(x),
        place(field.y(value.value)),
        place(field.y(value.high)),
        place(field.y(value.low)),
        place(x - 5),
        place(x + 5),
        value.label,
        value.n,
    )


def _paths(field: Field, places: Sequence[float], shown: Sequence[TrendValue]) -> Iterator[str]:
    pairs = list(zip(places, shown, strict=True))
    for _version, group in groupby(pairs, key=lambda pair: pair[1].version):
        yield " ".join(f"{place(x)},{place(field.y(value.value))}" for x, value in group)


def _wordings(places: Sequence[float], shown: Sequence[TrendValue], step: float) -> Iterator[Wording]:
    last = None
    for x, value in zip(places, shown, strict=True):
        if value.version != last:
            yield Wording(place(x - step / 2), value.version, last is None)
        last = value.version
