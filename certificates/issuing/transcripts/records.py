"""Gathers what transcripts show, for many at once: courses of the version, credits that stand, examinations."""

from collections.abc import Iterable, Sequence
from datetime import date

from certificates.issuing.transcripts.rules import Examined, Given, Planned, Records, records_of
from courses.catalog.api import Course, RequirementKind
from lms.core.numbers import plain
from lms.enrolments.api import Audit, Enrolment, Question, RequirementStanding, audits_of

EXAMINED = frozenset({RequirementKind.EXAMINATION_PASSED, RequirementKind.PRACTICAL_TASK_PASSED})


def records_by(enrolments: Sequence[Enrolment], *, today: date) -> dict[int, Records]:
    """Return by enrolment what a transcript shows as it stands; the queries do not grow with the enrolments."""
    audits = audits_of(enrolments, {row.pk: Question(today) for row in enrolments})
    courses = _courses_of({row.version_id for row in enrolments})
    return {
        audit.enrolment.pk: records_of(
            courses.get(audit.enrolment.version_id, []), _given(audit), _examinations(audit)
        )
        for audit in audits
    }


def _courses_of(versions: Iterable[int]) -> dict[int, list[Planned]]:
    found: dict[int, list[Planned]] = {}
    rows = Course.objects.filter(version__in=list(versions)).prefetch_related("units")
    for row in rows.order_by("version", "position"):
        found.setdefault(row.version_id, []).append(_planned(row))
    return found


def _given(audit: Audit) -> list[Given]:
    return [
        Given(row.course_id, row.credits, row.mark, row.source)
        for row in audit.ledger
        if row.reversed_at is None
    ]


def _examinations(audit: Audit) -> list[Examined]:
    return [
        Examined(
            line.requirement.title_zh,
            line.requirement.title_en,
            plain(line.line.need.percent) if line.line.need.percent else "",
            line.line.state is RequirementStanding.MET,
        )
        for line in audit.lines
        if line.requirement.kind in EXAMINED
    ]


def _planned(row: Course) -> Planned:
    return Planned(
        key=row.pk,
        block=row.block,
        title_zh=row.title_zh,
        title_en=row.title_en,
        theory=row.theory_hours,
        practice=row.practice_hours,
        credits=row.credits,
    )
