"""Reads for the examinations officer: what is planned, who can be admitted, where each candidate stands."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from lms.accounts.api import sites_visible_to
from lms.core.enums import Role
from lms.enrolments.api import Enrolment, EnrolmentState
from lms.exams.errors import PracticalNotFound
from lms.exams.practical.admission import asked_by, enrolments_with_a_try_left, reasons_against
from lms.exams.practical.models import (
    PracticalCandidate,
    PracticalExamination,
    PracticalResult,
    PracticalScheme,
)
from lms.exams.practical.policies import practicals_run_by
from lms.exams.practical.presentation import CandidateLine
from lms.exams.practical.standing import standings
from lms.organisations.api import Room


def list_practicals(user: Any) -> QuerySet[PracticalExamination]:
    """Return the practical examinations at the user's sites with their numbers of candidates, the newest first."""
    rows = practicals_run_by(user).select_related("scheme", "room")
    return rows.annotate(candidate_count=Count("candidates", filter=Q(candidates__attempt=1)))


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


def schemes_in_force() -> QuerySet[PracticalScheme]:
    """Return the newest version of each practical scheme."""
    newest = PracticalScheme.objects.filter(code=OuterRef("code")).order_by("-number").values("number")[:1]
    return PracticalScheme.objects.annotate(newest=Subquery(newest)).filter(number=F("newest"))


def rooms_of(user: Any) -> QuerySet[Room]:
    """Return the rooms of the sites where the user runs examinations."""
    sites = sites_visible_to(user, (Role.EXAMINATIONS_OFFICER,))
    return Room.objects.filter(site__in=sites).select_related("site")


def enrolments_asked(examination: PracticalExamination) -> QuerySet[Enrolment]:
    """Return who is asked for this examination and not in it: at the site, in such a programme."""
    asked = asked_by(examination.scheme)
    rows = Enrolment.objects.filter(asked, site=examination.site).exclude(state=EnrolmentState.WITHDRAWN)
    rows = rows.exclude(practicals__examination=examination)
    return rows.select_related("person", "version__programme").distinct().order_by("person__sort_name", "pk")


@dataclass(frozen=True, slots=True)
class ToAdmit:
    """Who may be admitted to an examination, and why the others may not: their names with the reasons in words."""

    eligible: QuerySet[Enrolment]
    barred: list[tuple[str, list[str]]]


def who_to_admit(examination: PracticalExamination) -> ToAdmit:
    """Return who is asked for this examination, by what the rule of admission says of them."""
    rows = enrolments_asked(examination)
    everybody = list(rows)
    reasons = reasons_against(examination, everybody)
    barred = [(row.person.full_name, reasons[row.pk]) for row in everybody if row.pk in reasons]
    return ToAdmit(rows.exclude(pk__in=reasons), barred)


def candidate_lines(examination: PracticalExamination) -> list[CandidateLine]:
    """Return every try of every candidate with its standing, and the result once it is settled."""
    results = PracticalResult.objects.filter(candidate__examination=examination).order_by("number")
    newest = {row.candidate_id: row for row in results}
    left, most = enrolments_with_a_try_left(examination), examination.scheme.tries
    return [
        CandidateLine(
            row,
            newest.get(row.candidate.pk),
            may_try_again=row.candidate.attempt < most and row.candidate.enrolment_id in left,
        )
        for row in standings(examination)
    ]
