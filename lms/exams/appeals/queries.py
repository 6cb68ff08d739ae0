"""Reads of appeals: the desk's list, one of them, and what a candidate sees of the own ones."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, Count, DateField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.clock import local_date
from lms.core.rows import one_of
from lms.exams.appeals import rules
from lms.exams.appeals.errors import AppealNotFound
from lms.exams.appeals.models import OPEN_STATES, Appeal, AppealState
from lms.exams.appeals.policies import (
    SITE,
    appeals_visible_to,
    own_appeals,
    practicals_appealable_by,
    results_appealable_by,
)
from lms.exams.appeals.standing import (
    appealable,
    appealable_practicals,
    limits_for,
    reason_against,
    released_on,
)
from lms.exams.appeals.subject import Told
from lms.exams.handmarking.models import FurtherMarking
from lms.exams.marking.models import Result
from lms.exams.practical.models import PracticalResult


def list_appeals(user: User) -> QuerySet[Appeal]:
    """Return the appeals at the user's sites; `waits_until` puts those that need no answer behind all others.

    `is_marked_again`: it is decided, and its new result is still to be made.
    """
    urgent = Case(
        When(state__in=OPEN_STATES, then=F("answer_by")), default=Value(date.max), output_field=DateField()
    )
    written, done = SITE
    place = Coalesce(f"{written}__code", f"{done}__code")
    made = Result.objects.filter(attempt=OuterRef("attempt"), round=OuterRef("round"))
    again = FurtherMarking.objects.filter(~Exists(made), appeal=OuterRef("pk"))
    return appeals_visible_to(user).annotate(waits_until=urgent, place=place, is_marked_again=Exists(again))


@dataclass(frozen=True, slots=True)
class AppealsWaiting:
    """How many appeals have no answer yet, and how many of these are past the day of their answer."""

    number: int
    late: int


def appeals_waiting_for(user: User, *, today: date) -> AppealsWaiting:
    """Return how many appeals at the user's sites wait for an answer; one query."""
    waiting = appeals_visible_to(user).filter(state__in=OPEN_STATES)
    late = Count("pk", filter=Q(answer_by__lt=today))
    return AppealsWaiting(**waiting.order_by().aggregate(number=Count("pk"), late=late))


def get_appeal(user: User, uuid: UUID) -> Appeal:
    """Return an appeal at one of the user's sites.

    :raises AppealNotFound: there is none, or at another site.
    """
    return one_of(appeals_visible_to(user), uuid, AppealNotFound(_("There is no such appeal.")))


def get_appealable(user: User, attempt_uuid: UUID) -> Result:
    """Return the released result of an attempt, for an officer who files an appeal for its candidate.

    :raises AppealNotFound: there is none, or at another site.
    """
    row = results_appealable_by(user).filter(attempt__uuid=attempt_uuid).first()
    if row is None:
        raise no_result()
    return row


def get_appealable_practical(user: User, result_uuid: UUID) -> PracticalResult:
    """Return a released practical result, for an officer who files an appeal for its candidate.

    :raises AppealNotFound: there is none, or at another site.
    """
    row = practicals_appealable_by(user).filter(uuid=result_uuid).first()
    if row is None:
        raise no_result()
    return row


def no_result() -> AppealNotFound:
    """Return the refusal that looks the same for what is not there and for what is somebody else's."""
    return AppealNotFound(
        _("There is no such result, it is not released, or another one has taken its place.")
    )


def own_result(person_id: int | None, attempt_uuid: UUID) -> Result:
    """Return a candidate's own released result.

    :raises AppealNotFound: there is none, or it is somebody else's.
    """
    rows = appealable().filter(attempt__uuid=attempt_uuid, attempt__candidate__enrolment__person=person_id)
    row = rows.first() if person_id is not None else None
    if row is None:
        raise AppealNotFound(_("There is no such result for you, or it is not released yet."))
    return row


def own_practical(person_id: int | None, result_uuid: UUID) -> PracticalResult:
    """Return a candidate's own released practical result.

    :raises AppealNotFound: there is none, or it is somebody else's.
    """
    rows = appealable_practicals().filter(uuid=result_uuid, candidate__enrolment__person=person_id)
    row = rows.first() if person_id is not None else None
    if row is None:
        raise AppealNotFound(_("There is no such result for you, or it is not released yet."))
    return row


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """What a candidate is told below a result: the newest appeal, or until when one can be filed, or why not."""

    appeal: Appeal | None
    reason: str
    last_day: date
    new_result: Result | None = None

    @property
    def can_file(self) -> bool:
        """Return whether the result can be appealed now."""
        return not self.reason


def own_standing(result: Told, *, now: datetime) -> OwnStanding:
    """Return where a candidate stands with appeals against a released result that counts."""
    about = (
        {"practical_result": result.pk}
        if isinstance(result, PracticalResult)
        else {"attempt": result.attempt_id}
    )
    rows = Appeal.objects.filter(**about).select_related("further_marking", "result", "practical_result")
    appeal = rows.exclude(state=AppealState.WITHDRAWN).order_by("-pk").first()
    return OwnStanding(
        appeal=appeal,
        reason=reason_against(result, now=now),
        last_day=rules.last_day(released_on(result), limits_for(result)),
        new_result=result_after(appeal) if appeal else None,
    )


def result_after(appeal: Appeal) -> Result | None:
    """Return the released result to which the further marking of an appeal led."""
    order = getattr(appeal, "further_marking", None)
    if order is None:
        return None
    rows = Result.objects.filter(attempt=appeal.attempt_id, round=order.round, released_at__isnull=False)
    return rows.order_by("receipt_number", "key_version").first()


def get_own_appeal(person_id: int | None, attempt_uuid: UUID) -> Appeal:
    """Return a candidate's newest appeal against a result of an attempt.

    :raises AppealNotFound: there is none.
    """
    return _newest(own_appeals(person_id).filter(attempt__uuid=attempt_uuid))


def get_own_practical_appeal(person_id: int | None, result_uuid: UUID) -> Appeal:
    """Return a candidate's newest appeal against a practical result.

    :raises AppealNotFound: there is none.
    """
    return _newest(own_appeals(person_id).filter(practical_result__uuid=result_uuid))


def _newest(appeals: QuerySet[Appeal]) -> Appeal:
    rows = appeals.order_by("-pk")
    row = rows.exclude(state=AppealState.WITHDRAWN).first() or rows.first()
    if row is None:
        raise AppealNotFound(_("There is no such appeal."))
    return row


def days_left(appeal: Appeal, *, today: date) -> int | None:
    """Return how many days are left for the answer to an appeal; None: it needs none any more."""
    return rules.days_left(appeal.answer_by, today) if appeal.is_open else None


def today_of(now: datetime) -> date:
    """Return the day at the sites."""
    return local_date(now)
