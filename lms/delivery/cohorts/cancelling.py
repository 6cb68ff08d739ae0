"""Cancels a cohort that was opened by mistake, before anything of it was taught (ADR 0192).

Lock order: the people's enrolments, the site, the sessions; then nobody joins, plans or signs meanwhile.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.ids import new_uuid
from lms.delivery.audit_actions import AuditAction
from lms.delivery.cohorts.models import Cohort, CohortMember
from lms.delivery.cohorts.operations import lock_site
from lms.delivery.cohorts.queries import get_cohort
from lms.delivery.cohorts.words import cancelled_text
from lms.delivery.errors import CancellingOutdated, CohortRefused, ReasonMissing
from lms.delivery.register.models import RegisterState
from lms.delivery.timetable.models import ClassSession, SessionState
from lms.delivery.timetable.operations.changing import cancel_locked
from lms.delivery.timetable.operations.steps import lock_sessions
from lms.enrolments.api import CLASS_CANCELLED, lock_with_others, parting_text


@dataclass(frozen=True, slots=True)
class Going:
    """What goes with a cohort: who is released, which sessions are cancelled, and what stands against it."""

    members: tuple[CohortMember, ...]
    sessions: tuple[ClassSession, ...]
    against: tuple[str, ...]
    digest: str
    """Stands for people and sessions: only what somebody has seen goes."""


@dataclass(frozen=True, slots=True)
class Cancelling:
    """Which cohort is cancelled and why, and the digest of what somebody saw go with it."""

    cohort_uuid: UUID
    reason: str
    seen: str


def going_with(cohort: Cohort) -> Going:
    """Return what would go with a cohort; nothing is written or locked, and the queries do not grow with people."""
    # Who has left, or is to leave, keeps the day and the reason of it.
    members = cohort.members.filter(left_on__isnull=True).select_related("enrolment__person")
    members = members.defer("enrolment__person__resident_id").order_by("enrolment__person__sort_name", "pk")
    sessions = cohort.sessions.filter(state=SessionState.PLANNED).select_related("room", "instructor")
    people, planned = tuple(members), tuple(sessions.order_by("begins_at", "pk"))
    told = [[str(row.uuid) for row in people], [(str(row.uuid), str(row.begins_at)) for row in planned]]
    digest = hashlib.sha256(repr(told).encode()).hexdigest()[:16]
    return Going(people, planned, tuple(_against(cohort)), digest)


def _against(cohort: Cohort) -> list[str]:
    """Return in words what says that something of the cohort has been taught."""
    found = [] if cohort.cancelled_at is None else [cancelled_text()]
    sessions, zone = cohort.sessions.order_by("begins_at"), cohort.site.time_zone
    signed = Q(register__isnull=False) & ~Q(register__state=RegisterState.OPEN)
    kept = sessions.filter(signed | Q(register__marks__isnull=False)).distinct()
    days = [local_date(begins, zone=zone) for begins in kept.values_list("begins_at", flat=True)]
    if days:
        words = ngettext(
            "The register of %(count)d session is kept or signed, from %(first)s on: that was taught, and stays.",
            "Registers of %(count)d sessions are kept or signed, from %(first)s on: that was taught, and stays.",
            len(days),
        )
        found.append(words % {"count": len(days), "first": days[0]})
        found.append(
            _("Instead, cancel the sessions to come, record that people leave, and change the last day.")
        )
    out = sessions.filter(loans__returned__lt=F("loans__issued")).distinct().count()
    if out:
        words = ngettext(
            "Tools of %(count)d session are still given out. Have them counted back first.",
            "Tools of %(count)d sessions are still given out. Have them counted back first.",
            out,
        )
        found.append(words % {"count": out})
    return found


def cancel_cohort(*, cancelling: Cancelling, actor: Actor, now: datetime) -> Cohort:
    """Cancel a cohort of which nothing was taught; one that is cancelled already stays as it is.

    Its people are released as if they had never been in it, so that they can be in another class of those days; who had
    left it keeps the day and the reason, which is in no class's way. Its sessions are cancelled, which frees rooms,
    instructors and equipment. Enrolments and learning stay.

    :raises ReasonMissing: no reason was given.
    :raises CohortNotFound: there is none.
    :raises CohortRefused: something was taught, or tools are out; with the reasons.
    :raises CancellingOutdated: what would go is not what was seen; nothing was done.
    """
    if not cancelling.reason.strip():
        raise ReasonMissing(_("Say why."), field="reason")
    with transaction.atomic(durable=True), audit.at_the_end():
        cohort = _locked(cancelling.cohort_uuid)
        if cohort.cancelled_at is not None:
            return cohort
        sessions = _lock_sessions(cohort)
        going = going_with(cohort)
        if going.against:
            raise CohortRefused(_("This cohort cannot be cancelled."), reasons=going.against)
        if going.digest != cancelling.seen:
            raise CancellingOutdated(
                _("Something has changed since you looked. Nothing was done: look again, then say yes.")
            )
        _release(going.members, actor, now)
        cancel_locked(sessions, (cancelling.reason, new_uuid()), (actor, now))
        cohort.cancelled_at, cohort.cancelled_because = now, cancelling.reason
        cohort.save(update_fields=["cancelled_at", "cancelled_because"])
        audit.record(
            actor=actor,
            action=AuditAction.CANCEL_COHORT,
            target=cohort,
            reason=cancelling.reason,
            after={"released": len(going.members), "sessions": len(going.sessions)},
            now=now,
        )
    return cohort


def _locked(uuid: UUID) -> Cohort:
    """Lock the people's enrolments and the site. Who joins before the site is locked is not in what was seen."""
    members = CohortMember.objects.filter(cohort=get_cohort(uuid))
    lock_with_others(members.values_list("enrolment", flat=True))
    lock_site(get_cohort(uuid).site_id)
    return get_cohort(uuid)


def _lock_sessions(cohort: Cohort) -> list[ClassSession]:
    named = list(cohort.sessions.values_list("uuid", flat=True))
    return lock_sessions(named) if named else []


def _release(members: Sequence[CohortMember], actor: Actor, now: datetime) -> None:
    for row in members:
        row.left_on, row.left_because = row.joined_on, CLASS_CANCELLED
        row.save(update_fields=["left_on", "left_because"])
    changes = [audit.Change(row, {"left_on": ""}, {"left_on": str(row.left_on)}) for row in members]
    why = parting_text(CLASS_CANCELLED)
    audit.record_all(actor=actor, action=AuditAction.LEAVE_COHORT, changes=changes, now=now, reason=why)
