"""What placement officers of an administration arrange: districts with who is responsible, and coming plans."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.referrals.followup import rules
from certificates.referrals.followup.errors import FollowUpNotFound, UnusableFollowUp
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


def plan_from(
    *, user: User, valid_from: date, steps: tuple[str, ...], actor: Actor, now: datetime
) -> FollowUpPlan:
    """Add a plan for people released from a coming day on; those released before keep theirs. Once more: no change.

    :raises FollowUpNotFound: the user arranges no districts.
    :raises UnusableFollowUp: the day has come or is far off, another plan begins on it, or the steps do not follow
        each other.
    """
    if not is_coordinator(user):
        raise FollowUpNotFound
    refuse_plan(valid_from, steps, today=local_date(now))
    with transaction.atomic(durable=True):
        plan, is_new = FollowUpPlan.objects.get_or_create(
            valid_from=valid_from, defaults={"steps": list(steps), "by": user.uuid, "at": now}
        )
        if is_new:
            after = {"valid_from": valid_from.isoformat(), "steps": list(steps)}
            action = AuditAction.PLAN_FOLLOW_UPS
            audit.record(actor=actor, action=action, target=plan, after=after, now=now)
    if not is_new and plan.steps != list(steps):
        raise UnusableFollowUp(_("Another plan begins on this day."), field="valid_from")
    return plan


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
