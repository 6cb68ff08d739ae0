"""Puts a transcript together from values: courses, what was given for them, what was recognised, sums. No Django."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal


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
class Line:
    """A course on a transcript; `given` is None for one that was not passed (yet)."""

    course: Planned
    given: Given | None


@dataclass(frozen=True, slots=True)
class Group:
    """The courses of one block, in their order."""

    block: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    """All courses by block; credits recognised without a course; sums of hours and credits planned and earned."""

    groups: tuple[Group, ...]
    recognised: int
    hours: int
    planned: int
    earned: int


def transcript_of(courses: Sequence[Planned], given: Iterable[Given]) -> Transcript:
    """Return the transcript; courses keep their order within a block, blocks the order of their first course.

    What was given for a course of another version is not on the list: it would count for nothing here.
    """
    rows = list(given)
    known = {course.key for course in courses}
    by_course = {row.course: row for row in rows if row.course in known}
    groups: dict[str, list[Line]] = {}
    for course in courses:
        groups.setdefault(course.block, []).append(Line(course, by_course.get(course.key)))
    recognised = sum(row.credits for row in rows if row.course is None)
    return Transcript(
        groups=tuple(Group(block, tuple(lines)) for block, lines in groups.items()),
        recognised=recognised,
        hours=sum(course.theory + course.practice for course in courses),
        planned=sum(course.credits for course in courses),
        earned=recognised + sum(row.credits for row in by_course.values()),
    )
