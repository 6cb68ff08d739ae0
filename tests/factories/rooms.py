"""Rooms for tests: `do(begun, "pause")` acts as an invigilator, `agree(act)` as the second one."""

from uuid import UUID, uuid4

from lms.core.actor import Actor
from lms.exams.api import ActDecision, ActKind, NewAct, decide_act, do_act
from lms.exams.models import Attempt, RoomAct
from tests.factories.exams import StartedAttempt

INVIGILATOR = Actor(UUID(int=1), "invigilator")
OFFICER = Actor(UUID(int=2), "examinations_officer")


def do(
    begun: StartedAttempt,
    kind: str,
    *,
    after,
    minutes: int = 0,
    attempt: Attempt | None = None,
    key: UUID | None = None,
    reason: str = "停电",
) -> RoomAct:
    """Act on one attempt, or on everybody, so long after the beginning."""
    act = NewAct(
        sitting_uuid=begun.sitting.uuid,
        kind=ActKind(kind),
        reason=reason,
        client_key=key or uuid4(),
        attempt_uuid=attempt.uuid if attempt else None,
        minutes=minutes,
    )
    return do_act(act=act, actor=INVIGILATOR, now=begun.began + after)


def agree(
    act: RoomAct, *, at, actor: Actor = OFFICER, approve: bool = True, reason: str = "属实", told=()
) -> RoomAct:
    """Decide on an act that waits, on top of those acts of which the page had told."""
    known = tuple(str(one.uuid) for one in told)
    decision = ActDecision(act.sitting.uuid, act.uuid, approve=approve, reason=reason, told=known)
    return decide_act(decision=decision, actor=actor, now=at)
