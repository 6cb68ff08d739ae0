"""What was told after the backup proves again what it proved: evidence follows from results, and is not copied."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from lms.core.actor import Actor
from lms.enrolments.api import lock_enrolments
from lms.exams.appeals.models import Appeal
from lms.exams.handmarking.models import FurtherMarking
from lms.exams.marking.models import Result
from lms.exams.marking.operations import record_evidence
from lms.exams.results.checking import Before, form_of
from lms.exams.results.models import ResultSet
from lms.exams.secondcopy.rows import Copied
from lms.exams.sittings.models import Sitting

# What a replay checks where it brings it, and takes as it is where the backup has it.
_CHECKED: Sequence[type[Model]] = (Result, ResultSet, Appeal, FurtherMarking)


def known_here(copy: Copied) -> Before:
    """Return what the database says of results, sets and appeals before anything is brought back."""
    return frozenset(
        form_of(row)
        for model in _CHECKED
        for row in model._default_manager.filter(pk__in=copy.of(model)).order_by()
    )


def prove_again(sitting: Sitting, before: Before, *, actor: Actor, now: datetime) -> None:
    """Record what results prove that were told after the backup, as their releases did; again changes nothing."""
    rows = Result.objects.filter(attempt__candidate__sitting=sitting, released_at__isnull=False)
    related = rows.select_related("attempt__candidate__sitting__scheme", "attempt__candidate__enrolment")
    told: dict[int, Result] = {}
    fresh: list[Result] = []
    for row in related.order_by("released_at", "pk"):
        former = told.get(row.attempt_id)
        told[row.attempt_id] = row
        # Nothing is proved anew where the candidate was told the very same before.
        if form_of(row) not in before and (former is None or _mark(former) != _mark(row)):
            fresh.append(row)
    lock_enrolments([row.attempt.candidate.enrolment_id for row in fresh])
    for row in fresh:
        record_evidence(row.attempt, row, actor=actor, now=now)


def _mark(row: Result) -> tuple[object, ...]:
    return row.score, row.max_score, row.passed
