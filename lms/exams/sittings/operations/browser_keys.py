"""Whether a sitting is written in Safe Exam Browser only, and by which configurations of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import SittingRefused
from lms.exams.papers.operations import checked_reason
from lms.exams.sittings.errors import UnusableBrowserKey
from lms.exams.sittings.models import OVER, Sitting, SittingState
from lms.exams.sittings.operations.locking import lock_sitting
from lms.exams.sittings.safe_browser import MOST_KEYS, are_usable


def ask_for_safe_browser(
    *, sitting_uuid: UUID, keys: Sequence[str], reason: str, actor: Actor, now: datetime
) -> Sitting:
    """Let a sitting be written in Safe Exam Browser with one of these config keys only; no key: in any browser.

    While the sitting is open it can only be lifted: a room in which the browser fails must be able to go on.

    :raises UnusableBrowserKey: no config key, or too many.
    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises SittingNotFound: when there is none.
    :raises SittingRefused: it is over, or open and keys are asked for.
    """
    if not are_usable(keys):
        words = _("A config key has 64 characters, digits and a to f; at most %(most)d of them.")
        raise UnusableBrowserKey(words % {"most": MOST_KEYS}, field="keys")
    why = checked_reason(reason, _("Write down why."))
    with transaction.atomic(durable=True):
        sitting = lock_sitting(sitting_uuid)
        if sitting.state in OVER or (sitting.state == SittingState.OPEN and keys):
            raise SittingRefused(
                _("That is not possible with this sitting now."),
                reasons=[_("It is %(state)s.") % {"state": sitting.get_state_display()}],
            )
        before = {"keys": len(sitting.browser_keys.split())}
        sitting.browser_keys = "\n".join(keys)
        sitting.save(update_fields=["browser_keys"])
        audit.record(
            actor=actor,
            action=AuditAction.ASK_FOR_SAFE_BROWSER,
            target=sitting,
            reason=why,
            before=before,
            after={"keys": len(keys)},
            now=now,
        )
    return sitting
