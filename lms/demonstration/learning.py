"""Lets the half-way trainees of the demonstration stop in the middle of a lesson, with minutes and a note."""

from datetime import datetime, timedelta
from uuid import UUID

from lms.core.actor import Actor
from lms.delivery.api import (
    Doings,
    LessonState,
    NewPosition,
    Sign,
    count_sign_of_life,
    list_lesson_states,
    open_lesson,
    save_note,
    save_position,
)
from lms.enrolments.api import Enrolment

MINUTES = 6
NOTE = "先看一遍步骤，再动手。不懂的地方下次问老师。"


def stop_in_next_lesson(enrolment: Enrolment, *, actor: Actor, now: datetime) -> None:
    """Open the first lesson that is not finished, learn for some minutes, stop at its second part, write a note."""
    state = next((row for row in list_lesson_states(enrolment) if not row.is_completed), None)
    if state is None or state.is_opened:
        return
    began = now - timedelta(minutes=MINUTES)
    open_lesson(enrolment_uuid=enrolment.uuid, lesson_uuid=state.lesson.uuid, actor=actor, now=began)
    _learn(enrolment, state, began=began)
    save_position(
        enrolment_uuid=enrolment.uuid,
        lesson_uuid=state.lesson.uuid,
        position=NewPosition(part=2, paragraph=1),
        taken_at=now,
    )
    save_note(person_id=enrolment.person_id, lesson=state.lesson, text=NOTE, based_on=0, now=now)


def _learn(enrolment: Enrolment, state: LessonState, *, began: datetime) -> None:
    for minute in range(MINUTES + 1):
        count_sign_of_life(
            enrolment_uuid=enrolment.uuid,
            lesson_uuid=state.lesson.uuid,
            sign=Sign(UUID(int=0), minute + 1, 60_000, 0, Doings(scrolls=4)),
            now=began + timedelta(minutes=minute),
        )
