"""Unsealing papers and keys, and opening them before, which is written down each time with its reason."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import ReasonMissing
from lms.exams.papers.models import PaperPart, PaperRelease, PaperVersion
from lms.exams.papers.opening import OpenedPaper, get_paper, opened, part_of

MOST_REASON, LEAST_REASON = 300, 5
LOOK = timedelta(minutes=30)


def release_paper(*, paper_uuid: UUID, part: PaperPart, actor: Actor, now: datetime) -> PaperRelease:
    """Unseal a paper or its key from now on; again changes nothing.

    :raises PaperNotFound: when there is none.
    """
    paper = get_paper(paper_uuid)
    with transaction.atomic(durable=True):
        return release(paper, part, actor=actor, now=now)


def release(paper: PaperVersion, part: PaperPart, *, actor: Actor, now: datetime) -> PaperRelease:
    """Unseal a paper or its key. A building block inside the caller's transaction; again changes nothing."""
    with transaction.atomic(savepoint=False):
        row, is_new = PaperRelease.objects.get_or_create(
            paper=paper, part=part, defaults={"released_at": now, "actor_uuid": actor.user_uuid}
        )
        if is_new:
            audit.record(
                actor=actor, action=AuditAction.RELEASE_PAPER, target=paper, after={"part": part}, now=now
            )
    return row


def open_early(*, paper_uuid: UUID, part: PaperPart, reason: str, actor: Actor, now: datetime) -> OpenedPaper:
    """Return what is on a sealed paper, or its newest key, and write down who opened it and why. Each time anew.

    :raises PaperNotFound: when there is none.
    :raises ReasonMissing: too short a reason to be one, or too long.
    """
    why = _checked(reason)
    paper = get_paper(paper_uuid)
    with transaction.atomic(durable=True):
        found = opened(paper, part)
        audit.record(
            actor=actor,
            action=AuditAction.OPEN_PAPER_EARLY,
            target=paper,
            reason=why,
            after={"part": part},
            now=now,
        )
    return found


def look_on(*, paper_uuid: UUID, part: PaperPart, reason: str, actor: Actor, now: datetime) -> OpenedPaper:
    """Return what somebody has opened and goes on looking at; without that it is opened, and written down.

    One look is the same person, paper, part and reason within `LOOK`: a line for each step of a look would bury the
    lines that auditors look for.

    :raises PaperNotFound: when there is none.
    :raises ReasonMissing: too short a reason to be one, or too long.
    """
    paper, why = get_paper(paper_uuid), _checked(reason)
    entries = AuditEntry.objects.filter(
        target_type=PaperVersion._meta.label_lower,
        target_uuid=paper.uuid,
        action=AuditAction.OPEN_PAPER_EARLY,
        actor_uuid=actor.user_uuid,
        reason=why,
        at__gt=now - LOOK,
    )
    if actor.user_uuid and any(part_of(entry) == part for entry in entries):
        return opened(paper, part)
    return open_early(paper_uuid=paper_uuid, part=part, reason=why, actor=actor, now=now)


def _checked(reason: str) -> str:
    why = " ".join(reason.split())
    if not LEAST_REASON <= len(why) <= MOST_REASON:
        raise ReasonMissing(_("Write down why it must be opened before its release."), field="reason")
    return why
