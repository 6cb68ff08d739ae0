"""What the clinic said of training, as of a day."""

from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from lms.accounts.api import User
from lms.enrolments.admission.models import Admission, FitnessReason, FitnessStatement


def first_statement(stay: Admission, *, by: User | None, now: datetime) -> FitnessStatement:
    """Return, not yet kept, the statement with which a stay begins of which fitness is known."""
    assert stay.is_fit is not None and stay.fitness_date is not None  # noqa: S101, PT018 - a constraint keeps both
    return FitnessStatement(
        admission=stay,
        is_fit=stay.is_fit,
        stated_on=stay.fitness_date,
        reason=FitnessReason.ADMISSION,
        by=by,
        at=now,
    )


def counting_on(day: date, statements: QuerySet[FitnessStatement]) -> QuerySet[FitnessStatement]:
    """Return what counts of some statements on a day, the one that decides first."""
    kept = statements.filter(replaced_by__isnull=True, stated_on__lte=day)
    return kept.order_by("-stated_on", "-pk")


def with_fitness_on(day: date, stays: QuerySet[Admission]) -> QuerySet[Any]:
    """Return stays, each with `fit_then`: what the clinic had said by that day; None: nothing."""
    own = counting_on(day, FitnessStatement.objects.filter(admission=OuterRef("pk")))
    return stays.annotate(fit_then=Subquery(own.values("is_fit")[:1]))


def list_statements(stay: Admission) -> QuerySet[FitnessStatement]:
    """Return every statement of a stay, the last one written first, each with what replaced it."""
    return stay.fitness.select_related("by", "replaced_by").order_by("-pk")
