"""Private marks of a trainee: note, bookmarks, how lessons are shown. Nobody else's, so no audit row (ADR 0041)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.api import Lesson
from lms.accounts.api import Person
from lms.delivery import rules
from lms.delivery.errors import MarkNotFound, NoteTooLong, TooManyTexts
from lms.delivery.models import LearningChoice, LessonMark, MarkKind

MOST_LETTERS = 4000
# Texts of one note that wait to be put together; more means that something writes by itself.
MOST_TEXTS = 20


def save_note(*, person_id: int, lesson: Lesson, text: str, based_on: int, now: datetime) -> LessonMark:
    """Keep the note of a lesson, written over its revision `based_on` (0: there was none).

    When another terminal saved meanwhile, its text stays beside the note: nothing that was written gets lost.

    :raises NoteTooLong: over 4,000 letters.
    :raises TooManyTexts: twenty other texts wait beside the note already.
    """
    if len(text) > MOST_LETTERS:
        raise NoteTooLong(_("A note has at most 4,000 letters."), field="text")
    with transaction.atomic(durable=True):
        _lock_notes(person_id)
        note = _note(person_id, lesson) or LessonMark(
            person_id=person_id, lesson=lesson, kind=MarkKind.NOTE, revision=0, at=now
        )
        change = rules.change_note(kept=note.text, revision=note.revision, wanted=text, based_on=based_on)
        if change.keeps_old:
            _keep_beside(note)
        if change.is_change:
            note.text, note.revision, note.at = text, note.revision + 1, now
            note.save()
    return note


def _lock_notes(person_id: int) -> None:
    """Lock the person: two terminals wait for each other also before there is a first note."""
    Person.objects.select_for_update().get(pk=person_id)


def _note(person_id: int, lesson: Lesson) -> LessonMark | None:
    return LessonMark.objects.filter(person_id=person_id, lesson=lesson, kind=MarkKind.NOTE).first()


def _keep_beside(note: LessonMark) -> None:
    beside = LessonMark.objects.filter(
        person_id=note.person_id, lesson_id=note.lesson_id, kind=MarkKind.REPLACED
    )
    if beside.filter(text=note.text).exists():
        return
    if beside.count() >= MOST_TEXTS:
        raise TooManyTexts(_("Remove some of the other texts of this note first."))
    LessonMark.objects.create(
        person_id=note.person_id,
        lesson_id=note.lesson_id,
        kind=MarkKind.REPLACED,
        text=note.text,
        at=note.at,
    )


def remove_replaced_text(*, person_id: int, lesson: Lesson, mark_uuid: UUID) -> None:
    """Remove a text that stood beside the note, once the person has seen both.

    :raises MarkNotFound: there is none of this person in this lesson.
    """
    rows = LessonMark.objects.filter(person_id=person_id, lesson=lesson, kind=MarkKind.REPLACED)
    if not rows.filter(uuid=mark_uuid).delete()[0]:
        raise MarkNotFound(_("This text was removed already."))


def set_bookmark(*, person_id: int, lesson: Lesson, part: int, title: str | None, now: datetime) -> None:
    """Mark a part of a lesson under this title, or with None take the mark away; again changes nothing."""
    with transaction.atomic(durable=True):
        mark = {"person_id": person_id, "lesson": lesson, "kind": MarkKind.BOOKMARK, "part": part}
        if title is None:
            LessonMark.objects.filter(**mark).delete()
        else:
            LessonMark.objects.get_or_create(**mark, defaults={"text": title, "at": now})


def choose_steps(*, person_id: int, is_stepwise: bool) -> None:
    """Keep whether this person wants one part of a lesson per screen."""
    with transaction.atomic(durable=True):
        LearningChoice.objects.update_or_create(person_id=person_id, defaults={"is_stepwise": is_stepwise})
