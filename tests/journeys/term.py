"""A term of twelve weeks: its days, who is there, what each register says, and what that must add up to.

Nothing here comes from the platform's own arithmetic: a test compares the two.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
WEEKS = 12
MINUTES = 90
# The plan of 职业礼仪与沟通 in 电气技术: 18 class hours of practice. The term offers more.
PRACTICE_PLAN = 810
TUESDAY, THURSDAY = 1, 3
CODE, PEOPLE = "2026-DET-9", 8


@dataclass(frozen=True, slots=True)
class Mark:
    """What the register says of somebody; minutes that they came late or left early."""

    state: str = "present"
    late: int = 0
    early: int = 0
    excuse: str = ""

    @property
    def attended(self) -> int:
        """Return the minutes that count of a full session."""
        return MINUTES - self.late - self.early if self.state == "present" else 0


@dataclass(slots=True)
class Term:
    """The sessions that take place, with what each register says in the end, by the names of people."""

    monday: date
    said: dict[date, dict[str, Mark]] = field(default_factory=lambda: defaultdict(dict))

    def day(self, week: int, weekday: int) -> date:
        """Return a day of a week; weeks count from 1."""
        return self.monday + timedelta(weeks=week - 1, days=weekday)

    @property
    def last(self) -> date:
        """Return the Friday of the last week."""
        return self.day(WEEKS, 4)

    def attended(self, name: str, weekday: int) -> int:
        """Return the minutes that somebody attended on all days with this weekday."""
        return sum(
            marks[name].attended
            for day, marks in self.said.items()
            if name in marks and day.weekday() == weekday
        )

    def days_of(self, name: str) -> set[date]:
        """Return the days whose registers name somebody."""
        return {day for day, marks in self.said.items() if name in marks}


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant by the clock of the training site."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE)


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a table that was taken away as CSV, by their heads."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def hours(minutes: int) -> str:
    """Return minutes as class hours of 45 minutes with at most one decimal."""
    return f"{minutes / 45:.1f}".removesuffix(".0")


def added_up(rows: list[dict[str, str]]) -> dict[str, int]:
    """Add up the exported rows by kind: attended minutes, no more than the plan of the part."""
    found: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["学时类别"] == "实到":
            found[row["类别"]] += int(row["分钟数"])
    return {"实操": min(found["实操"], PRACTICE_PLAN), "理论": found["理论"]}
