"""Changing and cancelling a sitting that is not open yet, and who is asked to watch at it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User, holders_of
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.enums import Role
from lms.enrolments.api import Enrolment
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import SittingMoved, SittingRefused
from lms.exams.eventlog import sha256
from lms.exams.papers.operations import checked_reason
from lms.exams.sittings import rules
from lms.exams.sittings.apart import is_mixed, words_of_mixed
from lms.exams.sittings.arrangements import Arrangement, SittingInvigilator
from lms.exams.sittings.models import Sitting, SittingState
from lms.exams.sittings.operations.admitting import persons_in_room
from lms.exams.sittings.operations.locking import lock_people_and_room, lock_sitting
from lms.exams.sittings.operations.scheduling import (
    Text,
    Window,
    check_title,
    check_window,
    english_title,
    refuse_taken_room,
)
from lms.exams.sittings.reasons import named_against, watched_wrongly
from lms.organisations.api import Room


@dataclass(frozen=True, slots=True)
class Change:
    """How a sitting is to be from now on, and why; whether somebody looked at what is arranged there for whom.

    `shown`: the digest of the sitting that was looked at.
    """

    room: Room
    title: Text
    window: Window
    reason: str
    shown: str
    has_looked: bool = False


def change_sitting(*, sitting_uuid: UUID, change: Change, actor: Actor, now: datetime) -> Sitting:
    """Move a sitting that is not open yet to another room or time, or name it otherwise. Another room forgets seats.

    At another time or in another room its candidates are judged again, as if they were admitted now. Sent twice it is
    one change.

    :raises SittingNotFound: when there is none.
    :raises SittingMoved: somebody else changed it since it was looked at; what they wrote is not written over.
    :raises UnusableTitle: its title has characters that cannot be seen.
    :raises UnusableWindow: it closes before it opens, is over already, or its doors open too late.
    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises SittingRefused: it is open or over, the room is taken then, too small or at another site, a candidate
        cannot come then, or nobody has looked at what is arranged for candidates.
    """
    check_title(change.title)
    check_window(change.window, now=now)
    why = checked_reason(change.reason, _("Write down why the sitting is changed."))
    with transaction.atomic(durable=True):
        lock_people_and_room(sitting_uuid, change.room)
        sitting = _lock_scheduled(sitting_uuid)
        before, when, shown = _facts(sitting), _when(sitting), digest_of(sitting)
        is_moved = sitting.room_id != change.room.pk
        sitting.room, sitting.title_zh = change.room, change.title["zh"]
        sitting.title_en = english_title(change.title, sitting.scheme)
        window = change.window
        sitting.opens_at, sitting.closes_at, sitting.doors_at = (
            window.opens_at,
            window.closes_at,
            window.doors_at,
        )
        if change.shown != shown:
            return _changed_already(sitting, before)
        _refuse_room(sitting)
        if is_moved or when != _when(sitting):
            _refuse_candidates(sitting, has_looked=change.has_looked)
        if is_moved:
            sitting.candidates.update(seat="")
            sitting.seating = ""
        sitting.save()
        audit.record(
            actor=actor,
            action=AuditAction.CHANGE_SITTING,
            target=sitting,
            reason=why,
            before=before,
            after=_facts(sitting),
            now=now,
        )
    return sitting


def digest_of(sitting: Sitting) -> str:
    """Return what stands for a sitting as it is planned, so that nobody writes over what they did not see."""
    return sha256(_facts(sitting))


def _changed_already(wanted: Sitting, facts: Mapping[str, str]) -> Sitting:
    """Return the sitting where it is as somebody wants it; a form that was sent twice is one change.

    :raises SittingMoved: it is otherwise.
    """
    if _facts(wanted) != facts:
        raise SittingMoved(
            _("Somebody has changed this sitting meanwhile. Open the page again and look at it first.")
        )
    return wanted


def _refuse_room(sitting: Sitting) -> None:
    reasons = []
    if sitting.room.site_id != sitting.site_id:
        reasons.append(_("The room is at another site."))
    admitted = sitting.candidates.count()
    if admitted > sitting.room.seats:
        words = _("The room has %(seats)d seats, %(wanted)d are wanted.")
        reasons.append(words % {"seats": sitting.room.seats, "wanted": admitted})
    refuse_taken_room(sitting, reasons)


def _when(sitting: Sitting) -> tuple[datetime | None, ...]:
    return sitting.doors_at, sitting.opens_at, sitting.closes_at


def _refuse_candidates(sitting: Sitting, *, has_looked: bool) -> None:
    """Refuse while candidates cannot come then, or not together, or nobody looked at what is arranged for them."""
    rows = Enrolment.objects.filter(sittings__sitting=sitting).select_related("person")
    reasons = named_against(sitting, rows.order_by("person__sort_name", "pk"))
    if reasons:
        words = _("Not everybody can come then. Take these candidates out first, or choose another time.")
        raise SittingRefused(words, reasons=reasons)
    if is_mixed(persons_in_room(sitting), sitting.site_id, local_date(sitting.opens_at)):
        raise SittingRefused(_("Not everybody can be in one room then."), reasons=[words_of_mixed()])
    if not has_looked and Arrangement.objects.filter(candidate__sitting=sitting).exists():
        words = _("Look first whether what is arranged for candidates is possible there, and say so.")
        raise SittingRefused(words, field="has_looked")


def cancel_sitting(*, sitting_uuid: UUID, reason: str, actor: Actor, now: datetime) -> Sitting:
    """Cancel a sitting that is not open yet; candidates see why. Its papers stay sealed. Sent twice it is one change.

    :raises SittingNotFound: when there is none.
    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises SittingMoved: somebody else cancelled it meanwhile, and wrote another reason, which stays.
    :raises SittingRefused: it is open or over.
    """
    why = checked_reason(reason, _("Write down why the sitting is cancelled; candidates read it."))
    with transaction.atomic(durable=True):
        sitting = lock_sitting(sitting_uuid)
        if sitting.state == SittingState.CANCELLED:
            return _cancelled_already(sitting, why)
        if rules.next_state(rules.SITTING_TRANSITIONS, sitting.state, "cancel") is None:
            raise _not_now(sitting)
        sitting.state, sitting.cancelled_why = SittingState.CANCELLED, why
        sitting.save(update_fields=["state", "cancelled_why"])
        audit.record(actor=actor, action=AuditAction.CANCEL_SITTING, target=sitting, reason=why, now=now)
    return sitting


def _cancelled_already(sitting: Sitting, why: str) -> Sitting:
    if sitting.cancelled_why != why:
        raise SittingMoved(
            _(
                "Somebody has cancelled this sitting already. Candidates read that reason, not yours: %(reason)s"
            )
            % {"reason": sitting.cancelled_why}
        )
    return sitting


def assign_invigilators(
    *,
    sitting_uuid: UUID,
    user_uuids: Iterable[UUID],
    instead_of: Collection[UUID] | None = None,
    actor: Actor,
    now: datetime,
) -> list[User]:
    """Say who watches at a sitting: these and nobody else. Only who invigilates at its site today can.

    `instead_of`: who watched when somebody looked; None: whoever it is.

    Who is or taught one of the candidates cannot; `admit_candidates` asks the same of those who watch already.

    :raises SittingNotFound: when there is none.
    :raises SittingMoved: somebody else assigned others since it was looked at.
    :raises SittingRefused: somebody does not invigilate there, or is or taught a candidate, or the sitting is over.
    """
    wanted = set(user_uuids)
    with transaction.atomic(durable=True):
        sitting = lock_sitting(sitting_uuid)
        if sitting.state not in (SittingState.SCHEDULED, SittingState.OPEN):
            raise _not_now(sitting)
        users = list(holders_of(Role.INVIGILATOR, sitting.site).filter(uuid__in=wanted))
        if len(users) < len(wanted):
            raise SittingRefused(
                _("Not everybody can watch."), reasons=[_("Somebody does not invigilate at this site.")]
            )
        admitted = Enrolment.objects.filter(sittings__sitting=sitting).select_related("person")
        wrong = watched_wrongly(users, admitted.order_by("person__sort_name", "pk"))
        if wrong:
            raise SittingRefused(_("Not everybody can watch."), reasons=wrong)
        _refuse_others_unseen(sitting, instead_of, wanted)
        known = set(sitting.watches.values_list("user_id", flat=True))
        sitting.watches.exclude(user__in=users).delete()
        SittingInvigilator.objects.bulk_create(
            SittingInvigilator(sitting=sitting, user=user) for user in users if user.pk not in known
        )
        if known != {user.pk for user in users}:
            after = {"invigilators": sorted(str(user.uuid) for user in users)}
            action = AuditAction.ASSIGN_INVIGILATORS
            audit.record(actor=actor, action=action, target=sitting, after=after, now=now)
    return users


def _refuse_others_unseen(sitting: Sitting, seen: Collection[UUID] | None, wanted: set[UUID]) -> None:
    known = set(sitting.invigilators.values_list("uuid", flat=True))
    if seen is not None and known not in (set(seen), wanted):
        raise SittingMoved(
            _("Somebody has assigned others meanwhile. Open the page again and look at it first.")
        )


def _lock_scheduled(uuid: UUID) -> Sitting:
    sitting = lock_sitting(uuid)
    if sitting.state != SittingState.SCHEDULED:
        raise _not_now(sitting)
    return sitting


def _not_now(sitting: Sitting) -> SittingRefused:
    state = _("It is %(state)s.") % {"state": sitting.get_state_display()}
    return SittingRefused(_("That is not possible with this sitting now."), reasons=[state])


def _facts(sitting: Sitting) -> dict[str, str]:
    return {
        "room": str(sitting.room.uuid),
        "title": sitting.title_zh,
        "title_en": sitting.title_en,
        "doors": sitting.doors_at.isoformat() if sitting.doors_at else "",
        "opens": sitting.opens_at.isoformat(),
        "closes": sitting.closes_at.isoformat(),
    }
