"""Two terminals report at once: an older position wins and minutes double without the lock, neither with it."""

import threading
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest

from lms.core.actor import Actor
from lms.delivery.api import NewPosition, Sign, count_sign_of_life, open_lesson, save_note, save_position
from lms.delivery.models import LearningClock, LearningPeriod, LessonMark, LessonPosition, LessonProgress
from lms.delivery.operations import marks as marks_module
from lms.delivery.operations import minutes as minutes_module
from lms.delivery.operations import position as position_module
from tests.concurrency.overtaking import overtake
from tests.concurrency.test_enrolments import PATIENCE, at_once
from tests.factories.courses import NOW, enrolled_trainee, lessons_of

WITH_LOCK = 0.5  # seconds for one who never comes
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened():
    """An enrolment with an opened lesson."""
    _user, enrolment = enrolled_trainee()
    lesson = lessons_of(enrolment)[0]
    actor = Actor.system("test")
    open_lesson(enrolment_uuid=enrolment.uuid, lesson_uuid=lesson.uuid, actor=actor, now=NOW)
    return enrolment, lesson


def meet_in(monkeypatch, module, name, *, patience):
    """Hold both threads at a rule: after they have read, before they write; with the lock the second never comes."""
    barrier, rule = threading.Barrier(2), getattr(module, name)

    def wait_then_ask(*args, **kwargs):
        with suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=patience)
        return rule(*args, **kwargs)

    monkeypatch.setattr(module, name, wait_then_ask)


def place(enrolment, lesson, part):
    """Return the work of saving a position taken `part` seconds after NOW."""

    def work():
        result = save_position(
            enrolment_uuid=enrolment.uuid,
            lesson_uuid=lesson.uuid,
            position=NewPosition(part),
            taken_at=NOW + timedelta(seconds=part),
        )
        return result[1]

    return work


def newer_writes_first(monkeypatch, opened, *, patience):
    """Both have read the kept position; then the newer one writes, and the older one after it."""
    enrolment, lesson = opened
    place(enrolment, lesson, 1)()
    meet_in(monkeypatch, position_module, "is_newer", patience=patience)
    written, save = threading.Event(), LessonPosition.save

    def in_order(row, *args, **kwargs):
        if row.part == 5:
            save(row, *args, **kwargs)
            written.set()
        else:
            written.wait(timeout=patience)
            save(row, *args, **kwargs)

    monkeypatch.setattr(LessonPosition, "save", in_order)
    at_once(place(enrolment, lesson, 3), place(enrolment, lesson, 5))


def test_control_without_the_lock_the_older_terminal_overwrites_the_newer(opened, monkeypatch):
    monkeypatch.setattr(
        position_module,
        "_locked_progress",
        lambda enrolment_uuid, lesson_uuid: LessonProgress.objects.get(enrolment__uuid=enrolment_uuid),
    )
    newer_writes_first(monkeypatch, opened, patience=PATIENCE)
    assert LessonPosition.objects.get().part == 3


def test_with_the_lock_the_newer_position_stays(opened, monkeypatch):
    newer_writes_first(monkeypatch, opened, patience=WITH_LOCK)
    assert LessonPosition.objects.get().part == 5


def alive(enrolment, lesson, page, seq, seconds):
    """Return the work of a sign of life from a page."""

    def work():
        return count_sign_of_life(
            enrolment_uuid=enrolment.uuid,
            lesson_uuid=lesson.uuid,
            sign=Sign(UUID(int=page), seq, 30_000, 0),
            now=NOW + timedelta(seconds=seconds),
        )

    return work


def count_twice(monkeypatch, opened, *, patience, is_locked):
    """Let two terminals claim the same half minute; return what each was told."""

    def unlocked(person_id, sign, now):
        return LearningClock.objects.get(person_id=person_id), False

    enrolment, lesson = opened
    alive(enrolment, lesson, 1, 1, 0)()
    if not is_locked:
        monkeypatch.setattr(minutes_module, "_locked_clock", unlocked)
    meet_in(monkeypatch, minutes_module.rules, "count_sign", patience=patience)
    return at_once(alive(enrolment, lesson, 1, 2, 30), alive(enrolment, lesson, 2, 1, 30))


def test_control_without_the_lock_two_terminals_double_the_time(opened, monkeypatch):
    assert count_twice(monkeypatch, opened, patience=PATIENCE, is_locked=False) == [30, 30]


def test_with_the_lock_the_half_minute_counts_once(opened, monkeypatch):
    assert sorted(count_twice(monkeypatch, opened, patience=WITH_LOCK, is_locked=True)) == [0, 30]
    assert sum(LearningPeriod.objects.values_list("active_seconds", flat=True)) == 30


def test_two_first_signs_make_one_clock(opened):
    enrolment, lesson = opened
    assert at_once(alive(enrolment, lesson, 1, 1, 0), alive(enrolment, lesson, 2, 1, 0)) == [0, 0]
    assert LearningClock.objects.count() == 1


def write(enrolment, lesson, text, based_on):
    """Return the work of saving a note."""
    return lambda: save_note(
        person_id=enrolment.person_id, lesson=lesson, text=text, based_on=based_on, now=NOW
    )


def texts_kept():
    return set(LessonMark.objects.values_list("text", flat=True))


def test_two_first_notes_are_both_kept(opened):
    at_once(write(*opened, "one", 0), write(*opened, "two", 0))
    assert texts_kept() == {"one", "two"}


@pytest.fixture
def two_notes(opened):
    """Two terminals write over the same revision of a note."""
    write(*opened, "old", 0)()
    return write(*opened, "slow", 1), write(*opened, "quick", 1)


def test_control_without_the_lock_a_note_is_lost(two_notes, monkeypatch):
    monkeypatch.setattr(marks_module, "_lock_notes", lambda person_id: None)
    overtake(monkeypatch, (marks_module.rules, "change_note"), two_notes)
    assert texts_kept() == {"slow"}


def test_with_the_lock_both_notes_are_kept(two_notes, monkeypatch):
    overtake(monkeypatch, (marks_module.rules, "change_note"), two_notes)
    assert texts_kept() == {"slow", "quick"}
