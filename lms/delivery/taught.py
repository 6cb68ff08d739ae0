"""Who teaches whom by the timetable: for those who must not examine people whom they teach. Reads only."""

from collections.abc import Iterable
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from lms.accounts.api import User
from lms.delivery.timetable.models import ChangeKind, ClassSession, SessionChange, SessionState

_STAY = "cohort__members"
_PERSON = f"{_STAY}__enrolment__person"


def persons_taught_by(user: User, persons: Iterable[int]) -> QuerySet[ClassSession, int]:
    """Return which of these persons a user teaches or taught in a cohort, by key and in one query.

    A session counts for everybody who belonged to its cohort on its day, of whatever programme, and whether it has
    been held or is still to come: a class has its teacher before the first lesson. A cancelled session does not count.
    Who was replaced after a session had begun counts beside who replaced them.
    """
    mine = Q(instructor=user, state=SessionState.PLANNED)
    before = _replaced_late().filter(instructor_before=user)
    rows = _sessions_of(persons).filter(mine | Exists(before.filter(session=OuterRef("pk"))))
    return rows.values_list(_PERSON, flat=True)


def teachers_of(person: int) -> Iterable[UUID]:
    """Return the users who teach or taught a person in a cohort, by the same rule and in one query."""
    sessions = _sessions_of([person])
    planned = sessions.filter(state=SessionState.PLANNED).values_list("instructor__uuid", flat=True)
    before = _replaced_late().filter(session__in=sessions.values("pk"), instructor_before__isnull=False)
    return planned.union(before.order_by().values_list("instructor_before__uuid", flat=True))


def _sessions_of(persons: Iterable[int]) -> QuerySet[ClassSession]:
    """Return the sessions on whose day one of these persons belonged to the cohort."""
    day = TruncDate("begins_at", tzinfo=ZoneInfo(settings.TIME_ZONE))
    staying = Q(**{f"{_STAY}__left_on__isnull": True}) | Q(**{f"{_STAY}__left_on__gt": F("day")})
    # One filter: all of it is said of the same stay.
    there = {f"{_STAY}__joined_on__lte": F("day"), f"{_PERSON}__in": list(persons)}
    return ClassSession.objects.annotate(day=day).filter(staying, **there).order_by()


def _replaced_late() -> QuerySet[SessionChange]:
    """Return the changes by which a session that had begun got another instructor, or another room."""
    replaced = SessionChange.objects.filter(kind=ChangeKind.REPLACED, state_before=SessionState.PLANNED)
    return replaced.filter(changed_at__gt=F("begins_before"))
