"""The field of a chart: values become places, axes get ticks, labels keep apart. No Django.

A chart is 400 wide, about what a phone shows: letters stay readable there, and grow on a larger screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

WIDTH, HEIGHT = 400.0, 300.0


def place(value: float) -> str:
    """Return a coordinate as SVG writes it, whatever the reader's language."""
    return f"{value:.1f}"


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid, where its label stands, and the label."""

    at: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """A rectangle inside a chart, and the values at its edges."""

    left: float
    right: float
    top: float
    bottom: float
    low: float
    high: float

    def y(self, value: float) -> float:
        """Return how far down a value stands; what lies outside stands at the edge."""
        share = (min(self.high, max(self.low, value)) - self.low) / (self.high - self.low)
        return self.bottom - share * (self.bottom - self.top)

    def x(self, share: float) -> float:
        """Return how far right a share of the width stands."""
        return self.left + share * (self.right - self.left)

    def ticks(self, values: Sequence[float], *, is_percent: bool) -> tuple[Tick, ...]:
        """Return the ticks of the upright axis."""
        return tuple(
            Tick(place(self.y(value)), f"{value * 100:.0f}%" if is_percent else f"{value:.1f}")
            for value in values
        )

    @property
    def edges(self) -> dict[str, str]:
        """Return the edges as SVG writes them, and the middle of each side."""
        return {
            "left": place(self.left),
            "right": place(self.right),
            "top": place(self.top),
            "bottom": place(self.bottom),
            "middle": place((self.left + self.right) / 2),
            "width": place(self.right - self.left),
            "height": place(self.bottom - self.top),
            "below": place(self.bottom + 18),
            "lowest": place(self.bottom + 36),
            "beside": place(self.left - 6),
        }


def low_end(lowest: float) -> float:
    """Return where an axis of correlations begins: -0.4, or a fifth further down where values need it."""
    return max(-1.0, min(-0.4, floor(lowest * 5) / 5))


def fifths(low: float) -> list[float]:
    """Return the ticks of such an axis, up to 1."""
    return [fifth / 5 for fifth in range(round(low * 5), 6)]


def spread(wanted: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Return places near the wanted ones, in their order, at least `gap` apart and within the limits if they fit."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    places = [0.0] * len(wanted)
    last = low - gap
    for at in order:
        last = places[at] = max(wanted[at], last + gap)
    ceiling = high
    for at in reversed(order):
        places[at] = min(places[at], ceiling)
        ceiling = places[at] - gap
    return places
