"""Keeping a checked answer and moving its item between the boxes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lms.core.clock import local_date
from lms.exams.bank.feedback import PracticeFeedback, feedback_on
from lms.exams.bank.models import ItemVersion
from lms.exams.bank.queries import get_practice_version, read_whole_response
from lms.exams.bank.rules import is_correct
from lms.exams.bank.showing import key_of
from lms.exams.practice import rules
from lms.exams.practice.models import PracticeAnswer, PracticeBox


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """What a plain form sends: the item, the values of its fields, and the key that the form was given."""

    item_code: str
    values: list[str]
    form_key: UUID


def answer_practice_item(*, person_id: int, answer: FormAnswer, now: datetime) -> PracticeFeedback:
    """Check an answer, keep it, move the item's box, and say what was right and why; twice the same is once.

    :raises ItemNotFound: when there is no such practice item; examination items are never looked at.
    :raises UnusableResponse: when something of the answer is missing; then nothing is kept.
    """
    version = get_practice_version(answer.item_code)
    response = read_whole_response(version, answer.values)
    with transaction.atomic(durable=True):
        keep_answers([(version, response)], person_id=person_id, form_key=answer.form_key, now=now)
    return feedback_on(version, response)


def keep_answers(
    answers: list[tuple[ItemVersion, Any]], *, person_id: int, form_key: UUID, now: datetime
) -> None:
    """Keep checked answers and move their boxes. A building block inside the caller's transaction."""
    with transaction.atomic(savepoint=False):
        rows = [_row(version, response, person_id, form_key) for version, response in answers]
        keys = [row.client_key for row in rows]
        mine = PracticeAnswer.objects.filter(person_id=person_id)
        known = set(mine.filter(client_key__in=keys).values_list("client_key", flat=True))
        fresh = [row for row in rows if row.client_key not in known]
        for row in fresh:
            row.answered_at = now
        # Another request may bring the same form in the same instant: the constraint decides.
        PracticeAnswer.objects.bulk_create(fresh, ignore_conflicts=True)
        _move_boxes(fresh, person_id=person_id, now=now)


def _row(version: ItemVersion, response: Any, person_id: int, form_key: UUID) -> PracticeAnswer:
    return PracticeAnswer(
        person_id=person_id,
        item_version=version,
        response=response,
        is_right=is_correct(key_of(version), response),
        client_key=rules.key_of_answer(form_key, version.item.code, response),
    )


def _move_boxes(answers: Iterable[PracticeAnswer], *, person_id: int, now: datetime) -> None:
    rights = {answer.item_version.item_id: answer.is_right for answer in answers}
    rows = PracticeBox.objects.select_for_update().filter(person_id=person_id, item__in=rights)
    places = {row.item_id: rules.Place(row.box, row.due_on) for row in rows.order_by("item")}
    moved = []
    for item_id, is_right in sorted(rights.items()):
        place = rules.next_place(places.get(item_id), is_right=is_right, today=local_date(now))
        if place is not None and (place != places.get(item_id) or not is_right):
            row = PracticeBox(person_id=person_id, item_id=item_id, box=place.box, due_on=place.due_on)
            row.moved_at = now
            moved.append(row)
    PracticeBox.objects.bulk_create(
        moved,
        update_conflicts=True,
        unique_fields=["person", "item"],
        update_fields=["box", "due_on", "moved_at"],
    )
