"""The picture of a file: where bars and marks stand on a line of days. Pure geometry, no Django."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, LEFT, LANE, TOP = 960, 10, 34, 26
LEAST_DAYS = 30
# What the words at a beginning need to its right.
WORDS = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a lane: its first day, its last one (None: it lasts), and what it says."""

    first: date
    last: date | None
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on a lane."""

    day: date
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of the picture: a name, bars and marks."""

    name: str
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """Something with its place in the picture."""

    x: int
    y: int
    width: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture: its size, the names of lanes, bars, marks, and the beginnings of years or months below."""

    width: int
    height: int
    names: tuple[Drawn, ...]
    bars: tuple[Drawn, ...]
    marks: tuple[Drawn, ...]
    ticks: tuple[Drawn, ...]
    today: int


def picture_of(lanes: Sequence[Lane], *, today: date) -> Picture:
    """Return where everything stands, from the first day to the last one or today."""
    days = [day for lane in lanes for day in _days_of(lane)] + [today]
    first, last = min(days), max(days)
    if (last - first).days < LEAST_DAYS:
        last = first + timedelta(days=LEAST_DAYS)

    def place(day: date) -> int:
        return LEFT + round((day - first).days * (WIDTH - 2 * LEFT) / (last - first).days)

    names, bars, marks = [], [], []
    for index, lane in enumerate(lanes):
        y = TOP + index * LANE
        names.append(Drawn(LEFT, y, 0, "", lane.name))
        for bar in lane.bars:
            x = place(bar.first)
            width = max(3, place(min(bar.last or max(today, bar.first), last)) - x)
            bars.append(Drawn(x, y, width, "running" if bar.last is None else "", bar.text))
        marks += [Drawn(place(mark.day), y, 0, mark.kind, mark.text) for mark in lane.marks]
    height = TOP + len(lanes) * LANE + 20
    ticks = tuple(
        Drawn(place(day), height - 6, 0, "", words if place(day) <= WIDTH - WORDS else "")
        for day, words in _ticks(first, last)
    )
    return Picture(WIDTH, height, tuple(names), tuple(bars), tuple(marks), ticks, place(today))


def _days_of(lane: Lane) -> Iterable[date]:
    for bar in lane.bars:
        yield bar.first
        if bar.last is not None:
            yield bar.last
    for mark in lane.marks:
        yield mark.day


def _ticks(first: date, last: date) -> list[tuple[date, str]]:
    """Return the beginnings of months, at most about a dozen: every one, every third, or of years only."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next((step for step in (1, 3, 12) if months / step <= 12), 24)
    found = []
    for number in range(first.year * 12 + first.month, last.year * 12 + last.month):
        if number % step == 0:
            day = date(number // 12, number % 12 + 1, 1)
            found.append((day, f"{day:%Y-%m}" if step < 12 else f"{day:%Y}"))
    return found
