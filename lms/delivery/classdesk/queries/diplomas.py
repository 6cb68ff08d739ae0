"""Classes in which people have completed and wait for their diploma; also one that is over, which no list shows."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from lms.accounts.api import User
from lms.delivery.classdesk.policies import cohorts_run_by
from lms.delivery.cohorts.models import Cohort
from lms.enrolments.api import COMPLETED, diplomas_due

MOST = 10


def with_waiting(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Return those of the cohorts in which somebody waits for a diploma, with `waiting` people."""
    last = Q(members__left_because=COMPLETED) | Q(members__left_on=None)
    waiting = Count("members__enrolment", last & Q(members__enrolment__in=diplomas_due()), distinct=True)
    return cohorts.annotate(waiting=waiting).filter(waiting__gt=0)


def over_and_waiting(user: User, *, today: date) -> list[Cohort]:
    """Return the cohorts of the user that are over and in which somebody waits for a diploma, the newest first."""
    rows = cohorts_run_by(user).filter(ends_on__lt=today, cancelled_at=None)
    return list(with_waiting(rows).order_by("-ends_on", "code")[:MOST])
