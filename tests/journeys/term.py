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
LESSON = 45  # minutes that each lesson on the platform is planned for
COUNTED = 50  # percent of what was learnt before the sixth week, whenever it is accepted
# Credits of an elective course, and of a certificate of level 5; what the programme asks for.
ELECTIVE, RECOGNISED = 3, 6
ALL_CREDITS, ELECTIVE_CREDITS, ALL_LESSONS = 173, 18, 3


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
    """The sessions that take place, with what each register says in the end, and what else is kept of people.

    `away`: from which day somebody is in no register, and the first day back, None: for good. `learnt`: minutes of each
    lesson, outside of class.
    """

    monday: date
    names: tuple[str, ...] = ()
    said: dict[date, dict[str, Mark]] = field(default_factory=lambda: defaultdict(dict))
    away: dict[str, list[tuple[date, date | None]]] = field(default_factory=lambda: defaultdict(list))
    learnt: dict[str, tuple[int, ...]] = field(default_factory=dict)
    credits: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    electives: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    papers: dict[str, int] = field(default_factory=lambda: defaultdict(int))

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

    def leave(self, name: str, day: date) -> None:
        """Let somebody be in no register from a day on."""
        self.away[name].append((day, None))

    def come_back(self, name: str, day: date) -> None:
        """Let somebody be in registers again."""
        first, _nobody_knew = self.away[name].pop()
        self.away[name].append((first, day))

    def there(self, day: date) -> set[str]:
        """Return whom a register of this day names."""
        return {
            name
            for name in self.names
            if not any(
                first <= day and (back is None or day < back) for first, back in self.away.get(name, ())
            )
        }

    def accepted(self, name: str) -> int:
        """Return the minutes that learning counts: by the rule of its day, and of no lesson more than is planned."""
        return sum(min(minutes, LESSON) * COUNTED // 100 for minutes in self.learnt.get(name, ()))

    def earned(self, name: str) -> dict[str, str]:
        """Return what the audit says of somebody besides hours, by the titles of requirements."""
        return {
            "修满全部学分": f"{self.credits[name]}/{ALL_CREDITS}",
            "修满选修学分": f"{self.electives[name]}/{ELECTIVE_CREDITS}",
            "取得一项职业技能证书": f"{self.papers[name]}/1",
            "学完平台上的课程": f"{len(self.learnt.get(name, ()))}/{ALL_LESSONS}",
        }

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
    """Add up the exported rows by kind: minutes attended or accepted, no more than the plan of the part."""
    found: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["学时类别"] in ("实到", "线上学习认定学时"):
            found[row["类别"]] += int(row["分钟数"])
    return {"实操": min(found["实操"], PRACTICE_PLAN), "理论": found["理论"]}
