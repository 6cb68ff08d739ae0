"""A version as staff read it: blocks with their courses, totals and warnings. Values for templates, no HTML."""

from typing import Any

from django.utils.translation import gettext as _

from courses.catalog.equipment import EquipmentNeed
from courses.catalog.models import Course, ProgrammeVersion, VersionState
from courses.catalog.plans import ProgrammePlan
from courses.catalog.queries import list_courses, list_equipment, plan_of
from courses.catalog.rules import (
    Difference,
    audit_diploma,
    compare_versions,
    credits_per_block,
    minutes_per_block,
    totals_of,
)
from courses.catalog.words import (
    block_text,
    certificate_text,
    change_text,
    hours_text,
    need_text,
    part_text,
    reason_text,
    teaching_text,
    threshold_text,
    value_text,
)
from lms.core.language import pick


def version_context(version: ProgrammeVersion) -> dict[str, Any]:
    """Return what the page of a version shows."""
    plan = plan_of(version)
    return {
        "blocks": _blocks(version),
        "totals": _totals(plan),
        "requirements": requirement_rows(version),
        "recognition": _recognition(plan),
        "equipment": equipment_rows(version),
        "warnings": [reason_text(reason) for reason in audit_diploma(plan)],
    }


def _blocks(version: ProgrammeVersion) -> list[dict[str, Any]]:
    """Courses in their order, under a heading for each block in the order of first occurrence."""
    found: dict[str, list[dict[str, Any]]] = {}
    for course in list_courses(version):
        found.setdefault(course.block, []).append(_course(course))
    return [{"title": block_text(block), "courses": rows} for block, rows in found.items()]


def _course(course: Course) -> dict[str, Any]:
    units = list(course.units.all())
    parts: list[Any] = units or [course]
    return {
        "course": course,
        "theory": hours_text(sum(part.theory_minutes for part in parts)),
        "practice": hours_text(sum(part.practice_minutes for part in parts)),
        "needs": [row.needs for row in course.prerequisites.all()],
        "units": [
            {
                "unit": unit,
                "theory": hours_text(unit.theory_minutes),
                "practice": hours_text(unit.practice_minutes),
                "places": list(unit.places.all()),
            }
            for unit in units
        ],
    }


def equipment_rows(version: ProgrammeVersion) -> list[dict[str, Any]]:
    """Return what the version needs of equipment: the row, for which part, how many for whom, in which teaching."""
    return [
        {
            "need": row,
            "part": row.course or row.unit,
            "number": need_text(row),
            "teaching": teaching_text(row.teaching),
            "text": _(", ").join(_words_of(row)),
        }
        for row in list_equipment(version)
    ]


def _words_of(row: EquipmentNeed) -> list[str]:
    part = row.course or row.unit
    words = [need_text(row), teaching_text(row.teaching)]
    return [*words, f"{part.code} {part.title}"] if part else words


def _totals(plan: ProgrammePlan) -> dict[str, Any]:
    earned, minutes = credits_per_block(plan.courses), minutes_per_block(plan.courses)
    totals = totals_of(plan.courses)
    rows = [
        {"block": block_text(block), "hours": hours_text(minutes[block]), "credits": earned[block]}
        for block in earned
    ]
    return {
        "rows": rows if any(earned) else [],
        "hours": hours_text(totals.minutes),
        "theory": hours_text(totals.theory_minutes),
        "practice": hours_text(totals.practice_minutes),
        "credits": totals.credits,
        "practice_percent": totals.practice_percent,
        "elective_percent": totals.elective_percent,
        "public_percent": totals.public_percent,
    }


def requirement_rows(version: ProgrammeVersion) -> list[dict[str, Any]]:
    """Return the requirements with what each asks for in words."""
    rows = version.requirements.order_by("position")
    return [{"requirement": row, "text": threshold_text(row)} for row in rows]


def _recognition(plan: ProgrammePlan) -> list[dict[str, Any]]:
    tables = []
    for table in plan.recognition:
        worth = sorted(table.credits.items(), key=lambda row: row[1])
        tables.append(
            {
                "valid_from": table.valid_from,
                "cap_percent": table.cap_percent,
                "blocks": [block_text(block) for block in table.cap_blocks],
                "rows": [{"kind": certificate_text(kind), "credits": number} for kind, number in worth],
                "basis_text": value_text("basis", table.basis),
            }
        )
    return tables


def difference_row(row: Difference) -> dict[str, str]:
    """Return one line of the comparison; old and new are empty for what was added or removed whole."""
    has_values = row.old is not None or row.new is not None
    return {
        "part": part_text(row.part),
        "code": row.code,
        "title": pick(_Titled(row), "title"),
        "change": change_text(row),
        "old": value_text(row.field, row.old) if has_values else "",
        "new": value_text(row.field, row.new) if has_values else "",
    }


def difference_rows(old: ProgrammeVersion, new: ProgrammeVersion) -> list[dict[str, str]]:
    """Return the comparison of two versions, line by line, as `catalog/_differences.html` shows it."""
    return [difference_row(row) for row in compare_versions(plan_of(old), plan_of(new))]


def changes_since_published(plan: ProgrammePlan) -> list[Difference]:
    """Return what a plan changes against the newest published version of its programme; nothing for a new one."""
    rows = ProgrammeVersion.objects.select_related("programme__occupation")
    published = rows.filter(programme__code=plan.code, state=VersionState.PUBLISHED)
    newest = published.order_by("-number").first()
    return compare_versions(plan_of(newest), plan) if newest is not None else []


class _Titled:
    """Gives a difference the two columns that `pick` reads."""

    def __init__(self, row: Difference) -> None:
        self.title_zh, self.title_en = row.title["zh"], row.title["en"]
