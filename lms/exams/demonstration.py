"""Sits an examination for an evidently made-up person, so that the demonstration has results.

Never in production: it reads the key.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from lms.core.actor import Actor
from lms.exams.marking.models import Result
from lms.exams.marking.operations import mark_attempt
from lms.exams.papers.models import PaperKey
from lms.exams.sittings.models import ENDED_STATES, Attempt
from lms.exams.sittings.operations import AttemptRef, NewEvent, Seat, hand_in, save_events, take_lease


def sit_for_demonstration(
    *, sitting_uuid: UUID, enrolment_uuid: UUID, right_answers: int, now: datetime
) -> Result:
    """Answer the paper with so many right answers and the rest wrong, hand in, mark; again: the same result.

    :raises RuntimeError: outside the demonstration: this reads the key.
    """
    if not settings.DEMONSTRATION:
        raise RuntimeError("Nobody sits an examination for somebody else here.")
    actor = Actor.system("demonstration")
    rows = Attempt.objects.select_related("candidate__enrolment", "candidate__sitting")
    attempt = rows.get(candidate__sitting__uuid=sitting_uuid, candidate__enrolment__uuid=enrolment_uuid)
    if attempt.state not in ENDED_STATES:
        _sit(attempt, right_answers, actor=actor, now=now)
    return mark_attempt(attempt_uuid=attempt.uuid, actor=actor, now=now + timedelta(minutes=21))


def _sit(attempt: Attempt, right_answers: int, *, actor: Actor, now: datetime) -> None:
    seat = Seat(holder="demonstration", label="01")
    ref = AttemptRef(attempt.uuid, attempt.candidate.enrolment.person_id, seat)
    lease = take_lease(ref=ref, actor=actor, now=now)
    key = PaperKey.objects.filter(paper_id=attempt.paper_id).latest("version").key
    events = [
        NewEvent(
            seq=place,
            item=UUID(item),
            response=_response(entry, right=place <= right_answers),
            monotonic_ms=0,
        )
        for place, (item, entry) in enumerate(key.items(), start=1)
    ]
    save_events(ref=ref, epoch=lease.epoch, events=events, actor=actor, now=now + timedelta(minutes=20))
    hand_in(ref=ref, final_seq=len(events), actor=actor, now=now + timedelta(minutes=20))


def _response(entry: dict, *, right: bool) -> object:
    if right:
        return entry["key"]
    if entry["kind"] == "true_false":
        return not entry["key"]
    if entry["kind"] == "multiple":
        return []
    return "b" if entry["key"] == "a" else "a"
