"""Results of the demonstration's examinations: one officer freezes them, another one releases them."""

import uuid
from datetime import datetime

from lms.accounts.api import find_user
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.exams.api import (
    NewSet,
    ReleaseRule,
    ResultSet,
    SetDecision,
    Sitting,
    freeze_results,
    release_results,
)

FIRST, SECOND = "examofficer", "examofficer2"


def _officer(name: str) -> Actor:
    return Actor(find_user(name).uuid, Role.EXAMINATIONS_OFFICER.value)


def freeze_for_demonstration(sitting: Sitting, *, now: datetime) -> ResultSet | None:
    """Freeze a closed sitting's results as the first officer; again: the same set. None: they are released at once."""
    if sitting.scheme.release == ReleaseRule.AT_ONCE:
        return None
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"demonstration:set:{sitting.uuid}")
    return freeze_results(new=NewSet(sitting.uuid, key), actor=_officer(FIRST), now=now)


def release_for_demonstration(sitting: Sitting, *, now: datetime) -> None:
    """Freeze them, and release them as the second officer; again changes nothing."""
    row = freeze_for_demonstration(sitting, now=now)
    if row is not None:
        release_results(decision=SetDecision(row.uuid, row.digest), actor=_officer(SECOND), now=now)
