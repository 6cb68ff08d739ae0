"""Reads of registers: the roster of a session, its marks, and the rule of the day."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, DateField, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.clock import end_of_day, local_date, start_of_day
from lms.delivery.cohorts.models import CohortMember
from lms.delivery.cohorts.queries import members_on
from lms.delivery.errors import SessionNotFound
from lms.delivery.register.models import AttendanceMark, Register, RegisterRule, RegisterState
from lms.delivery.register.policies import kept_by
from lms.delivery.register.rules import Said
from lms.delivery.timetable.models import ClassSession, SessionState
from lms.enrolments.api import Enrolment, interrupted_on, rests_on
from lms.organisations.api import Site

MOST_REOPENED = 5  # named on the first page


def get_session(uuid: UUID) -> ClassSession:
    """Return the session with its cohort, part, room and instructor.

    :raises SessionNotFound: there is none.
    """
    rows = ClassSession.objects.select_related("cohort__site", "course", "unit", "room", "instructor")
    row = rows.filter(uuid=uuid).first()
    if row is None:
        raise SessionNotFound(_("There is no such session."))
    return row


def roster_of(session: ClassSession) -> dict[int, Enrolment]:
    """Return by key the enrolments that belong to the session, in the order of names.

    In the cohort on the day, not resting then, and not withdrawn or completed before the session began. Whom its
    register names already stays on it. `is_last_day` says of whom it is the last day in the cohort.
    """
    day = local_date(session.begins_at, zone=session.cohort.site.time_zone)
    stays = members_on(day).filter(cohort=session.cohort_id)
    rows = Enrolment.objects.filter(pk__in=stays.values("enrolment")).select_related("person")
    rows = rows.exclude(pk__in=interrupted_on(day).values("pk"))
    ended = Q(withdrawn_at__lte=session.begins_at) | Q(completed_at__lte=session.begins_at)
    named = AttendanceMark.objects.filter(register__session=session, enrolment=OuterRef("pk"))
    morrow = day + timedelta(days=1)
    leaves = stays.filter(enrolment=OuterRef("pk"), left_on=morrow)
    comes = members_on(morrow).filter(cohort=session.cohort_id, enrolment=OuterRef("pk"))
    there = rows.exclude(ended & ~Exists(named)).annotate(is_last_day=Exists(leaves) & ~Exists(comes))
    return {row.pk: row for row in there.order_by("person__sort_name", "pk")}


def names_in_class(session: ClassSession, keys: Iterable[str]) -> dict[str, str]:
    """Return by the hex of an enrolment the names of those who ever were in the class of a session; one query."""
    members = CohortMember.objects.filter(cohort=session.cohort_id)
    rows = members.values_list("enrolment__uuid", "enrolment__person__full_name")
    wanted = set(keys)
    return {uuid.hex: name for uuid, name in rows if uuid.hex in wanted}


def find_register(session: ClassSession) -> Register | None:
    """Return the register of a session, when somebody has begun it."""
    return Register.objects.filter(session=session).first()


def marks_of(register: Register | None) -> dict[int, AttendanceMark]:
    """Return by enrolment what a register says."""
    if register is None:
        return {}
    return {row.enrolment_id: row for row in register.marks.select_related("enrolment__person")}


def said_by(mark: AttendanceMark) -> Said:
    """Return what a mark says, as a plain value."""
    return Said(mark.state, mark.late, mark.left_early, mark.excuse)


def rule_on(day: date) -> RegisterRule:
    """Return the rule of registers in force on a day; the first one holds before it too."""
    rows = RegisterRule.objects.all()
    held = rows.filter(valid_from__lte=day).last()
    return held or rows.earliest("valid_from")


def day_of(sessions: QuerySet[ClassSession], day: date) -> list[ClassSession]:
    """Return those of the sessions that begin on a local day, with their registers, the earliest first."""
    begun, over = start_of_day(day), end_of_day(day)
    rows = sessions.filter(begins_at__range=(begun, over))
    related = ("cohort__site", "course", "unit", "room", "register")
    return list(rows.select_related(*related).order_by("begins_at"))


def unsigned(sessions: QuerySet[ClassSession], now: datetime) -> QuerySet[ClassSession]:
    """Return those of the sessions that are over and have no signed register, though people were expected there.

    Expected is who is on the roster, see `roster_of`. The earliest first. Until somebody signs, nothing of them counts
    in anybody's hours.
    """
    day, begins = OuterRef("day"), OuterRef("begins_at")
    lasting = Q(left_on__isnull=True) | Q(left_on__gt=day)
    people = CohortMember.objects.filter(lasting, cohort=OuterRef("cohort"), joined_on__lte=day)
    ended = Q(enrolment__withdrawn_at__lte=begins) | Q(enrolment__completed_at__lte=begins)
    resting = rests_on(OuterRef(day), OuterRef("enrolment"))
    rows = sessions.filter(
        Q(register__isnull=True) | Q(register__state=RegisterState.OPEN),
        state=SessionState.PLANNED,
        ends_at__lte=now,
    )
    rows = rows.annotate(day=_local_day()).filter(Exists(people.exclude(ended).filter(~resting)))
    related = ("cohort__site", "course", "unit", "instructor", "register")
    return rows.select_related(*related).order_by("begins_at", "pk")


def reopened_for(user: User) -> list[ClassSession]:
    """Return the sessions of an instructor whose registers were signed and changed since, the earliest first."""
    rows = kept_by(user).filter(register__reopened_at__isnull=False, state=SessionState.PLANNED)
    return list(rows.select_related("cohort").order_by("begins_at")[:MOST_REOPENED])


def _local_day() -> Case:
    """Return the day on which a session begins by the clock of its site."""
    zones = Site.objects.order_by().values_list("time_zone", flat=True).distinct()
    days = [
        When(cohort__site__time_zone=zone, then=TruncDate("begins_at", tzinfo=ZoneInfo(zone)))
        for zone in zones
    ]
    return Case(*days, output_field=DateField())
