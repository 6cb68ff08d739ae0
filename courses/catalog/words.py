"""The catalogue in words: reasons, thresholds and differences as sentences in the reader's language."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from courses.catalog.equipment import EquipmentNeed, Teaching
from courses.catalog.models import CLASS_HOUR_MINUTES, Block, CertificateKind, Requirement, RequirementKind
from courses.catalog.plans import PlannedRequirement
from courses.catalog.rules import Change, Difference, Reason


def hours_text(minutes: int) -> str:
    """Return minutes in class hours of 45 minutes, with one decimal where they are not whole."""
    hours = (Decimal(minutes) / CLASS_HOUR_MINUTES).quantize(Decimal("0.1"))
    return f"{hours:f}".removesuffix(".0")


def block_text(block: str) -> str:
    """Return the name of a block; programmes without blocks have none."""
    return str(Block(block).label) if block else ""


def reason_text(reason: Reason) -> str:
    """Return a reason against publication, or a warning, as a sentence with its figures."""
    return _reasons()[reason.code] % reason.values


def _reasons() -> dict[str, str]:
    return {
        "no_course": _("There is no course yet."),
        "no_requirement": _("There is no requirement: nobody could ever complete it."),
        "course_empty": _("Course %(course)s has neither units nor planned hours."),
        "course_twice": _("The course code %(code)s stands there twice."),
        "unit_twice": _("The unit code %(code)s stands there twice."),
        "requirement_twice": _("The requirement code %(code)s stands there twice."),
        "lesson_twice": _("The lesson %(code)s has two places; progress counts each lesson once."),
        "needs_unknown": _("Course %(course)s needs %(needs)s, which is no course of this version."),
        "cycle": _("These courses need each other in a circle: %(cycle)s."),
        "no_lessons": _("Requirement %(code)s asks for lessons, and there is none."),
        "no_kinds": _("Requirement %(code)s names no kind of certificate."),
        "too_few_credits": _(
            "Requirement %(code)s asks for %(wanted)s credits, but the courses offer %(offered)s."
        ),
        "equipment_unknown": _(
            "Equipment %(code)s is for %(part)s, which is no course or unit of this version."
        ),
        "equipment_twice": _("Equipment %(code)s stands there twice."),
        "hours_below": _("%(actual)s class hours in all; a diploma programme has at least %(wanted)s."),
        "practice_below": _("Practice is %(actual)s %% of the hours; at least %(wanted)s %% are expected."),
        "electives_below": _(
            "Electives are %(actual)s %% of the hours; at least %(wanted)s %% are expected."
        ),
        "public_off": _(
            "Common basic courses are %(actual)s %% of the hours; about a third is expected "
            "(%(low)s to %(high)s %%)."
        ),
        "credit_value": _(
            "Course %(course)s gives %(credits)s credits for %(hours)s class hours; "
            "%(low)s to %(high)s hours are one credit."
        ),
    }


def threshold_text(row: Requirement | PlannedRequirement) -> str:
    """Return what a requirement asks for, with its figures: as what is to be done, never as if it were."""
    return _THRESHOLDS[RequirementKind(row.kind)](row)


def _lessons(row: Any) -> str:
    if row.share_percent == 100:
        return _("Complete every lesson")
    return _("Complete %(share)s %% of the lessons") % {"share": row.share_percent}


def _hours(row: Any) -> str:
    theory, practice = hours_text(row.theory_minutes or 0), hours_text(row.practice_minutes or 0)
    if row.theory_minutes and row.practice_minutes:
        words = _("Attend %(theory)s class hours of theory and %(practice)s of practice")
        return words % {"theory": theory, "practice": practice}
    if row.theory_minutes:
        return _("Attend %(hours)s class hours of theory") % {"hours": theory}
    return _("Attend %(hours)s class hours of practice") % {"hours": practice}


def _examination(row: Any) -> str:
    return _("Pass examination %(scheme)s") % {"scheme": row.examination_scheme}


def _task(row: Any) -> str:
    return _("Pass practical task %(rubric)s") % {"rubric": row.rubric_code}


def _credits(row: Any) -> str:
    values = {"count": row.minimum, "block": block_text(row.block)}
    if row.block:
        return (
            ngettext(
                "Earn %(count)s credit in: %(block)s", "Earn %(count)s credits in: %(block)s", row.minimum
            )
            % values
        )
    return ngettext("Earn %(count)s credit", "Earn %(count)s credits", row.minimum) % values


def _electives(row: Any) -> str:
    return ngettext(
        "Earn %(count)s credit in electives", "Earn %(count)s credits in electives", row.minimum
    ) % {"count": row.minimum}


def _certificates(row: Any) -> str:
    kinds = _(", ").join(certificate_text(kind) for kind in row.certificate_kinds)
    values = {"count": row.minimum, "kinds": kinds}
    return (
        ngettext(
            "Hold %(count)s certificate of these kinds: %(kinds)s",
            "Hold %(count)s different certificates of these kinds: %(kinds)s",
            row.minimum,
        )
        % values
    )


_THRESHOLDS: dict[RequirementKind, Callable[[Any], str]] = {
    RequirementKind.LESSONS_COMPLETED: _lessons,
    RequirementKind.HOURS_ATTENDED: _hours,
    RequirementKind.EXAMINATION_PASSED: _examination,
    RequirementKind.PRACTICAL_TASK_PASSED: _task,
    RequirementKind.CREDITS_EARNED: _credits,
    RequirementKind.ELECTIVES_EARNED: _electives,
    RequirementKind.CERTIFICATES_HELD: _certificates,
}


def certificate_text(kind: str) -> str:
    """Return the name of a kind of certificate."""
    return str(CertificateKind(kind).label) if kind in CertificateKind.values else kind


def teaching_text(teaching: str) -> str:
    """Return in which teaching equipment is needed."""
    return str(Teaching(teaching).label) if teaching else _("theory and practice")


def need_text(row: EquipmentNeed) -> str:
    """Return how many of a kind of equipment are needed, and by whom."""
    if row.per_people is None:
        return _("%(count)d for the class") % {"count": row.count}
    if row.per_people == 1:
        return _("%(count)d for each person") % {"count": row.count}
    return _("%(count)d for every %(people)d people") % {"count": row.count, "people": row.per_people}


def difference_text(row: Difference) -> str:
    """Return a difference as one line: part, code, title, what happened."""
    what = change_text(row)
    if row.old is not None or row.new is not None:
        values = {"old": value_text(row.field, row.old), "new": value_text(row.field, row.new)}
        what = f"{what}{_(': ')}" + _("%(old)s → %(new)s") % values
    return f"{part_text(row.part)} {row.code}{_(': ')}{what}"


def part_text(part: str) -> str:
    """Return the name of a part."""
    return {
        "version": pgettext("programme", "Version"),
        "course": _("Course"),
        "unit": _("Unit"),
        "lesson": _("Lesson"),
        "requirement": _("Requirement"),
        "recognition": _("Recognition table"),
        "equipment": _("Equipment"),
    }[part]


def change_text(row: Difference) -> str:
    """Return what happened, with the field where a value changed."""
    words = {
        Change.ADDED: pgettext("comparison", "added"),
        Change.REMOVED: _("removed"),
        Change.MOVED: _("moved"),
        Change.CHANGED: _("changed"),
    }
    field = field_text(row.field)
    return (
        _("%(change)s (%(field)s)") % {"change": words[row.change], "field": field}
        if field
        else words[row.change]
    )


def field_text(field: str) -> str:
    """Return the name of a compared value."""
    if field.startswith("credits:"):
        return certificate_text(field.removeprefix("credits:"))
    names = {
        "title": _("title"),
        "block": _("block"),
        "credits": _("credits"),
        "is_elective": _("elective"),
        "theory_minutes": _("class hours of theory"),
        "practice_minutes": _("class hours of practice"),
        "requires": _("prerequisites"),
        "kind": _("kind"),
        "share_percent": _("share in percent"),
        "examination_scheme": _("examination scheme"),
        "rubric_code": _("code of the practical task"),
        "minimum": _("at least"),
        "certificate_kinds": _("kinds of certificates"),
        "valid_from": _("valid from"),
        "basis": _("what it rests on"),
        "standard": _("standard or syllabus"),
        "cap_percent": _("limit in percent"),
        "cap_blocks": _("blocks that the limit is counted over"),
        "count": _("number"),
        "per_people": _("people in a group"),
        "teaching": _("needed in"),
        "parent": _("place"),
        "position": _("position"),
    }
    return names.get(field, "")


def value_text(field: str, value: Any) -> str:
    """Return a compared value as people read it."""
    if field == "teaching":
        return teaching_text(value)
    if value in (None, "", (), []):
        return _("nothing")
    if field in ("theory_minutes", "practice_minutes"):
        return hours_text(value)
    if field in ("title", "basis"):
        chinese = not (get_language() or "").startswith("en")
        return value["zh"] if chinese or not value["en"] else value["en"]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field == "valid_from":
        return date_format(value, "Y-m-d")
    return _coded(field, value)


def _coded(field: str, value: Any) -> str:
    label = {
        "block": block_text,
        "cap_blocks": block_text,
        "certificate_kinds": certificate_text,
        "kind": lambda kind: str(RequirementKind(kind).label),
    }.get(field, str)
    return _(", ").join(label(each) for each in value) if isinstance(value, tuple) else label(value)
