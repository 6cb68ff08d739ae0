"""Use case: unseal a paper or its key for good; before its sittings are over only with a reason, the key not at all."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core.actor import Actor
from lms.exams.errors import PaperSealed
from lms.exams.papers.models import PaperPart, PaperRelease, PaperVersion
from lms.exams.papers.operations import checked_reason, lock_papers, release
from lms.exams.sittings.models import Sitting, SittingState


def is_over(paper: PaperVersion) -> bool:
    """Return whether the paper was sat and all its sittings, at whatever site, are closed."""
    return _states_of(paper) == {SittingState.CLOSED}


def release_paper(
    *, paper: PaperVersion, part: PaperPart, reason: str, actor: Actor, now: datetime
) -> PaperRelease:
    """Unseal a paper or its key from now on; again changes nothing. A reason counts only before the sittings are over.

    :raises PaperSealed: the key, while a sitting that uses the paper is not closed.
    :raises ReasonMissing: before the sittings are over, without a reason.
    """
    with transaction.atomic(durable=True):
        lock_papers([paper])
        states = _states_of(paper)
        if part == PaperPart.KEY and states - {SittingState.CLOSED}:
            raise PaperSealed(
                _(
                    "The key stays sealed until every sitting that uses the paper is closed. "
                    "Who needs it before opens it with a reason."
                )
            )
        why = (
            ""
            if states == {SittingState.CLOSED}
            else checked_reason(reason, _("Write down why it is released before its sittings are over."))
        )
        return release(paper, part, reason=why, actor=actor, now=now)


def _states_of(paper: PaperVersion) -> set[str]:
    """Return the states of its sittings; one that was cancelled is as if it had never been."""
    held = Sitting.objects.filter(papers=paper).exclude(state=SittingState.CANCELLED)
    return set(held.values_list("state", flat=True))
