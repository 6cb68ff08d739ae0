"""Results of the demonstration: one officer freezes them, another one releases them, a third one reviews an appeal."""

import uuid
from datetime import datetime, timedelta

from lms.accounts.api import find_user
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.core.errors import NotFound, Refused
from lms.enrolments.api import Enrolment
from lms.exams.api import (
    Appeal,
    AppealState,
    NewAppeal,
    NewSet,
    ReleaseRule,
    ResultSet,
    SetDecision,
    Sitting,
    file_appeal,
    freeze_results,
    list_released_results,
    release_results,
    take_appeal,
)

FIRST, SECOND, THIRD = "examofficer", "examofficer2", "examofficer3"
WHY = "考试中途停电一次，恢复以后时间好像少了。请看一下考场记录。"


def officer(name: str) -> Actor:
    """Return an examinations officer of the demonstration as the actor."""
    return Actor(find_user(name).uuid, Role.EXAMINATIONS_OFFICER.value)


def freeze_for_demonstration(sitting: Sitting, *, now: datetime) -> ResultSet | None:
    """Freeze a closed sitting's results as the first officer; again: the same set. None: they are released at once."""
    if sitting.scheme.release == ReleaseRule.AT_ONCE:
        return None
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"demonstration:set:{sitting.uuid}")
    return freeze_results(new=NewSet(sitting.uuid, key), actor=officer(FIRST), now=now)


def release_for_demonstration(sitting: Sitting, *, now: datetime) -> None:
    """Freeze them, and release them as the second officer; again changes nothing."""
    row = freeze_for_demonstration(sitting, now=now)
    if row is not None:
        release_results(decision=SetDecision(row.uuid, row.digest), actor=officer(SECOND), now=now)


def appeal_for_demonstration(enrolment: Enrolment, *, now: datetime) -> Appeal | None:
    """File an appeal against somebody's result, which the third officer has begun to review; again: the same one."""
    result = list_released_results(enrolment.uuid).first()
    user = getattr(enrolment.person, "user", None)
    if result is None or user is None:
        return None
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"demonstration:appeal:{enrolment.uuid}")
    new = NewAppeal(result_uuid=result.uuid, ground="room", client_key=key, text=WHY)
    try:
        row = file_appeal(new=new, actor=Actor(user.uuid, Role.TRAINEE.value), now=now)
    except (NotFound, Refused):  # of an earlier start: the time for it is over, or another result has come
        return None
    if row.state == AppealState.FILED:
        row = take_appeal(appeal_uuid=row.uuid, actor=officer(THIRD), now=now + timedelta(days=2))
    return row
