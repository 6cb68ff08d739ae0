"""How many candidates earned which tenth of the marks. No Django."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.exams.statistics.charts.frame import HEIGHT, WIDTH, Field, Tick, place

# The names of the mean and the pass mark stand above, down to 34; between them and the highest bar stands its count.
TOP = 54


@dataclass(frozen=True, slots=True)
class Bar:
    """One tenth: its rectangle, and where its count stands."""

    x: str
    y: str
    width: str
    height: str
    middle: str
    above: str
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """The places of a histogram; `mean` is where the mean stands, `passing` where the pass mark does (or empty)."""

    edges: dict[str, str]
    bars: tuple[Bar, ...]
    x_ticks: tuple[Tick, ...]
    mean: str
    passing: str = ""


def histogram(bins: Sequence[int], mean_share: float, *, pass_share: float | None = None) -> Histogram:
    """Return where bars of counts stand, tenths of the marks from left to right."""
    most = float(max([1, *bins]))
    field = Field(20, WIDTH - 20, TOP, HEIGHT - 48, 0.0, most)
    width = (field.right - field.left) / len(bins)
    return Histogram(
        edges=field.edges,
        bars=tuple(_bar(field, at, width, count) for at, count in enumerate(bins)),
        x_ticks=tuple(Tick(place(field.x(step / 5)), f"{step * 20}%") for step in range(6)),
        mean=place(field.x(mean_share)),
        passing="" if pass_share is None else place(field.x(pass_share)),
    )


def _bar(field: Field, at: int, width: float, count: int) -> Bar:
    left, top = field.left + at * width, field.y(float(count))
    return Bar(
        place(left + 1),
        place(top),
        place(width - 2),
        place(field.bottom - top),
        place(left + width / 2),
        place(top - 5),
        count,
    )
