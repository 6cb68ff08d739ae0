"""Reads what a transcript shows: the version's courses, the credits that stand, the examinations of the audit."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from certificates.issuing.errors import NotIssuable
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.studies.queries import years_at
from certificates.issuing.studies.rules import STUDIED
from certificates.issuing.studies.words import transcript_refused_text
from certificates.issuing.transcripts.rules import Given, Planned, Transcript, transcript_of
from courses.catalog.api import Course, ProgrammeKind, RequirementKind
from lms.core.clock import local_date
from lms.enrolments.api import Enrolment, Question, RequirementStanding, audit_of

EXAMINED = frozenset({RequirementKind.EXAMINATION_PASSED, RequirementKind.PRACTICAL_TASK_PASSED})


@dataclass(frozen=True, slots=True)
class Examined:
    """An examination of the programme: what it is called, the percentage reached, and whether it is passed."""

    title_zh: str
    title_en: str
    percent: Decimal
    is_met: bool


@dataclass(frozen=True, slots=True)
class TranscriptSheet:
    """Everything that the paper shows of one enrolment on a day."""

    enrolment: Enrolment
    began: date
    ended: date | None
    years: int
    transcript: Transcript
    examinations: tuple[Examined, ...]
    today: date
    certificate: Credential | None  # in force, of these studies


def transcript_sheet(enrolment: Enrolment, *, now: datetime) -> TranscriptSheet:
    """Return the transcript of an enrolment on a diploma programme as it stands now; the queries are few and fixed.

    :raises NotIssuable: for programmes of other kinds, which have no transcript.
    """
    if enrolment.version.programme.kind != ProgrammeKind.DIPLOMA:
        raise NotIssuable(transcript_refused_text())
    today = local_date(now)
    audit = audit_of(enrolment, Question(today))
    courses = Course.objects.filter(version=enrolment.version_id).prefetch_related("units")
    given = [
        Given(row.course_id, row.credits, row.mark, row.source)
        for row in audit.ledger
        if row.reversed_at is None
    ]
    ended = enrolment.completed_at or enrolment.withdrawn_at
    return TranscriptSheet(
        enrolment=enrolment,
        began=local_date(enrolment.enrolled_at),
        ended=local_date(ended) if ended else None,
        years=years_at(enrolment),
        transcript=transcript_of([_planned(row) for row in courses.order_by("position")], given),
        examinations=tuple(
            Examined(
                line.requirement.title_zh,
                line.requirement.title_en,
                line.line.need.percent,
                line.line.state is RequirementStanding.MET,
            )
            for line in audit.lines
            if line.requirement.kind in EXAMINED
        ),
        today=today,
        certificate=_in_force(enrolment),
    )


def _in_force(enrolment: Enrolment) -> Credential | None:
    """Return the certificate of these studies that is in force: by its number the paper can be compared outside."""
    rows = Credential.objects.filter(enrolment=enrolment, kind__in=STUDIED, state=CredentialState.ISSUED)
    return rows.defer("payload").first()


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
