"""Reads for the examinations officer: what is planned, who can be admitted, where each candidate stands."""

from typing import Any
from uuid import UUID

from django.db.models import Case, Count, DateTimeField, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext as _

from lms.enrolments.api import Enrolment, EnrolmentState
from lms.exams.practical.admission import asked_for, in_words, judged_for
from lms.exams.practical.conflicts import conflicts_at
from lms.exams.practical.errors import PracticalNotFound
from lms.exams.practical.models import (
    ConflictOfInterest,
    PracticalCandidate,
    PracticalExamination,
    PracticalResult,
    PracticalScheme,
    PracticalState,
)
from lms.exams.practical.policies import practicals_run_by
from lms.exams.practical.presentation import CandidateLine
from lms.exams.practical.standing import standings
from lms.exams.practical.waived import waived_among


def list_practicals(user: Any) -> QuerySet[PracticalExamination]:
    """Return the practical examinations at the user's sites with their numbers of candidates.

    Those that are still to come or run stand first, the next one at the top; then the others, the newest first.
    """
    rows = practicals_run_by(user).select_related("scheme", "room")
    rows = rows.annotate(candidate_count=Count("candidates", filter=Q(candidates__attempt=1)))
    still = Q(state__in=(PracticalState.SCHEDULED, PracticalState.OPEN))
    begins = Case(When(still, then=F("starts_at")), default=None, output_field=DateTimeField())
    return rows.annotate(begins=begins).order_by(F("begins").asc(nulls_last=True), "-starts_at", "-pk")


def get_practical(user: Any, uuid: UUID) -> PracticalExamination:
    """Return an examination at the user's sites.

    :raises PracticalNotFound: when there is none.
    """
    rows = practicals_run_by(user).select_related("scheme", "room", "site")
    row = rows.filter(uuid=uuid).first()
    if row is None:
        raise PracticalNotFound(_("There is no such practical examination for you."))
    return row


def get_practical_candidate(examination: PracticalExamination, uuid: UUID) -> PracticalCandidate:
    """Return a candidate of an examination.

    :raises PracticalNotFound: when there is none.
    """
    row = examination.candidates.select_related("enrolment__person").filter(uuid=uuid).first()
    if row is None:
        raise PracticalNotFound(_("There is no such practical examination for you."))
    row.examination = examination
    return row


def list_conflicts(examination: PracticalExamination) -> QuerySet[ConflictOfInterest]:
    """Return what was declared between panel and candidates and holds."""
    return conflicts_at(examination).select_related("assessor", "person").order_by("declared_at", "pk")


def get_conflict(examination: PracticalExamination, uuid: UUID) -> ConflictOfInterest:
    """Return a conflict of interest between the panel and the candidates of an examination.

    :raises PracticalNotFound: when there is none, or it was taken back.
    """
    row = list_conflicts(examination).filter(uuid=uuid).first()
    if row is None:
        raise PracticalNotFound(_("There is no such practical examination for you."))
    return row


def schemes_in_force() -> QuerySet[PracticalScheme]:
    """Return the newest version of each practical scheme."""
    newest = PracticalScheme.objects.filter(code=OuterRef("code")).order_by("-number").values("number")[:1]
    return PracticalScheme.objects.annotate(newest=Subquery(newest)).filter(number=F("newest"))


def enrolments_to_admit(examination: PracticalExamination) -> tuple[QuerySet[Enrolment], list[str]]:
    """Return who can still be admitted, and in words who of the site's such programmes cannot be, and why."""
    rows = Enrolment.objects.filter(asked_for(examination.scheme), site=examination.site)
    rows = rows.exclude(state=EnrolmentState.WITHDRAWN).exclude(practicals__examination=examination)
    rows = (
        rows.select_related("person__user", "version__programme")
        .distinct()
        .order_by("person__sort_name", "pk")
    )
    judged = judged_for(examination, rows)
    able = [one.enrolment.pk for one in judged if one.judgement.is_eligible]
    return rows.filter(pk__in=able), in_words(examination, judged)


def candidate_lines(examination: PracticalExamination) -> list[CandidateLine]:
    """Return every try of every candidate with its standing, and the result once it is settled."""
    results = PracticalResult.objects.filter(candidate__examination=examination).order_by("number")
    newest = {row.candidate_id: row for row in results}
    tries = examination.scheme.tries
    waived = waived_among(PracticalCandidate.objects.filter(examination=examination))
    return [
        CandidateLine(row, newest.get(row.candidate.pk), tries, row.candidate.pk in waived)
        for row in standings(examination)
    ]
