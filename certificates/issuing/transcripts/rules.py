"""Puts a transcript together from values: courses, what was given for them, what was recognised, sums. No Django."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from lms.core.numbers import plain


@dataclass(frozen=True, slots=True)
class Planned:
    """A course of the version as it is planned; hours are class hours of 45 minutes."""

    key: int
    block: str
    title_zh: str
    title_en: str
    theory: int
    practice: int
    credits: int


@dataclass(frozen=True, slots=True)
class Given:
    """Credits that stand: for which course (None: for a certificate as a whole), how many, the mark if there is one."""

    course: int | None
    credits: int
    mark: Decimal | None = None
    source: str = "course"


@dataclass(frozen=True, slots=True)
class Row:
    """A course as a transcript shows it. Not passed (yet): no credits. `mark` is out of 100, empty where none is kept.

    `source` says for what the credits were given, in the codes of the ledger.
    """

    block: str
    title_zh: str
    title_en: str
    theory: int
    practice: int
    credits: int = 0
    mark: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """An examination of the programme: what it is called, the percentage reached, and whether it is passed."""

    title_zh: str
    title_en: str
    percent: str
    is_met: bool


Line = Row | Examined


@dataclass(frozen=True, slots=True)
class Records:
    """All courses by block, the examinations, credits recognised without a course, credits planned.

    Texts and whole numbers alone: they are frozen as they are.
    """

    courses: tuple[Row, ...]
    examinations: tuple[Examined, ...]
    recognised: int
    planned: int

    @property
    def hours(self) -> int:
        """Return the class hours of all courses."""
        return sum(row.theory + row.practice for row in self.courses)

    @property
    def earned(self) -> int:
        """Return the credits that stand."""
        return self.recognised + sum(row.credits for row in self.courses)

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """Return the courses of each block, in their order."""
        return [(block, list(rows)) for block, rows in groupby(self.courses, key=lambda row: row.block)]

    @property
    def titles(self) -> list[str]:
        """Return what courses and examinations are called, in both languages."""
        lines: list[Line] = [*self.courses, *self.examinations]
        return [title for line in lines for title in (line.title_zh, line.title_en) if title]

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to tell: no credits, and no examination that was passed."""
        return not self.earned and not any(one.is_met for one in self.examinations)


def records_of(
    courses: Sequence[Planned], given: Iterable[Given], examinations: Iterable[Examined] = ()
) -> Records:
    """Return what a transcript shows; courses keep their order within a block, blocks that of their first course.

    What was given for a course of another version is not on the list: it would count for nothing here.
    """
    rows = list(given)
    by_course = {row.course: row for row in rows if row.course is not None}
    blocks = list(dict.fromkeys(course.block for course in courses))
    return Records(
        courses=tuple(
            _row(course, by_course.get(course.key))
            for course in sorted(courses, key=lambda course: blocks.index(course.block))
        ),
        examinations=tuple(examinations),
        recognised=sum(row.credits for row in rows if row.course is None),
        planned=sum(course.credits for course in courses),
    )


def records_from(body: Mapping[str, Any]) -> Records:
    """Return the records that were frozen as JSON."""
    return Records(
        courses=tuple(Row(**row) for row in body["courses"]),
        examinations=tuple(Examined(**row) for row in body["examinations"]),
        recognised=body["recognised"],
        planned=body["planned"],
    )


def differences(before: Records, after: Records) -> list[tuple[Line | None, Line | None]]:
    """Return the courses and examinations that two records show otherwise, each before and after."""
    said, then = _by_title(before), _by_title(after)
    keys = dict.fromkeys([*said, *then])
    return [(said.get(key), then.get(key)) for key in keys if said.get(key) != then.get(key)]


def _by_title(records: Records) -> dict[tuple[type, str], Line]:
    lines: list[Line] = [*records.courses, *records.examinations]
    return {(type(line), line.title_zh): line for line in lines}


def _row(course: Planned, given: Given | None) -> Row:
    mark = given.mark if given else None
    return Row(
        block=course.block,
        title_zh=course.title_zh,
        title_en=course.title_en,
        theory=course.theory,
        practice=course.practice,
        credits=given.credits if given else 0,
        mark="" if mark is None else plain(mark),
        source=given.source if given else "",
    )
