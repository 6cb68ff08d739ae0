"""Writes the plan of a programme version as the head of a pack: the opposite of plans.py."""

from typing import Any

from courses.catalog.api import (
    PlannedCourse,
    PlannedEquipment,
    PlannedRecognition,
    PlannedRequirement,
    PlannedUnit,
    ProgrammePlan,
)
from courses.pages.packs.plans import THRESHOLDS


def head_of(plan: ProgrammePlan) -> dict[str, Any]:
    """Return occupation, programme, version, courses, requirements, recognition and equipment as pack.yaml has them."""
    head: dict[str, Any] = {}
    if plan.occupation_code:
        head["occupation"] = {"code": plan.occupation_code, "title": plan.occupation_title}
    head["programme"] = _filled(
        code=plan.code, kind=plan.kind, level=plan.level, title=plan.title, summary=plan.summary
    )
    head["version"] = _filled(
        number=plan.number, valid_from=plan.valid_from, standard=plan.standard, basis=plan.basis
    )
    if _is_implied(plan):
        head["units"] = [_unit(unit) for unit in plan.courses[0].units]
    else:
        head["courses"] = [_course(course) for course in plan.courses]
    head["requirements"] = [_requirement(row) for row in plan.requirements]
    if plan.recognition:
        head["recognition"] = [_recognition(table) for table in plan.recognition]
    if plan.equipment:
        head["equipment"] = [_equipment(row) for row in plan.equipment]
    return head


def _is_implied(plan: ProgrammePlan) -> bool:
    """Whether the version has the one course that a pack of units implies."""
    if len(plan.courses) != 1:
        return False
    course = plan.courses[0]
    return course == PlannedCourse(plan.code, plan.title, units=course.units) and bool(course.units)


def _filled(**values: Any) -> dict[str, Any]:
    """Return the values that say something: packs leave out what is empty."""
    return {name: value for name, value in values.items() if value not in (None, "", 0, (), [])}


def _course(course: PlannedCourse) -> dict[str, Any]:
    return {
        "code": course.code,
        "title": course.title,
        **_filled(block=course.block, credits=course.credits),
        "is_elective": course.is_elective,
        **_filled(
            requires=list(course.requires),
            theory_minutes=course.theory_minutes,
            practice_minutes=course.practice_minutes,
            units=[_unit(unit) for unit in course.units],
        ),
    }


def _unit(unit: PlannedUnit) -> dict[str, Any]:
    return {
        "code": unit.code,
        "title": unit.title,
        "theory_minutes": unit.theory_minutes,
        "practice_minutes": unit.practice_minutes,
        "lessons": [lesson.code for lesson in unit.lessons],
    }


def _requirement(row: PlannedRequirement) -> dict[str, Any]:
    thresholds = {name: getattr(row, attribute) for name, attribute in THRESHOLDS.items()}
    kinds = list(row.certificate_kinds)
    return {"code": row.code, "kind": row.kind, **_filled(**thresholds, kinds=kinds), "title": row.title}


def _recognition(table: PlannedRecognition) -> dict[str, Any]:
    return {
        "valid_from": table.valid_from,
        "cap_percent": table.cap_percent,
        "cap_blocks": list(table.cap_blocks),
        "credits": dict(table.credits),
        "basis": table.basis,
    }


def _equipment(row: PlannedEquipment) -> dict[str, Any]:
    where = _filled(course=row.course, unit=row.unit, teaching=row.teaching)
    return {
        "kind": row.kind,
        "title": row.title,
        **where,
        "count": row.count,
        **_filled(per_people=row.per_people),
    }
