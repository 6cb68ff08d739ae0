"""Reads of cohorts: their stays on a day, and what stands beside them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from courses.catalog.api import Programme
from lms.accounts.api import User
from lms.core.clock import end_of_day, local_date, start_of_day
from lms.delivery.cohorts.models import Cohort, CohortMember, Qualification
from lms.delivery.cohorts.rules import Stay
from lms.delivery.errors import CohortNotFound
from lms.delivery.register.models import Register, RegisterState
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


def lasting_from(day: date | OuterRef) -> Q:
    """Return which stays hold on a day or a later one, see `Stay.lasts_from`."""
    return Q(left_on__isnull=True) | Q(left_on__gt=day) & Q(left_on__gt=F("joined_on"))


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
    found = others.filter(Exists(same)).select_related("cohort__site")
    return found.order_by("begins_at", "pk")


def classes_beside(enrolments: Sequence[Enrolment], day: date) -> dict[int, list[CohortMember]]:
    """Return by enrolment the stays of its person in classes of other enrolments that last on a day or later.

    One query for all of them.
    """
    persons = {row.person_id: row.pk for row in enrolments}
    rows = CohortMember.objects.filter(lasting_from(day), enrolment__person__in=persons)
    rows = rows.filter(cohort__cancelled_at__isnull=True, cohort__ends_on__gte=day)
    rows = rows.exclude(enrolment__in=persons.values())
    found: dict[int, list[CohortMember]] = {}
    related = ("cohort__version__programme", "cohort__site", "enrolment")
    for member in rows.select_related(*related).order_by("joined_on", "pk"):
        found.setdefault(persons[member.enrolment.person_id], []).append(member)
    return found


def unsaid_on(enrolment: Enrolment, day: date, *, now: datetime) -> QuerySet[ClassSession]:
    """Return the sessions of the person's classes on a day that have begun, and of which no register says anything.

    Nobody has begun the register, or it is being kept and does not name the person so far. The earliest first.
    """
    zone = enrolment.site.time_zone
    begins, ends = start_of_day(day, zone=zone), start_of_day(day + timedelta(days=1), zone=zone)
    own = members_on(day).filter(enrolment=enrolment).values("cohort")
    rows = ClassSession.objects.filter(cohort__in=own, state=SessionState.PLANNED, begins_at__lte=now)
    rows = rows.filter(begins_at__gte=begins, begins_at__lt=ends)
    open_ = Q(register__isnull=True) | Q(register__state=RegisterState.OPEN)
    named = enrolment.attendance_marks.filter(register__session=OuterRef("pk"))
    return rows.filter(open_, ~Exists(named)).select_related("cohort__site", "register").order_by("begins_at")


def unbegun_after(enrolment: Enrolment, day: date, *, now: datetime) -> list[ClassSession]:
    """Return the lessons after a day that the person's classes have had and of which no register says anything.

    The earliest first; two queries.
    """
    zone = enrolment.site.time_zone
    first = start_of_day(day + timedelta(days=1), zone=zone)
    members = CohortMember.objects.filter(enrolment=enrolment, cohort__cancelled_at=None)
    stays: dict[int, list[Stay]] = {}  # who left a class and came back has several in it
    for cohort, joined_on, left_on in members.values_list("cohort_id", "joined_on", "left_on"):
        stays.setdefault(cohort, []).append(Stay(joined_on, left_on))
    rows = ClassSession.objects.filter(
        cohort__in=list(stays), state=SessionState.PLANNED, begins_at__gte=first, begins_at__lte=now
    )
    open_ = Q(register__isnull=True) | Q(register__state=RegisterState.OPEN)
    named = enrolment.attendance_marks.filter(register__session=OuterRef("pk"))
    held = rows.filter(open_, ~Exists(named)).select_related("cohort__site").order_by("begins_at", "pk")
    return [
        row
        for row in held
        if any(stay.holds_on(local_date(row.begins_at, zone=zone)) for stay in stays[row.cohort_id])
    ]


def last_signed_without(cohort: Cohort, enrolment: Enrolment, day: date) -> date | None:
    """Return the last day, from a day on, of which a signed register of the cohort does not name the person."""
    zone = cohort.site.time_zone
    begun = start_of_day(day, zone=zone)
    signed = Register.objects.filter(session__cohort=cohort, session__begins_at__gte=begun)
    without = signed.exclude(state=RegisterState.OPEN).exclude(marks__enrolment=enrolment)
    last = without.order_by("session__begins_at").values_list("session__begins_at", flat=True).last()
    return None if last is None else local_date(last, zone=zone)


def resting_on(row: Qualification, day: date) -> QuerySet[ClassSession]:
    """Return the planned sessions after a day that no other qualification of the instructor covers."""
    planned = ClassSession.objects.filter(
        state=SessionState.PLANNED,
        instructor=row.instructor_id,
        cohort__version__programme=row.programme_id,
        begins_at__gt=end_of_day(day),
    )
    others = Qualification.objects.filter(instructor=row.instructor_id, programme=row.programme_id)
    for first, last in others.exclude(pk=row.pk).values_list("valid_from", "valid_until"):
        until = {"begins_at__lte": end_of_day(last)} if last else {}
        planned = planned.exclude(begins_at__gte=start_of_day(first), **until)
    return planned


def qualifications_of(instructor: User, programme: Programme) -> list[Qualification]:
    """Return the times in which the instructor may teach the programme, in their order."""
    held = Qualification.objects.filter(instructor=instructor, programme=programme)
    return list(held.order_by("valid_from", "pk"))
