"""What keeps a draft from being published. Each reason has a code and the values that its words need."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from courses.catalog.plans import PlannedCourse, PlannedRequirement, ProgrammePlan


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not, or what to think about: a code, and figures or names for its words."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


def find_cycle(requires: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the courses of one cycle, the first again at the end, or nothing when there is none."""
    done: set[str] = set()
    for start in requires:
        if cycle := _cycle_from(start, requires, done):
            return cycle
    return []


def _cycle_from(start: str, requires: Mapping[str, Sequence[str]], done: set[str]) -> list[str]:
    """Walk depth first without recursion, so that a long chain cannot exhaust the stack."""
    path: list[str] = []
    waiting: list[tuple[str, bool]] = [(start, False)]
    while waiting:
        code, is_left = waiting.pop()
        if is_left:
            done.add(path.pop())
        elif code in path:
            return [*path[path.index(code) :], code]
        elif code not in done:
            path.append(code)
            waiting.append((code, True))
            waiting += [(needed, False) for needed in reversed(requires.get(code, ()))]
    return []


def reasons_against_publication(plan: ProgrammePlan) -> list[Reason]:
    """Return everything that has to be put right first, empty when the version may go out."""
    return [
        *_missing_parts(plan),
        *_repeated("course_twice", [course.code for course in plan.courses]),
        *_repeated("unit_twice", [unit.code for course in plan.courses for unit in course.units]),
        *_repeated("requirement_twice", [row.code for row in plan.requirements]),
        *_repeated("lesson_twice", _lessons(plan)),
        *_prerequisites(plan.courses),
        *(reason for row in plan.requirements for reason in _out_of_reach(row, plan)),
        *_equipment(plan),
    ]


def _missing_parts(plan: ProgrammePlan) -> Iterator[Reason]:
    if not plan.courses:
        yield Reason("no_course")
    if not plan.requirements:
        yield Reason("no_requirement")
    for course in plan.courses:
        if not course.units and not course.theory_minutes + course.practice_minutes:
            yield Reason("course_empty", {"course": course.code})


def _repeated(code: str, names: list[str]) -> list[Reason]:
    return [Reason(code, {"code": name}) for name, times in Counter(names).items() if times > 1]


def _lessons(plan: ProgrammePlan) -> list[str]:
    return [lesson.code for course in plan.courses for unit in course.units for lesson in unit.lessons]


def _prerequisites(courses: Sequence[PlannedCourse]) -> Iterator[Reason]:
    known = {course.code for course in courses}
    for course in courses:
        for code in course.requires:
            if code not in known:
                yield Reason("needs_unknown", {"course": course.code, "needs": code})
    if cycle := find_cycle({course.code: course.requires for course in courses}):
        yield Reason("cycle", {"cycle": " → ".join(cycle)})


def _out_of_reach(row: PlannedRequirement, plan: ProgrammePlan) -> Iterator[Reason]:
    """A requirement that nobody can ever meet with this version."""
    courses = plan.courses
    if row.kind == "lessons_completed" and not _lessons(plan):
        yield Reason("no_lessons", {"code": row.code})
    if row.kind == "credits_earned":
        offered = sum(course.credits for course in courses if row.block in ("", course.block))
        yield from _short(row, offered)
    if row.kind == "electives_earned":
        yield from _short(row, sum(course.credits for course in courses if course.is_elective))
    if row.kind == "certificates_held" and not row.certificate_kinds:
        yield Reason("no_kinds", {"code": row.code})


def _equipment(plan: ProgrammePlan) -> Iterator[Reason]:
    """Only packs can name what is not there, or one thing twice: editing refuses it."""
    courses = {course.code for course in plan.courses}
    units = {unit.code for course in plan.courses for unit in course.units}
    for row in plan.equipment:
        if (row.course and row.course not in courses) or (row.unit and row.unit not in units):
            yield Reason("equipment_unknown", {"code": row.kind, "part": row.course or row.unit})
    named = Counter((row.course, row.unit, row.kind) for row in plan.equipment)
    for (course, unit, kind), times in named.items():
        if times > 1:
            yield Reason("equipment_twice", {"code": " ".join(filter(None, (course or unit, kind)))})


def _short(row: PlannedRequirement, offered: int) -> Iterator[Reason]:
    if (row.minimum or 0) > offered:
        yield Reason("too_few_credits", {"code": row.code, "wanted": row.minimum, "offered": offered})
