"""Sits an examination for an evidently made-up person, so that the demonstration has results.

Never in production: it reads the key.
"""

from collections.abc import Mapping
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
    attempt = write_for_demonstration(
        sitting_uuid=sitting_uuid, enrolment_uuid=enrolment_uuid, right_answers=right_answers, now=now
    )
    actor = Actor.system("demonstration")
    return mark_attempt(attempt_uuid=attempt.uuid, actor=actor, now=now + timedelta(minutes=21))


def write_for_demonstration(
    *,
    sitting_uuid: UUID,
    enrolment_uuid: UUID,
    right_answers: int,
    texts: Mapping[str, str] | None = None,
    now: datetime,
) -> Attempt:
    """Answer the paper and hand in; again changes nothing. `texts`: what is written, by the code of the question.

    :raises RuntimeError: outside the demonstration: this reads the key.
    """
    if not settings.DEMONSTRATION:
        raise RuntimeError("Nobody sits an examination for somebody else here.")
    rows = Attempt.objects.select_related("candidate__enrolment", "candidate__sitting")
    attempt = rows.get(candidate__sitting__uuid=sitting_uuid, candidate__enrolment__uuid=enrolment_uuid)
    if attempt.state not in ENDED_STATES:
        actor = Actor.system("demonstration")
        _sit(attempt, right_answers, texts or {}, actor=actor, now=now)
    return attempt


def _sit(
    attempt: Attempt, right_answers: int, texts: Mapping[str, str], *, actor: Actor, now: datetime
) -> None:
    seat = Seat(holder="demonstration", label=attempt.candidate.seat or "01")
    ref = AttemptRef(attempt.uuid, attempt.candidate.enrolment.person_id, seat)
    lease = take_lease(ref=ref, actor=actor, now=now)
    key = PaperKey.objects.filter(paper_id=attempt.paper_id).latest("version").key
    items = [item["uuid"] for item in attempt.paper.content["items"]]
    places = attempt.paper.places.filter(version__item__code__in=texts)
    codes = places.values_list("number", "version__item__code")
    written = {items[number - 1]: texts[code] for number, code in codes}
    others = [item for item in key if item not in written]
    responses = {
        item: _response(key[item], right=place <= right_answers) for place, item in enumerate(others, start=1)
    }
    events = [
        NewEvent(seq=place, item=UUID(item), response=response, monotonic_ms=0)
        for place, (item, response) in enumerate({**responses, **written}.items(), start=1)
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
