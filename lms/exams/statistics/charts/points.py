"""Difficulty against discrimination: a point for each item, flagged ones numbered. No Django."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lms.exams.statistics.charts.frame import HEIGHT, WIDTH, Field, Tick, fifths, low_end, place

MOST_NUMBERED = 20
_SIZE = 7.0  # half the height of a number's box


@dataclass(frozen=True, slots=True)
class ScatterItem:
    """An item: its name, facility, corrected discrimination, and how grave its flags are (0: none)."""

    name: str
    facility: float
    corrected: float
    gravity: int = 0


@dataclass(frozen=True, slots=True)
class Marked:
    """A flagged item: its place, its triangle, its number and where the number stands."""

    x: str
    y: str
    shape: str
    number: int
    name: str
    label_x: str
    label_y: str


@dataclass(frozen=True, slots=True)
class Scatter:
    """The places of a scatter chart. `unnumbered`: triangles of flagged items beyond those with a number."""

    edges: dict[str, str]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    zero: str
    dots: tuple[tuple[str, str], ...]
    marked: tuple[Marked, ...]
    unnumbered: tuple[str, ...]
    guides: tuple[str, ...]


def scatter(items: Sequence[ScatterItem]) -> Scatter:
    """Return where items stand: right is easy, up tells strong from weak."""
    lowest = min([item.corrected for item in items], default=0.0)
    field = Field(44, WIDTH - 20, 12, HEIGHT - 48, low_end(lowest), 1.0)
    flagged = sorted((item for item in items if item.gravity), key=lambda item: (-item.gravity, item.name))
    return Scatter(
        edges=field.edges,
        x_ticks=tuple(Tick(place(field.x(share / 5)), f"{share * 20}%") for share in range(6)),
        y_ticks=field.ticks(fifths(field.low), is_percent=False),
        zero=place(field.y(0.0)),
        dots=tuple(_place(field, item) for item in items if not item.gravity),
        marked=tuple(_marked(field, flagged[:MOST_NUMBERED])),
        unnumbered=tuple(_triangle(*_at(field, item)) for item in flagged[MOST_NUMBERED:]),
        guides=tuple(place(field.x(share)) for share in (0.2, 0.95)),
    )


def _at(field: Field, item: ScatterItem) -> tuple[float, float]:
    return field.x(item.facility), field.y(item.corrected)


def _place(field: Field, item: ScatterItem) -> tuple[str, str]:
    x, y = _at(field, item)
    return place(x), place(y)


def _triangle(x: float, y: float) -> str:
    return f"{place(x)},{place(y - 5)} {place(x + 5)},{place(y + 4)} {place(x - 5)},{place(y + 4)}"


def _marked(field: Field, items: Sequence[ScatterItem]) -> Iterator[Marked]:
    taken: list[tuple[float, float]] = [_at(field, item) for item in items]
    for number, item in enumerate(items, start=1):
        x, y = _at(field, item)
        label_x, label_y = _free(field, x, y, taken)
        taken.append((label_x, label_y))
        # Letters stand on their line, a third of their height above the middle of the box.
        yield Marked(
            place(x), place(y), _triangle(x, y), number, item.name, place(label_x), place(label_y + 4)
        )


def _free(field: Field, x: float, y: float, taken: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the first place around a point where a number covers nothing, else the first inside the field."""
    around = [
        (13, 0),
        (-13, 0),
        (0, -15),
        (0, 15),
        (12, -12),
        (-12, -12),
        (12, 12),
        (-12, 12),
        (26, 0),
        (-26, 0),
    ]
    places = [(x + right, y + down) for right, down in around]
    inside = [
        (at, down)
        for at, down in places
        if field.left + 9 < at < field.right - 6 and field.top < down < field.bottom - 4
    ]
    for at, down in inside:
        if all(abs(at - other) > 2 * _SIZE or abs(down - beside) > 2 * _SIZE - 2 for other, beside in taken):
            return at, down
    return (inside or places)[0]
