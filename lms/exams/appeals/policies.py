"""Whose appeals somebody sees: candidates their own, examinations officers those at their sites."""

from typing import Any

from django.db.models import Q, QuerySet

from lms.accounts.api import User
from lms.exams.appeals.models import Appeal
from lms.exams.appeals.standing import appealable, appealable_practicals
from lms.exams.marking.models import Result
from lms.exams.practical.models import PracticalResult
from lms.exams.sittingdesk.policies import PLAN, sites_of

REVIEW = PLAN
_RELATED = (
    "result",
    "further_marking",
    "attempt__paper",
    "attempt__candidate__sitting__scheme",
    "attempt__candidate__sitting__site",
    "attempt__candidate__sitting__room",
    "attempt__candidate__enrolment__person",
    "attempt__candidate__enrolment__school",
    "practical_result__candidate__examination__scheme",
    "practical_result__candidate__examination__site",
    "practical_result__candidate__examination__room",
    "practical_result__candidate__enrolment__person",
    "practical_result__candidate__enrolment__school",
)
PERSON = ("attempt__candidate__enrolment__person", "practical_result__candidate__enrolment__person")
SITE = ("attempt__candidate__sitting__site", "practical_result__candidate__examination__site")


def either(names: tuple[str, str], value: Any) -> Q:
    """Return the condition that the one or the other column, of what was written or done, is this."""
    written, done = names
    return Q(**{written: value}) | Q(**{done: value})


def _related(rows: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """Join what a list says of an appeal; what is on its paper is large, and read as an opened paper only."""
    return rows.select_related(*_RELATED).defer("attempt__paper__content")


def appeals_visible_to(user: User) -> QuerySet[Appeal]:
    """Return the appeals against results of examinations at the user's sites; an officer sees none against the own."""
    written, done = SITE
    rows = Appeal.objects.filter(either((f"{written}__in", f"{done}__in"), sites_of(user)))
    written_by, done_by = PERSON
    return _related(rows.exclude(either((f"{written_by}__user", f"{done_by}__user"), user)))


def own_appeals(person_id: int | None) -> QuerySet[Appeal]:
    """Return a candidate's own appeals."""
    rows = Appeal.objects.filter(either(PERSON, person_id))
    return _related(rows) if person_id is not None else rows.none()


def results_appealable_by(user: User) -> QuerySet[Result]:
    """Return the released results that count, at the user's sites: against these an officer files for a candidate.

    An own result is none of them: its candidate files as everybody does.
    """
    rows = appealable().filter(attempt__candidate__sitting__site__in=sites_of(user))
    return rows.exclude(attempt__candidate__enrolment__person__user=user)


def practicals_appealable_by(user: User) -> QuerySet[PracticalResult]:
    """Return the released practical results at the user's sites: against these an officer files for a candidate."""
    rows = appealable_practicals().filter(candidate__examination__site__in=sites_of(user))
    return rows.exclude(candidate__enrolment__person__user=user)
