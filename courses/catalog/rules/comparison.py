"""What distinguishes two versions of a programme: parts added, removed, moved, and values changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from courses.catalog.plans import PlannedCourse, PlannedRequirement, PlannedUnit, ProgrammePlan


class Change:
    """The kinds of differences."""

    ADDED, REMOVED, MOVED, CHANGED = "added", "removed", "moved", "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: of which part, what happened, and for a change or move the old and the new value."""

    part: str
    code: str
    title: dict[str, str]
    change: str
    field: str = ""
    old: Any = None
    new: Any = None


class _Row(NamedTuple):
    """One part with its place: the code of what holds it."""

    code: str
    title: dict[str, str]
    parent: str
    values: dict[str, Any]


_COURSE = ("title", "block", "credits", "is_elective", "theory_minutes", "practice_minutes", "requires")
_UNIT = ("title", "theory_minutes", "practice_minutes")
_REQUIREMENT = tuple(name for name in PlannedRequirement.__dataclass_fields__ if name != "code")
_EQUIPMENT = ("count", "per_people", "teaching")
_VERSION = ("valid_from", "basis", "standard")


def compare_versions(old: ProgrammePlan, new: ProgrammePlan) -> list[Difference]:
    """Return all differences from the old to the new version, version facts first, then from large to small."""
    whole = [_Row(plan.code, plan.title, "", _values(plan, _VERSION)) for plan in (old, new)]
    return [
        *_changed("version", whole[0], whole[1]),
        *_compare("course", _courses(old), _courses(new)),
        *_compare("unit", _units(old), _units(new)),
        *_compare("lesson", _lessons(old), _lessons(new)),
        *_compare("requirement", _requirements(old), _requirements(new)),
        *_compare("recognition", _recognition(old), _recognition(new)),
        *_compare("equipment", _equipment(old), _equipment(new)),
    ]


def has_same_bones(one: ProgrammePlan, other: ProgrammePlan) -> bool:
    """Return whether two plans ask and offer the same, whatever their words: titles and texts may be improved."""
    return _bones(one) == _bones(other)


def _bones(plan: ProgrammePlan) -> tuple:
    courses = tuple(
        replace(
            course, title={}, requires=tuple(sorted(course.requires)), units=tuple(map(_bare, course.units))
        )
        for course in plan.courses
    )
    requirements = tuple(
        replace(row, title={}, certificate_kinds=tuple(sorted(row.certificate_kinds)))
        for row in plan.requirements
    )
    equipment = tuple(replace(row, title={}) for row in plan.equipment)
    return courses, requirements, tuple(replace(table, basis={}) for table in plan.recognition), equipment


def _bare(unit: PlannedUnit) -> PlannedUnit:
    lessons = tuple(replace(lesson, title={}, minutes=0, is_borrowed=False) for lesson in unit.lessons)
    return replace(unit, title={}, lessons=lessons)


def _values(part: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(part, name) for name in names}


def _courses(plan: ProgrammePlan) -> list[_Row]:
    return [_Row(course.code, course.title, "", _values(course, _COURSE)) for course in plan.courses]


def _all_units(plan: ProgrammePlan) -> Iterator[tuple[PlannedCourse, PlannedUnit]]:
    return ((course, unit) for course in plan.courses for unit in course.units)


def _units(plan: ProgrammePlan) -> list[_Row]:
    return [
        _Row(unit.code, unit.title, course.code, _values(unit, _UNIT)) for course, unit in _all_units(plan)
    ]


def _lessons(plan: ProgrammePlan) -> list[_Row]:
    return [
        _Row(lesson.code, lesson.title, unit.code, {})
        for _course, unit in _all_units(plan)
        for lesson in unit.lessons
    ]


def _requirements(plan: ProgrammePlan) -> list[_Row]:
    return [_Row(row.code, row.title, "", _values(row, _REQUIREMENT)) for row in plan.requirements]


def _recognition(plan: ProgrammePlan) -> list[_Row]:
    rows = []
    for table in plan.recognition:
        day = table.valid_from.isoformat()
        worth = {f"credits:{kind}": number for kind, number in table.credits.items()}
        values = {"cap_percent": table.cap_percent, "cap_blocks": table.cap_blocks, **worth}
        rows.append(_Row(day, {"zh": day, "en": day}, "", values))
    return rows


def _equipment(plan: ProgrammePlan) -> list[_Row]:
    return [
        _Row(
            " ".join(filter(None, (row.course or row.unit, row.kind))),
            row.title,
            "",
            _values(row, _EQUIPMENT),
        )
        for row in plan.equipment
    ]


def _compare(part: str, old: Sequence[_Row], new: Sequence[_Row]) -> Iterator[Difference]:
    before, after = ({row.code: row for row in rows} for rows in (old, new))
    for row in old:
        if row.code not in after:
            yield Difference(part, row.code, row.title, Change.REMOVED)
    moved = _moved([row.code for row in old], [row.code for row in new])
    for place, row in enumerate(new, start=1):
        known = before.get(row.code)
        if known is None:
            yield Difference(part, row.code, row.title, Change.ADDED)
        elif known.parent != row.parent:
            yield Difference(part, row.code, row.title, Change.MOVED, "parent", known.parent, row.parent)
        elif row.code in moved:
            was = [other.code for other in old].index(row.code) + 1
            yield Difference(part, row.code, row.title, Change.MOVED, "position", was, place)
        if known is not None:
            yield from _changed(part, known, row)


def _moved(old: list[str], new: list[str]) -> set[str]:
    """Return the codes out of order: what is left besides a longest run of codes in the same order.

    So one part that was moved is told as one move, not as a move of everything that it passed.
    """
    places = {code: place for place, code in enumerate(old)}
    common = [code for code in new if code in places]
    best: list[list[str]] = []
    for index, code in enumerate(common):
        before = [run for run in best[:index] if places[run[-1]] < places[code]]
        best.append([*_longest(before), code])
    return set(common) - set(_longest(best))


def _longest(runs: list[list[str]]) -> list[str]:
    return max(runs, key=len) if runs else []


def _changed(part: str, old: _Row, new: _Row) -> Iterator[Difference]:
    for name in {**old.values, **new.values}:
        was, now = old.values.get(name), new.values.get(name)
        if was != now:
            yield Difference(part, new.code, new.title, Change.CHANGED, name, was, now)
