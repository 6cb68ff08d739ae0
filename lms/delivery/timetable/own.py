"""The timetable of one person in training: sessions of the classes that the person is in."""

from collections.abc import Collection
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate

from lms.core.clock import end_of_day, start_of_day
from lms.delivery.cohorts.models import CohortMember
from lms.delivery.timetable.models import ClassSession


def sessions_of(enrolments: Collection[int], first: date, last: date) -> list[ClassSession]:
    """Return the sessions between two days that these enrolments belong to, cancelled ones too. One query.

    Only of days on which an enrolment was in the class.
    """
    day = TruncDate("begins_at", tzinfo=ZoneInfo("Asia/Shanghai"))
    lasting = Q(left_on__isnull=True) | Q(left_on__gt=OuterRef("day"))
    stays = CohortMember.objects.filter(
        lasting, cohort=OuterRef("cohort"), enrolment__in=enrolments, joined_on__lte=OuterRef("day")
    )
    rows = ClassSession.objects.filter(begins_at__range=(start_of_day(first), end_of_day(last)))
    rows = rows.annotate(day=day).filter(Exists(stays))
    related = ("cohort", "course", "unit", "room", "instructor")
    return list(rows.select_related(*related).order_by("begins_at", "pk"))
