"""Unsealing papers and keys, and opening them before, which is written down each time with its reason."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.papers.models import PaperPart, PaperRelease, PaperVersion
from lms.exams.papers.opening import SHEET, OpenedPaper, document_of, get_paper, opened
from lms.exams.papers.operations.reasons import checked_reason

WHY_EARLY = gettext_lazy("Write down why it must be opened before its release.")
LOOK = timedelta(minutes=30)


def lock_papers(papers: Iterable[PaperVersion]) -> None:
    """Lock papers before asking who sits them or has read them: of two who ask at once, the second sees the first.

    A building block inside the caller's transaction; always in one order, so that nobody waits for ever.
    """
    keys = [paper.pk for paper in papers]
    list(PaperVersion.objects.select_for_update().filter(pk__in=keys).order_by("pk").values("pk"))


def release(
    paper: PaperVersion, part: PaperPart, *, actor: Actor, now: datetime, reason: str = ""
) -> PaperRelease:
    """Unseal a paper or its key. A building block inside the caller's transaction; again changes nothing.

    `reason`: why before its sittings are over.
    """
    with transaction.atomic(savepoint=False):
        row, is_new = PaperRelease.objects.get_or_create(
            paper=paper, part=part, defaults={"released_at": now, "actor_uuid": actor.user_uuid}
        )
        if is_new:
            audit.record(
                actor=actor,
                action=AuditAction.RELEASE_PAPER,
                target=paper,
                reason=reason,
                after={"part": part},
                now=now,
            )
    return row


def open_early(
    *, paper_uuid: UUID, part: PaperPart, reason: str, actor: Actor, now: datetime, is_sheet: bool = False
) -> OpenedPaper:
    """Return what is on a sealed paper, or its newest key, and write down who opened it and why. Each time anew.

    `is_sheet`: only its answer sheet is made of it, and the trail says so.

    :raises PaperNotFound: when there is none.
    :raises ReasonMissing: too short a reason to be one, or too long.
    """
    why = checked_reason(reason, WHY_EARLY)
    paper = get_paper(paper_uuid)
    with transaction.atomic(durable=True):
        found = opened(paper, part)
        audit.record(
            actor=actor,
            action=AuditAction.OPEN_PAPER_EARLY,
            target=paper,
            reason=why,
            after={"part": SHEET if is_sheet else part.value},
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
    paper, why = get_paper(paper_uuid), checked_reason(reason, WHY_EARLY)
    if why in _reasons_of_looks(paper, part, actor=actor, now=now):
        return opened(paper, part)
    return open_early(paper_uuid=paper_uuid, part=part, reason=why, actor=actor, now=now)


def is_looking(paper: PaperVersion, part: PaperPart, *, actor: Actor, now: datetime) -> bool:
    """Return whether somebody has opened a part within `LOOK`, and so may see what becomes of it."""
    return bool(_reasons_of_looks(paper, part, actor=actor, now=now))


def _reasons_of_looks(paper: PaperVersion, part: PaperPart, *, actor: Actor, now: datetime) -> set[str]:
    if actor.user_uuid is None:
        return set()
    entries = audit.entries_about(PaperVersion, [paper.uuid]).filter(
        action=AuditAction.OPEN_PAPER_EARLY,
        actor_uuid=actor.user_uuid,
        at__gt=now - LOOK,
    )
    return {entry.reason for entry in entries if document_of(entry) == part}
