"""Positions, learning periods, notes and bookmarks in the database."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.models import AuditEntry
from lms.delivery.api import (
    Doings,
    NewPosition,
    Sign,
    choose_steps,
    count_sign_of_life,
    find_marks,
    get_learning_time,
    is_stepwise,
    list_lesson_states,
    marks_in_lesson,
    open_lesson,
    remove_replaced_text,
    save_note,
    save_position,
    set_bookmark,
)
from lms.delivery.errors import LessonNotOpened, MarkNotFound, NoteTooLong, TooManyTexts
from lms.delivery.models import LearningPeriod, LessonMark
from lms.delivery.operations.marks import MOST_TEXTS
from lms.enrolments.changing.operations import record_return
from tests.enrolments.changing.deeds import rest
from tests.factories.courses import NOW, a_version, enrolled_trainee, lessons_of

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")
PAGE, OTHER_PAGE = UUID(int=1), UUID(int=2)


@pytest.fixture
def learner():
    """An enrolment with two opened lessons: (enrolment, first, second)."""
    _user, enrolment = enrolled_trainee(a_version())
    first, second = lessons_of(enrolment)
    for lesson in (first, second):
        open_lesson(enrolment_uuid=enrolment.uuid, lesson_uuid=lesson.uuid, actor=ACTOR, now=NOW)
    return enrolment, first, second


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def alive(enrolment, lesson, seconds, *, page=PAGE, claimed=30_000, now=None):
    """Send a sign that long after NOW; its number grows with time."""
    given = Sign(page, int(seconds) + 1, claimed, 0, Doings(keys=1, pointers=2, scrolls=3, media_seconds=4))
    return count_sign_of_life(
        enrolment_uuid=enrolment.uuid, lesson_uuid=lesson.uuid, sign=given, now=now or at(seconds)
    )


def place(enrolment, lesson, part, seconds, **more):
    return save_position(
        enrolment_uuid=enrolment.uuid,
        lesson_uuid=lesson.uuid,
        position=NewPosition(part, **more),
        taken_at=at(seconds),
    )


# --- positions ----------------


def test_a_position_is_found_at_the_next_terminal(learner):
    enrolment, first, _second = learner
    place(enrolment, first, 4, 10, paragraph=2, recording="dough", second=75)
    stop = list_lesson_states(enrolment)[0].stop
    assert (stop.part, stop.paragraph, stop.recording, stop.second) == (4, 2, "dough", 75)
    assert list_lesson_states(enrolment)[1].stop is None


def test_an_older_terminal_never_overwrites_a_newer_position(learner):
    enrolment, first, _second = learner
    place(enrolment, first, 5, 60)
    kept, is_ours = place(enrolment, first, 2, 59)
    assert (kept.part, is_ours) == (5, False)
    assert list_lesson_states(enrolment)[0].stop.part == 5
    assert place(enrolment, first, 3, 61)[1]


def test_a_position_and_a_sign_need_a_lesson_that_was_opened(learner):
    enrolment, first, _second = learner
    _user, elsewhere = enrolled_trainee()
    with pytest.raises(LessonNotOpened):
        place(elsewhere, first, 1, 0)
    with pytest.raises(LessonNotOpened):
        alive(elsewhere, first, 0)
    assert place(enrolment, first, 1, 0)[1]


# --- learning time ----------------


def test_signs_make_one_period_with_its_evidence(learner):
    enrolment, first, _second = learner
    added = [alive(enrolment, first, seconds) for seconds in (0, 30, 60, 90)]
    period = LearningPeriod.objects.get()
    assert added == [0, 30, 30, 30]
    assert (period.began_at, period.ended_at, period.active_seconds) == (NOW, at(90), 90)
    assert (period.signs, period.keys, period.pointers, period.scrolls, period.media_seconds) == (
        3,
        3,
        6,
        9,
        12,
    )
    assert (period.rule_version, period.day) == (1, date(2026, 6, 1))


def test_a_pause_is_not_learning_time(learner):
    enrolment, first, _second = learner
    for seconds in (0, 30, 1_000, 1_030):
        alive(enrolment, first, seconds)
    assert list(LearningPeriod.objects.values_list("active_seconds", flat=True)) == [30, 30]


def test_while_training_rests_no_time_is_counted_and_none_is_made_up_later(learner):
    enrolment, first, _second = learner
    alive(enrolment, first, 0)
    alive(enrolment, first, 30)
    rest(enrolment, now=at(40))
    assert alive(enrolment, first, 60) == 0
    assert alive(enrolment, first, 90) == 0
    record_return(enrolment_uuid=enrolment.uuid, on=local_date(at(95)), actor=ACTOR, now=at(95))
    assert alive(enrolment, first, 120) == 30
    assert sum(row.active_seconds for row in LearningPeriod.objects.all()) == 60


def test_two_terminals_share_the_time_and_never_double_it(learner):
    enrolment, first, second = learner
    for seconds in range(0, 300, 30):
        alive(enrolment, first, seconds, page=PAGE)
        alive(enrolment, second, seconds + 10, page=OTHER_PAGE)
    time = get_learning_time(enrolment.person_id, now=at(300))
    assert time.today == sum(time.by_lesson.values()) == 280
    periods = list(LearningPeriod.objects.order_by("began_at"))
    assert all(one.ended_at <= other.began_at for one, other in zip(periods, periods[1:], strict=False))


def test_the_same_sign_again_adds_nothing(learner):
    enrolment, first, _second = learner
    alive(enrolment, first, 0)
    again = Sign(PAGE, 9, 30_000, 0)
    for seconds in (30, 50):
        count_sign_of_life(enrolment_uuid=enrolment.uuid, lesson_uuid=first.uuid, sign=again, now=at(seconds))
    assert LearningPeriod.objects.get().active_seconds == 30


def test_two_tabs_cannot_replay_their_signs_in_turn(learner):
    enrolment, first, _second = learner
    alive(enrolment, first, 0)
    alive(enrolment, first, 10, page=OTHER_PAGE)
    replayed = [
        alive(enrolment, first, seq, page=page, now=at(20 + 20 * turn))
        for turn, (seq, page) in enumerate([(0, PAGE), (10, OTHER_PAGE)] * 2)
    ]
    assert replayed == [0, 0, 0, 0]
    assert alive(enrolment, first, 90) == 30


def test_a_lesson_counts_no_more_than_its_pace_on_one_day_but_again_on_the_next(learner):
    enrolment, first, _second = learner
    first.minutes = 1
    first.save()
    for seconds in range(0, 600, 30):
        alive(enrolment, first, seconds)
    assert get_learning_time(enrolment.person_id, now=at(600)).today == 180
    for seconds in (86_400, 86_430):
        alive(enrolment, first, seconds)
    tomorrow = get_learning_time(enrolment.person_id, now=at(86_430))
    assert (tomorrow.today, tomorrow.week) == (30, 210)


def test_midnight_in_shanghai_ends_a_period(learner):
    enrolment, first, _second = learner
    midnight = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
    alive(enrolment, first, 0, now=midnight - timedelta(seconds=20))
    alive(enrolment, first, 30, now=midnight + timedelta(seconds=10))
    days = list(LearningPeriod.objects.order_by("day").values_list("day", "active_seconds"))
    assert days == [(date(2026, 6, 1), 20), (date(2026, 6, 2), 10)]


DOINGS = ("day", "keys", "pointers", "scrolls", "media_seconds")
FIRST_DAY, SECOND_DAY = date(2026, 6, 1), date(2026, 6, 2)


def over_midnight(enrolment, lesson):
    """Send two signs, half a minute apart, with midnight between them; return the doings of each day."""
    midnight = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
    alive(enrolment, lesson, 0, now=midnight - timedelta(seconds=20))
    alive(enrolment, lesson, 30, now=midnight + timedelta(seconds=10))
    return list(LearningPeriod.objects.order_by("day").values_list(*DOINGS))


def test_what_was_done_over_midnight_stands_in_the_later_day_only(learner):
    enrolment, first, _second = learner
    assert over_midnight(enrolment, first) == [(FIRST_DAY, 0, 0, 0, 0), (SECOND_DAY, 1, 2, 3, 4)]


def test_what_was_done_over_midnight_stands_in_the_first_day_when_the_later_counts_no_more(learner):
    enrolment, first, _second = learner
    full = {"active_seconds": 3 * 60 * first.minutes, "signs": 1, "rule_version": 1}
    full |= dict.fromkeys(DOINGS[1:], 0)
    LearningPeriod.objects.create(
        enrolment=enrolment, lesson=first, day=SECOND_DAY, began_at=at(0), ended_at=at(86_400), **full
    )
    assert over_midnight(enrolment, first) == [(FIRST_DAY, 1, 2, 3, 4), (SECOND_DAY, 0, 0, 0, 0)]


def test_the_week_begins_on_monday(learner):
    enrolment, first, _second = learner
    monday = NOW  # the first of June 2026
    for days in (-1, 0):
        alive(enrolment, first, days * 86_400 + 86_400, now=monday + timedelta(days=days))
        alive(enrolment, first, days * 86_400 + 86_430, now=monday + timedelta(days=days, seconds=30))
    time = get_learning_time(enrolment.person_id, now=monday + timedelta(minutes=5))
    assert (time.today, time.week, time.by_lesson[first.pk]) == (30, 30, 60)


def test_nobody_has_the_time_of_another(learner):
    enrolment, first, _second = learner
    alive(enrolment, first, 0)
    alive(enrolment, first, 30)
    stranger, _enrolment = enrolled_trainee()
    assert get_learning_time(stranger.person_id, now=at(60)).by_lesson == {}


# --- notes and bookmarks ----------------


def note(enrolment, lesson, text, based_on=0, seconds=0):
    return save_note(
        person_id=enrolment.person_id, lesson=lesson, text=text, based_on=based_on, now=at(seconds)
    )


def test_a_note_is_kept_and_changed(learner):
    enrolment, first, _second = learner
    revision = note(enrolment, first, "水 30 ℃").revision
    note(enrolment, first, "水 28 ℃", based_on=revision)
    marks = marks_in_lesson(enrolment.person_id, first)
    assert (marks.note.text, marks.note.revision, marks.replaced) == ("水 28 ℃", 2, ())


def test_two_terminals_lose_no_text(learner):
    enrolment, first, _second = learner
    revision = note(enrolment, first, "before").revision
    note(enrolment, first, "from terminal one", based_on=revision)
    note(enrolment, first, "from terminal two", based_on=revision)
    marks = marks_in_lesson(enrolment.person_id, first)
    assert marks.note.text == "from terminal two"
    assert [mark.text for mark in marks.replaced] == ["from terminal one"]
    remove_replaced_text(person_id=enrolment.person_id, lesson=first, mark_uuid=marks.replaced[0].uuid)
    assert marks_in_lesson(enrolment.person_id, first).replaced == ()


def test_saving_the_same_text_again_changes_nothing(learner):
    enrolment, first, _second = learner
    for _ in range(2):
        assert note(enrolment, first, "once").revision == 1


def test_a_note_that_is_too_long_or_stands_on_too_many_others_is_refused(learner):
    enrolment, first, _second = learner
    with pytest.raises(NoteTooLong):
        note(enrolment, first, "长" * 4001)
    assert note(enrolment, first, "长" * 4000).revision == 1
    for number in range(MOST_TEXTS):
        note(enrolment, first, f"text {number}")
    with pytest.raises(TooManyTexts):
        note(enrolment, first, "one more")
    assert LessonMark.objects.filter(kind="replaced").count() == MOST_TEXTS


def test_nobody_removes_or_finds_what_another_wrote(learner):
    enrolment, first, _second = learner
    note(enrolment, first, "one")
    note(enrolment, first, "two", based_on=9)
    theirs = marks_in_lesson(enrolment.person_id, first).replaced[0]
    stranger, _enrolment = enrolled_trainee()
    with pytest.raises(MarkNotFound):
        remove_replaced_text(person_id=stranger.person_id, lesson=first, mark_uuid=theirs.uuid)
    assert find_marks(stranger.person_id) == find_marks(None) == []
    with pytest.raises(MarkNotFound):
        remove_replaced_text(person_id=enrolment.person_id, lesson=first, mark_uuid=uuid4())


def test_a_part_has_one_bookmark_that_comes_off_again(learner):
    enrolment, first, _second = learner
    for title in ("酵母", "酵母", None, None, "酵母"):
        set_bookmark(person_id=enrolment.person_id, lesson=first, part=2, title=title, now=NOW)
    assert marks_in_lesson(enrolment.person_id, first).bookmarked == {2}


@pytest.mark.parametrize(
    ("words", "found"), [("", 2), ("yeast", 1), ("YEAST warm", 1), ("yeast cold", 0), ("第2课", 1), ("%", 0)]
)
def test_notes_are_found_by_their_words_and_their_lesson(learner, words, found):
    enrolment, first, second = learner
    note(enrolment, first, "Yeast likes it warm")
    set_bookmark(person_id=enrolment.person_id, lesson=second, part=1, title="Salt", now=NOW)
    assert len(find_marks(enrolment.person_id, words=words)) == found


def test_an_emptied_note_is_not_listed(learner):
    enrolment, first, _second = learner
    note(enrolment, first, "", based_on=note(enrolment, first, "x").revision)
    assert find_marks(enrolment.person_id) == []


def test_the_choice_of_one_part_per_screen_goes_with_the_person(learner):
    enrolment, _first, _second = learner
    assert not is_stepwise(enrolment.person_id)
    for wanted in (True, True, False):
        choose_steps(person_id=enrolment.person_id, is_stepwise=wanted)
        assert is_stepwise(enrolment.person_id) is wanted


def test_private_and_frequent_writes_leave_no_audit_row(learner):
    enrolment, first, _second = learner
    before = AuditEntry.objects.count()
    place(enrolment, first, 2, 1)
    alive(enrolment, first, 1)
    note(enrolment, first, "mine")
    set_bookmark(person_id=enrolment.person_id, lesson=first, part=1, title="x", now=NOW)
    choose_steps(person_id=enrolment.person_id, is_stepwise=True)
    assert AuditEntry.objects.count() == before
