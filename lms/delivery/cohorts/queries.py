"""Reads of cohorts: their stays on a day, and what stands beside them."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from courses.catalog.api import Programme
from lms.accounts.api import User
from lms.core.clock import start_of_day
from lms.delivery.cohorts.models import Cohort, CohortMember, Qualification
from lms.delivery.cohorts.rules import Stay
from lms.delivery.errors import CohortNotFound
from lms.delivery.timetable.models import ClassSession, SessionState
from lms.enrolments.api import Enrolment


def get_cohort(uuid: UUID) -> Cohort:
    """Return the cohort with its version, school and site.

    :raises CohortNotFound: there is none.
    """
    rows = Cohort.objects.select_related("version__programme", "school", "site")
    row = rows.filter(uuid=uuid).first()
    if row is None:
        raise CohortNotFound(_("There is no such cohort."))
    return row


def stays_of(cohort: Cohort) -> list[Stay]:
    """Return all stays in the cohort, ended ones too."""
    return [Stay(*row) for row in cohort.members.values_list("joined_on", "left_on")]


def members_on(day: date) -> QuerySet[CohortMember]:
    """Return the stays that hold on the day, in whichever cohort."""
    still = Q(left_on__isnull=True) | Q(left_on__gt=day)
    return CohortMember.objects.filter(still, joined_on__lte=day)


def sessions_beside(cohort: Cohort, enrolment: Enrolment, day: date) -> QuerySet[ClassSession]:
    """Return the sessions of the person's other cohorts, from the day on, that overlap with this cohort's."""
    begun = start_of_day(day, zone=cohort.site.time_zone)
    planned = ClassSession.objects.filter(state=SessionState.PLANNED)
    # Both begin before the other ends.
    same = planned.filter(cohort=cohort, begins_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("begins_at"))
    stays = CohortMember.objects.filter(enrolment__person=enrolment.person_id).exclude(cohort=cohort)
    lasting = stays.filter(Q(left_on__isnull=True) | Q(left_on__gt=day))
    others = planned.filter(cohort__in=lasting.values("cohort"), ends_at__gt=begun)
    return others.filter(Exists(same)).annotate(code=F("cohort__code"))


def is_qualified(instructor: User, programme: Programme, day: date) -> bool:
    """Return whether the instructor may teach the programme on the day."""
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    held = Qualification.objects.filter(instructor=instructor, programme=programme)
    return held.filter(lasting, valid_from__lte=day).exists()
