"""The end of a proposal without approval: who made it withdraws it, who could approve it refuses, and both say why."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from certificates.issuing.errors import ReasonMissing, WrongState
from lms.core.unseen import as_one_line, has_unseen

MOST_REASON = 200  # characters


class Closing(models.Model):
    """One row ends a proposal: withdrawn where it is by who proposed it, else refused. Insert-only. Not personal."""

    reason = models.CharField(max_length=MOST_REASON)
    by = models.UUIDField()
    closed_at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="%(class)s_says_why")]

    def __str__(self) -> str:
        return f"{self.pk} {self.closed_at:%Y-%m-%d}"


def is_open(proposal: Any) -> bool:
    """Return whether a proposal, read with its approval and closing, is neither approved nor closed; asks nothing."""
    return not hasattr(proposal, "approval") and not hasattr(proposal, "closing")


def refuse_settled(proposal: Any) -> None:
    """Refuse what is approved or closed already; the proposal is locked.

    :raises WrongState: naming which.
    """
    if hasattr(proposal, "approval"):
        raise WrongState(_("This is approved already."))
    if hasattr(proposal, "closing"):
        raise WrongState(said_of(proposal))


def said_of(proposal: Any) -> str:
    """Return in words how a proposal ended without approval; empty where it did not."""
    closing: Closing | None = getattr(proposal, "closing", None)
    if closing is None:
        return ""
    words = _("Withdrawn: %(reason)s") if closing.by == proposal.by else _("Refused: %(reason)s")
    return words % {"reason": closing.reason}


def closing_of(reason: str, *, by: UUID | None, now: datetime) -> dict[str, Any]:
    """Return the fields of a closing.

    :raises ReasonMissing: when nothing is said, too much, or what cannot be seen.
    """
    why = as_one_line(reason)
    if not why or len(why) > MOST_REASON or has_unseen(why):
        raise ReasonMissing(
            _("Say why in at most %(most)d characters.") % {"most": MOST_REASON}, field="reason"
        )
    return {"reason": why, "by": by, "closed_at": now}
