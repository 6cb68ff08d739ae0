"""How tables of indicators look: cells with their numbers and where these lead, bars, definitions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.referrals.indicators.rules import Indicator, Part
from certificates.referrals.indicators.tables import SIDES, Line, Table
from certificates.referrals.indicators.words import HOW, NAMES

BAR_WIDTH = 1000
# Where the bars of the picture begin, and how far apart they stand; of a drawing 400 wide.
_LEFT, _WIDTH, _STEP = 4, 330, 44
PICTURED = (
    Indicator.REFERRAL,
    Indicator.SUCCESS,
    Indicator.STABLE_3,
    Indicator.STABLE_6,
    Indicator.STABLE_12,
)


@dataclass(frozen=True, slots=True)
class CellShown:
    """One figure: `name` of its indicator, the rate or mean, the numbers with the addresses of their people.

    `width` is that of the bar; None without a rate. Nothing else is set where it is not told.
    """

    name: Any
    is_told: bool
    main: str = ""
    unit: str = ""
    numbers: Mapping[str, tuple[int, str]] | None = None
    is_rate: bool = False
    width: int | None = None


def rows_of(table: Table) -> list[dict[str, Any]]:
    """Return the lines as the page shows them."""
    return [row_of(line, table) for line in table.lines]


def row_of(line: Line, table: Table) -> dict[str, Any]:
    """Return one line as the page shows it."""
    shown = {"title": line.title, "cells": [cell_of(line, one, table) for one in Indicator]}
    if Indicator.REFERRAL not in line.told:
        return shown | {"completed": None, "behind": ""}
    return shown | {
        "completed": line.tally.completed,
        "behind": _address(line, Indicator.REFERRAL, Part.ALL, table),
    }


def cell_of(line: Line, indicator: Indicator, table: Table) -> CellShown:
    """Return one figure as the page shows it."""
    if indicator not in line.told:
        return CellShown(NAMES[indicator], False)
    figure, is_rate = line.tally[indicator], indicator is not Indicator.DAYS
    value = figure.rate if is_rate else line.tally.mean_days
    counts = {Part.YES: figure.yes, Part.OF: figure.of}
    counts |= {Part.UNKNOWN: figure.unknown, Part.NOT_DUE: figure.not_due}
    return CellShown(
        name=NAMES[indicator],
        is_told=True,
        main="" if value is None else f"{value}",
        unit="%" if is_rate else _("days"),
        numbers={
            part.value: (count, _address(line, indicator, part, table) if count else "")
            for part, count in counts.items()
        },
        is_rate=is_rate,
        width=round(BAR_WIDTH * figure.yes / figure.of) if is_rate and figure.of else None,
    )


def _address(line: Line, indicator: Indicator, part: Part, table: Table) -> str:
    """Return where the people behind a number are; empty for who may not see them."""
    if not table.sees_people:
        return ""
    asked = {side: getattr(table.wanted, side) for side in ("year", *SIDES)} | {"by": table.wanted.by}
    asked |= {table.wanted.by: line.code} if line.code else {}
    asked |= {"indicator": indicator.value, "part": part.value}
    return (
        f"{reverse('indicators:people')}?{urlencode({name: value for name, value in asked.items() if value})}"
    )


def picture_of(line: Line) -> dict[str, Any] | None:
    """Return the bars of a total: how many are due and known, how many of them count; None where nothing is told."""
    steps = [one for one in PICTURED if one in line.told]
    widest = max((line.tally[one].of for one in steps), default=0)
    if not widest:
        return None
    bars = []
    for place, indicator in enumerate(steps):
        figure = line.tally[indicator]
        bars.append(
            {
                "name": NAMES[indicator],
                "yes": figure.yes,
                "of": figure.of,
                "text_y": 14 + place * _STEP,
                "y": 20 + place * _STEP,
                "width": round(_WIDTH * figure.yes / widest),
                "of_width": round(_WIDTH * figure.of / widest),
                "number_x": _LEFT + round(_WIDTH * figure.of / widest) + 6,
                "number_y": 33 + place * _STEP,
            }
        )
    return {"bars": bars, "height": 10 + len(bars) * _STEP, "left": _LEFT}


def definitions_of(table: Table) -> list[tuple[Any, str]]:
    """Return each indicator with how it is counted by the rule of the day."""
    due = table.definition.due_days
    return [(NAMES[one], str(HOW[one]) % {"days": due.get(one, 0)}) for one in Indicator]
