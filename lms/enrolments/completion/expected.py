"""Outside certificates that a “what if” takes as there: on record and not confirmed yet, or still to come."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from courses.catalog.api import Programme, ProgrammeKind
from lms.enrolments.external.models import ExternalCertificate, ExternalKind, VerificationResult
from lms.enrolments.external.queries import certificates_by_person, last_day_of, standing
from lms.enrolments.external.rules import Standing, is_valid_on
from lms.enrolments.models import Enrolment, EnrolmentState

# What bodies outside issue to whoever passes what a programme prepares for.
_ENDS_IN = {
    ProgrammeKind.SKILL_LEVEL: ExternalKind.SKILL_LEVEL,
    ProgrammeKind.SPECIAL_OPERATION: ExternalKind.SPECIAL_OPERATION,
}


@dataclass(frozen=True, slots=True)
class ExpectedPaper:
    """A certificate taken as issued and confirmed: one on record, by its uuid, or one to come."""

    kind: str = ""
    occupation: str = ""
    level: int | None = None
    recorded: UUID | None = None


def papers_to_expect(person_id: int, *, today: date) -> dict[str, tuple[str, ExpectedPaper]]:
    """Return what can be asked with of a person, each with its words: papers that nobody confirmed yet, and those that
    the programmes which the person is on or has completed end in; two queries."""
    found: dict[str, tuple[str, ExpectedPaper]] = {}
    for row in certificates_by_person([person_id])[person_id]:
        counts_already = standing(row) is Standing.CONFIRMED
        if (
            row.struck_at is None
            and not counts_already
            and is_valid_on(row.issued_date, last_day_of(row), day=today)
        ):
            words = (paper_text(row), row.masked_number, _("on record, not confirmed yet"))
            found[f"paper-{row.uuid}"] = (" · ".join(words), ExpectedPaper(recorded=row.uuid))
    rows = Enrolment.objects.filter(person=person_id).exclude(state=EnrolmentState.WITHDRAWN)
    for enrolment in rows.select_related("version__programme__occupation").order_by("pk"):
        programme = enrolment.version.programme
        paper = paper_of(programme)
        if paper is not None:
            after = _("to come, after %(title)s") % {"title": programme.title}
            found[f"award-{programme.code}"] = (f"{paper_text(_row(paper, today))} · {after}", paper)
    return found


def paper_of(programme: Programme) -> ExpectedPaper | None:
    """Return what bodies outside issue after a programme; None where it is no certificate of theirs."""
    kind = _ENDS_IN.get(ProgrammeKind(programme.kind))
    if kind is None:
        return None
    occupation = programme.occupation.title_zh if programme.occupation else programme.title_zh
    level = programme.level if kind is ExternalKind.SKILL_LEVEL else None
    return ExpectedPaper(kind.value, occupation, level)


def paper_text(row: ExternalCertificate) -> str:
    """Return kind, occupation and level of a certificate."""
    level = row.get_level_display() if row.level else ""
    return " · ".join(filter(None, (row.get_kind_display(), row.occupation, level)))


def with_expected(
    rows: Iterable[ExternalCertificate], expected: Sequence[ExpectedPaper], *, day: date
) -> list[ExternalCertificate]:
    """Return certificates as they would be on record with those expected; the rows given stay as they are."""
    recorded = {one.recorded for one in expected}
    found = [_confirmed(copy(row)) if row.uuid in recorded else row for row in rows]
    return [*found, *(_confirmed(_row(one, day)) for one in expected if one.recorded is None)]


def _row(paper: ExpectedPaper, day: date) -> ExternalCertificate:
    return ExternalCertificate(
        kind=paper.kind, occupation=paper.occupation, level=paper.level, issued_date=day
    )


def _confirmed(row: ExternalCertificate) -> ExternalCertificate:
    row.last_result = VerificationResult.CONFIRMED.value  # type: ignore[attr-defined]
    row.is_expected = True  # type: ignore[attr-defined]
    return row
