"""What placement officers of an administration arrange: districts with who is responsible, and coming plans."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.referrals.followup import rules
from certificates.referrals.followup.errors import FollowUpNotFound, FollowUpRefused, UnusableFollowUp
from certificates.referrals.followup.models import FollowUpCount, FollowUpDistrict, FollowUpPlan
from certificates.referrals.followup.policies import (
    callers_of,
    coordinated_by,
    districts_of,
    is_coordinator,
)
from certificates.referrals.followup.queries import counts_by_officer
from certificates.referrals.followup.rules import Bucket
from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.days import is_far_off
from lms.core.unseen import has_unseen


@dataclass(frozen=True, slots=True)
class DistrictWish:
    """What a district is called, where legal aid is found, and who follows people up there."""

    name: str
    legal_aid_address: str = ""
    officer_uuid: UUID | None = None


@dataclass(frozen=True, slots=True)
class PlanWish:
    """From which release day on which steps count, and why."""

    valid_from: date
    steps: tuple[str, ...]
    reason: str = ""


def keep_district(
    *, user: User, district_uuid: UUID | None, wish: DistrictWish, actor: Actor, now: datetime
) -> FollowUpDistrict:
    """Write a new district, or change one; who is followed up already stays with the officer.

    :raises FollowUpNotFound: when it is not there, or of another administration.
    :raises UnusableFollowUp: a value cannot be kept.
    """
    for field, value in (("name", wish.name), ("legal_aid_address", wish.legal_aid_address)):
        if has_unseen(value):
            raise UnusableFollowUp(_("This holds a character that cannot be printed."), field=field)
    with transaction.atomic(durable=True):
        district = _district(user, district_uuid)
        district.name, district.legal_aid_address = wish.name, wish.legal_aid_address
        district.officer = _officer(district.administration_id, wish.officer_uuid)
        try:
            with transaction.atomic():
                district.save()
        except IntegrityError as error:
            raise UnusableFollowUp(_("There is a district of this name."), field="name") from error
        audit.record(actor=actor, action=AuditAction.KEEP_DISTRICT, target=district, now=now)
    return district


def plan_from(*, user: User, wish: PlanWish, actor: Actor, now: datetime) -> FollowUpPlan:
    """Add a plan for people released from a coming day on; those released before keep theirs. Once more: no change.

    :raises FollowUpNotFound: the user arranges no districts.
    :raises UnusableFollowUp: the day has come or is far off, another plan begins on it, the steps do not follow each
        other, or no reason is given.
    """
    if not is_coordinator(user):
        raise FollowUpNotFound
    refuse_plan(wish.valid_from, wish.steps, today=local_date(now))
    if not wish.reason or len(wish.reason) > rules.LONGEST_REASON or has_unseen(wish.reason):
        raise UnusableFollowUp(_("Give the reason."), field="reason")
    with transaction.atomic(durable=True):
        last = _last_plan_of(wish.valid_from)
        if last is not None and last.steps == list(wish.steps):
            return last
        if last is not None and last.steps:
            raise UnusableFollowUp(_("Another plan begins on this day."), field="valid_from")
        plan, is_new = _next_plan(last, wish, by=user.uuid, now=now)
        if is_new:
            day = wish.valid_from.isoformat()
            after = {"valid_from": day, "steps": list(wish.steps), "reason": wish.reason}
            audit.record(actor=actor, action=AuditAction.PLAN_FOLLOW_UPS, target=plan, after=after, now=now)
    return plan


def take_back_plan(*, user: User, valid_from: date, actor: Actor, now: datetime) -> FollowUpPlan:
    """Take a plan back whose day has not come: nobody is released by it yet. Once more: no change.

    :raises FollowUpNotFound: the user arranges no districts, or no plan begins on this day.
    :raises FollowUpRefused: its day has come: people are followed up by it. A newer plan follows it.
    """
    last = _last_plan_of(valid_from) if is_coordinator(user) else None
    if last is None:
        raise FollowUpNotFound
    if valid_from <= local_date(now):
        raise FollowUpRefused(
            _("This plan has begun, and days were told by it. Plan anew from a coming day on.")
        )
    if not last.steps:
        return last
    with transaction.atomic(durable=True):
        plan, is_new = _next_plan(last, PlanWish(valid_from, ()), by=user.uuid, now=now)
        if is_new:
            after = {"valid_from": valid_from.isoformat()}
            audit.record(actor=actor, action=AuditAction.TAKE_BACK_PLAN, target=plan, after=after, now=now)
    return plan


def _last_plan_of(day: date) -> FollowUpPlan | None:
    return FollowUpPlan.objects.filter(valid_from=day).order_by("-number").first()


def _next_plan(
    last: FollowUpPlan | None, wish: PlanWish, *, by: UUID, now: datetime
) -> tuple[FollowUpPlan, bool]:
    """Write the next row of a day, and say whether it is new: of two at once that wish the same, one writes it."""
    number = last.number + 1 if last else 1
    try:
        with transaction.atomic():
            row = FollowUpPlan.objects.create(
                valid_from=wish.valid_from,
                number=number,
                steps=list(wish.steps),
                reason=wish.reason,
                by=by,
                at=now,
            )
            return row, True
    except IntegrityError as error:
        other = _last_plan_of(wish.valid_from)
        if other is not None and other.steps == list(wish.steps):
            return other, False
        raise UnusableFollowUp(_("Another plan begins on this day."), field="valid_from") from error


def refuse_plan(valid_from: date, steps: tuple[str, ...], *, today: date) -> None:
    """Refuse what is no plan; asked before a plan is shown, and again when it is kept.

    :raises UnusableFollowUp: the day has come or is far off, or the steps do not follow each other.
    """
    if is_far_off(valid_from, today=today):
        raise UnusableFollowUp(_("This day is too far away. Check the year."), field="valid_from")
    if valid_from <= today:
        raise UnusableFollowUp(
            _("A plan begins on a coming day: no day that fell due moves."), field="valid_from"
        )
    if rules.steps_fault(steps):
        raise UnusableFollowUp(
            _("Steps are weeks (1w) or months (3m), each after the one before."), field="steps"
        )


def count_for_letters(now: datetime) -> int:
    """Write down what each officer's letter of the day tells; again on the same day, what changed since."""
    today = local_date(now)
    with transaction.atomic(durable=True):
        counted = counts_by_officer(today=today)
        rows = [
            FollowUpCount(
                user_id=officer,
                day=today,
                overdue=counts[Bucket.OVERDUE],
                today=counts[Bucket.TODAY],
                coming=counts[Bucket.COMING],
            )
            for officer, counts in sorted(counted.items())
        ]
        FollowUpCount.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["user"],
            update_fields=["day", "overdue", "today", "coming"],
        )
        FollowUpCount.objects.exclude(user__in=list(counted)).delete()
    return len(rows)


def _district(user: User, district_uuid: UUID | None) -> FollowUpDistrict:
    if district_uuid is not None:
        found = districts_of(user).select_for_update().filter(uuid=district_uuid).first()
        if found is None:
            raise FollowUpNotFound
        return found
    administration = (
        coordinated_by(user).order_by("administration").values_list("administration", flat=True).first()
    )
    if administration is None:
        raise FollowUpNotFound
    return FollowUpDistrict(administration_id=administration)


def _officer(administration_id: int, officer_uuid: UUID | None) -> User | None:
    if officer_uuid is None:
        return None
    officer = callers_of([administration_id]).filter(uuid=officer_uuid).first()
    if officer is None:
        raise UnusableFollowUp(_("Choose one of the list."), field="officer")
    return officer
