"""What every deed of follow-up shares: the lock and what is asked behind it, the revision, the end of a plan.

Lock order: the person where somebody answers or is released, the follow-up, the audit chain.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.referrals.followup.errors import (
    FollowUpChangedMeanwhile,
    FollowUpNotFound,
    FollowUpRefused,
    UnusableFollowUp,
)
from certificates.referrals.followup.models import FollowUp, FollowUpDistrict, StopReason
from certificates.referrals.followup.policies import visible_to
from lms.accounts.api import Person, User
from lms.core import audit
from lms.core.actor import Actor


def locked(user: User, follow_up_uuid: UUID, *, may_be_stopped: bool = False) -> FollowUp:
    """Lock a follow-up that the user may see.

    :raises FollowUpNotFound: when it is not there, or not the user's to see.
    :raises FollowUpRefused: the person wants no contact.
    """
    rows = FollowUp.objects.select_for_update(of=("self",)).select_related("person__site", "district")
    follow_up = rows.filter(pk__in=visible_to(user).values("pk"), uuid=follow_up_uuid).first()
    if follow_up is None:
        raise FollowUpNotFound
    if not may_be_stopped:
        refuse_stopped(follow_up)
    return follow_up


def refuse_stopped(follow_up: FollowUp) -> None:
    """Refuse what is about somebody who asked for an end.

    :raises FollowUpRefused: the person wants no contact.
    """
    if words := why_stopped(follow_up):
        raise FollowUpRefused(words)


def why_stopped(follow_up: FollowUp) -> str:
    """Return in words that nothing is to be done with somebody any more; "" where it goes on."""
    if follow_up.stopped_at is None:
        return ""
    if follow_up.stop_reason == StopReason.NEW_PLAN:
        return _("A newer contact form of this person was written. This one has ended.")
    return _("This person wants no more contact. Nobody calls or visits.")


def refuse_stale(follow_up: FollowUp, seen: str) -> None:
    """Refuse what rests on a page that is older than the last change.

    :raises FollowUpChangedMeanwhile: when it does.
    """
    if seen != str(follow_up.revision):
        raise FollowUpChangedMeanwhile(
            _("Somebody else wrote about this person since you opened the page. Look at it and decide.")
        )


def save(follow_up: FollowUp) -> None:
    """Write a follow-up down as its next revision."""
    follow_up.revision += 1
    follow_up.save()


def district_of(person: Person, district_uuid: UUID) -> FollowUpDistrict:
    """Return a district of the administration of a person's site.

    :raises UnusableFollowUp: it is none of those.
    """
    rows = FollowUpDistrict.objects.select_related("officer")
    district = rows.filter(uuid=district_uuid, administration=person.site.administration_id).first()
    if district is None:
        raise UnusableFollowUp(_("Choose one of the list."), field="district")
    return district


def end(follow_up: FollowUp, why: StopReason, *, actor: Actor, now: datetime) -> None:
    """End a locked follow-up; whom to call goes, with every earlier number."""
    follow_up.stopped_at, follow_up.stop_reason = now, why
    follow_up.phone = follow_up.others = ""
    follow_up.earlier_numbers.all().delete()
    save(follow_up)
    after = {"why": why.value}
    audit.record(actor=actor, action=AuditAction.STOP_FOLLOW_UP, target=follow_up, after=after, now=now)


def person_of(actor: Actor) -> UUID:
    """Return who acts.

    :raises ValueError: when no person does.
    """
    if actor.user_uuid is None:
        raise ValueError("A person does this.")
    return actor.user_uuid
