"""People change hands: one, or all of an officer with a look before and a way back; and numbers change.

Lock order as in `holding`; of many the lower key first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.referrals.followup import rules
from certificates.referrals.followup.errors import FollowUpNotFound, UnusableFollowUp
from certificates.referrals.followup.holding import (
    district_of,
    locked,
    person_of,
    refuse_stale,
    save,
)
from certificates.referrals.followup.models import FollowUp, FollowUpEarlierNumber, FollowUpHandOver
from certificates.referrals.followup.operations import ContactForm, refuse_numbers
from certificates.referrals.followup.policies import callers_of, visible_to
from certificates.referrals.followup.queries import callers_for
from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.unseen import has_unseen


@dataclass(frozen=True, slots=True)
class Handing:
    """Everybody of one officer to another, and why; `batch` is the form's own key, by which it is taken back."""

    from_uuid: UUID
    to_uuid: UUID
    reason: str
    batch: UUID


@dataclass(frozen=True, slots=True)
class Given:
    """Whom a handing gives, and who stays because the other may not be given them."""

    given: list[FollowUp]
    stays: list[FollowUp]


def hand_over(
    *, user: User, follow_up_uuid: UUID, to_uuid: UUID, reason: str, actor: Actor, now: datetime
) -> FollowUp:
    """Give somebody to another officer, who sees the person from then on.

    :raises FollowUpNotFound: when it is not there, or not the user's to see.
    :raises FollowUpRefused: the person wants no contact.
    :raises UnusableFollowUp: nobody may be given people there, or the reason cannot be kept.
    """
    _refuse_reason(reason)
    with transaction.atomic(durable=True):
        follow_up = locked(user, follow_up_uuid)
        to_user = callers_for(follow_up).filter(uuid=to_uuid).first()
        if to_user is None:
            raise UnusableFollowUp(_("Choose one of the list."), field="to_user")
        if follow_up.assigned_to_id != to_user.pk:
            _assign(follow_up, to_user, _Because(reason), actor=actor, now=now)
    return follow_up


def given_by(user: User, *, from_uuid: UUID, to_uuid: UUID) -> Given:
    """Return whom a handing would give now, of those whom the user sees."""
    rows = visible_to(user).filter(assigned_to__uuid=from_uuid, stopped_at__isnull=True)
    listed = rows.select_related("person", "district").defer("person__resident_id", "phone", "others")
    return _split(listed.order_by("person__sort_name", "pk"), to_uuid, {})


def hand_over_all(*, user: User, handing: Handing, actor: Actor, now: datetime) -> int:
    """Give everybody of one officer whom the user sees to another; return how many. The same form gives once.

    :raises UnusableFollowUp: the other may be given none of them, or the reason cannot be kept.
    """
    _refuse_reason(handing.reason)
    with transaction.atomic(durable=True):
        before = FollowUpHandOver.objects.filter(batch=handing.batch, by=person_of(actor))
        if known := before.count():
            return known
        rows = visible_to(user).filter(assigned_to__uuid=handing.from_uuid, stopped_at__isnull=True)
        keys = list(rows.values_list("pk", flat=True))
        receivers: dict[int, User | None] = {}
        # Whom somebody moved before the lock is not this officer's to give any more.
        locked_rows = _locked_in_order(keys).filter(assigned_to__uuid=handing.from_uuid)
        split = _split(locked_rows, handing.to_uuid, receivers)
        because = _Because(handing.reason, handing.batch)
        with audit.at_the_end():
            for follow_up in split.given:
                to_user = receivers[follow_up.district.administration_id]
                if to_user is not None and follow_up.assigned_to_id != to_user.pk:
                    _assign(follow_up, to_user, because, actor=actor, now=now)
        if split.stays and not split.given:
            raise UnusableFollowUp(_("Choose one of the list."), field="to_user")
        return len(split.given) or before.count()


def take_back(*, user: User, batch: UUID, actor: Actor, now: datetime) -> int:
    """Give back whom the user gave by one form, as far as nobody moved or stopped them since; return how many.

    :raises FollowUpNotFound: when the user gave nobody by this form.
    """
    with transaction.atomic(durable=True):
        rows = FollowUpHandOver.objects.filter(batch=batch, by=user.uuid).order_by("pk")
        own = {row.follow_up_id: row.pk for row in rows}
        if not own:
            raise FollowUpNotFound
        back = 0
        with audit.at_the_end():
            for follow_up in _locked_in_order(own):
                last, *before = follow_up.hand_overs.select_related("to_user").order_by("-pk")[:2]
                former = before[0].to_user if before else None
                if last.pk != own[follow_up.pk] or former is None:
                    continue
                if callers_for(follow_up).filter(pk=former.pk).exists():
                    _assign(follow_up, former, _Because(_("Taken back")), actor=actor, now=now)
                    back += 1
    return back


def change_contact(
    *, user: User, follow_up_uuid: UUID, form: ContactForm, seen: str, actor: Actor, now: datetime
) -> FollowUp:
    """Write down another number or district; what stood before is kept until the stop. Day and officer stay.

    :raises FollowUpNotFound: when it is not there, or not the user's to see.
    :raises FollowUpRefused: the person wants no contact.
    :raises FollowUpChangedMeanwhile: somebody changed it since the page was opened.
    :raises UnusableFollowUp: a value cannot be kept.
    """
    refuse_numbers(form)
    with transaction.atomic(durable=True):
        follow_up = locked(user, follow_up_uuid)
        refuse_stale(follow_up, seen)
        district = district_of(follow_up.person, form.district_uuid)
        before = (follow_up.phone, follow_up.others, follow_up.district_id)
        if before != (form.phone, form.others, district.pk):
            FollowUpEarlierNumber.objects.create(
                follow_up=follow_up,
                phone=follow_up.phone,
                others=follow_up.others,
                district_id=follow_up.district_id,
                until=now,
                by=person_of(actor),
            )
        follow_up.district, follow_up.phone, follow_up.others = district, form.phone, form.others
        follow_up.wants_legal_aid = form.wants_legal_aid
        save(follow_up)
        audit.record(actor=actor, action=AuditAction.CHANGE_FOLLOW_UP, target=follow_up, now=now)
    return follow_up


@dataclass(frozen=True, slots=True)
class _Because:
    reason: str
    batch: UUID | None = None


def _assign(follow_up: FollowUp, to_user: User, because: _Because, *, actor: Actor, now: datetime) -> None:
    follow_up.assigned_to = to_user
    save(follow_up)
    FollowUpHandOver.objects.create(
        follow_up=follow_up,
        to_user=to_user,
        reason=because.reason,
        batch=because.batch,
        by=person_of(actor),
        at=now,
    )
    after = {"to": str(to_user.uuid)}
    audit.record(actor=actor, action=AuditAction.HAND_OVER_FOLLOW_UP, target=follow_up, after=after, now=now)


def _split(rows: Iterable[FollowUp], to_uuid: UUID, receivers: dict[int, User | None]) -> Given:
    """Part those who may be given from those who may not; `receivers` keeps who receives, by administration."""
    given, stays = [], []
    for row in rows:
        place = row.district.administration_id
        if place not in receivers:
            receivers[place] = callers_of([place]).filter(uuid=to_uuid).first()
        to_user = receivers[place]
        is_fit = to_user is not None and to_user.person_id != row.person_id
        (given if is_fit else stays).append(row)
    return Given(given, stays)


def _locked_in_order(keys: Iterable[int]) -> QuerySet[FollowUp]:
    rows = FollowUp.objects.select_for_update(of=("self",)).select_related("district")
    return rows.filter(pk__in=list(keys), stopped_at__isnull=True).order_by("pk")


def _refuse_reason(reason: str) -> None:
    if not reason or len(reason) > rules.LONGEST_REASON or has_unseen(reason):
        raise UnusableFollowUp(_("Give the reason."), field="reason")
