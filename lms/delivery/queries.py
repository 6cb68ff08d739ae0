"""Reads of learning: progress with positions, active time, and a person's own marks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet, Sum

from courses.catalog.api import Lesson, Unit, lessons_of_version, list_places
from lms.core.clock import local_date
from lms.core.prepared import Columns, Question, Slot, slot
from lms.delivery import rules
from lms.delivery.models import LearningChoice, LearningPeriod, LessonMark, LessonProgress, MarkKind
from lms.enrolments.api import Enrolment

# Every look at a lesson asks these two.
_READING = Columns(
    lambda: LessonProgress.objects.filter(
        enrolment=slot(LessonProgress, "enrolment"), lesson=slot(LessonProgress, "lesson")
    ).values_list(
        "completed_at",
        "enrolment__person__learning_choice__is_stepwise",
        *(f"position__{name}" for name in ("part", "paragraph", "recording", "second", "taken_at")),
    )
)
_MARKS = Question(
    lambda: (
        marks_of(slot(LessonMark, "person")).filter(lesson=slot(LessonMark, "lesson")).order_by("part", "at")
    )
)


@dataclass(frozen=True, slots=True)
class Stop:
    """Where somebody stopped in a lesson."""

    part: int
    paragraph: int
    recording: str
    second: int | None
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class LessonState:
    """One lesson of an enrolment's version, its unit, whether it is opened or completed, and where it stopped."""

    lesson: Lesson
    unit: Unit
    is_opened: bool
    is_completed: bool
    stop: Stop | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How one person reads a lesson: whether it is completed, where it stopped, one part at a time or whole."""

    is_completed: bool = False
    stop: Stop | None = None
    is_stepwise: bool = False


@dataclass(frozen=True, slots=True)
class LearningTime:
    """Active seconds of a person: on the day, in the week from Monday, and in all, by lesson."""

    today: int = 0
    week: int = 0
    by_lesson: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EarlyFinish:
    """A lesson that somebody has hardly begun: minutes learnt so far, and minutes planned."""

    minutes: int
    planned: int


@dataclass(frozen=True, slots=True)
class LessonMarks:
    """What a person wrote and marked in one lesson."""

    note: LessonMark | None = None
    replaced: tuple[LessonMark, ...] = ()
    bookmarks: tuple[LessonMark, ...] = ()

    @property
    def bookmarked(self) -> frozenset[int]:
        """Return the numbers of the marked parts."""
        return frozenset(mark.part for mark in self.bookmarks if mark.part)


def list_lesson_states(enrolment: Enrolment) -> list[LessonState]:
    """Return the lessons in teaching order with the enrolment's progress."""
    rows = LessonProgress.objects.filter(enrolment=enrolment).select_related("position")
    progress = {row.lesson_id: row for row in rows}
    return [
        _state(place.lesson, place.unit, progress.get(place.lesson_id))
        for place in list_places(enrolment.version_id)
    ]


def _state(lesson: Lesson, unit: Unit, progress: LessonProgress | None) -> LessonState:
    if progress is None:
        return LessonState(lesson, unit, False, False)
    kept = getattr(progress, "position", None)
    stop = Stop(kept.part, kept.paragraph, kept.recording, kept.second, kept.taken_at) if kept else None
    return LessonState(lesson, unit, True, progress.completed_at is not None, stop)


def find_reading(enrolment: Enrolment, lesson: Lesson) -> Reading | None:
    """Return how the enrolment's person reads a lesson; None when it was never opened. One query."""
    found = _READING.first(enrolment=enrolment.pk, lesson=lesson.pk)
    if found is None:
        return None
    completed_at, is_stepwise, *at = found
    return Reading(completed_at is not None, Stop(*at) if at[0] else None, bool(is_stepwise))


def count_completed_lessons(enrolment: Enrolment) -> tuple[int, int]:
    """Return how many of the version's lessons are completed, and how many there are."""
    wanted = list(lessons_of_version(enrolment.version_id).values_list("pk", flat=True))
    done = LessonProgress.objects.filter(enrolment=enrolment, completed_at__isnull=False, lesson__in=wanted)
    return done.count(), len(wanted)


def completed_lessons_by_enrolment(enrolments: Iterable[Enrolment]) -> dict[int, tuple[int, int]]:
    """Return of each enrolment how many of its version's lessons are completed, and how many there are."""
    listed = list(enrolments)
    wanted = {
        version: set(lessons_of_version(version).values_list("pk", flat=True))
        for version in {row.version_id for row in listed}
    }
    rows = LessonProgress.objects.filter(enrolment__in=listed, completed_at__isnull=False)
    done: dict[int, set[int]] = {}
    for enrolment, lesson in rows.values_list("enrolment_id", "lesson_id"):
        done.setdefault(enrolment, set()).add(lesson)
    return {
        row.pk: (len(done.get(row.pk, set()) & wanted[row.version_id]), len(wanted[row.version_id]))
        for row in listed
    }


def get_learning_time(person_id: int | None, *, now: datetime) -> LearningTime:
    """Return how long a person learnt actively; the week begins on Monday of the site's calendar."""
    if person_id is None:
        return LearningTime()
    today = local_date(now)
    monday = today - timedelta(days=today.weekday())
    rows = LearningPeriod.objects.filter(enrolment__person_id=person_id).order_by().values_list("lesson_id")
    sums = rows.annotate(all=Sum("active_seconds"), week=_since(monday), today=_since(today))
    found = list(sums)
    return LearningTime(
        today=sum(row[3] or 0 for row in found),
        week=sum(row[2] or 0 for row in found),
        by_lesson={row[0]: row[1] for row in found},
    )


def find_early_finish(enrolment: Enrolment, lesson: Lesson) -> EarlyFinish | None:
    """Return how little of a lesson was learnt, when finishing it now would be early; None when it is finished."""
    learnt = LessonProgress.objects.filter(enrolment=enrolment, lesson=lesson, completed_at__isnull=False)
    if learnt.exists():
        return None
    periods = LearningPeriod.objects.filter(enrolment__person=enrolment.person_id, lesson=lesson)
    seconds = periods.aggregate(all=Sum("active_seconds"))["all"] or 0
    return EarlyFinish(seconds // 60, lesson.minutes) if rules.is_early(seconds, lesson.minutes) else None


def _since(day: date) -> Sum:
    return Sum("active_seconds", filter=Q(day__gte=day))


def is_stepwise(person_id: int | None) -> bool:
    """Return whether the person chose one part per screen."""
    if person_id is None:
        return False
    return LearningChoice.objects.filter(person_id=person_id, is_stepwise=True).exists()


def marks_of(person_id: int | Slot | None) -> QuerySet[LessonMark]:
    """Return a person's own marks: the only way to them, whoever asks; no role sees another's."""
    if person_id is None:
        return LessonMark.objects.none()
    return LessonMark.objects.filter(person_id=person_id)


def marks_in_lesson(person_id: int | None, lesson: Lesson) -> LessonMarks:
    """Return what the person wrote and marked in a lesson."""
    return _sorted(_MARKS.rows(person=person_id, lesson=lesson.pk) if person_id else ())


def find_marks(person_id: int | None, *, words: str = "") -> list[tuple[Lesson, LessonMarks]]:
    """Return the person's marks by lesson, those first that were touched last; only with these words, if any."""
    rows = marks_of(person_id).exclude(kind=MarkKind.NOTE, text="").select_related("lesson")
    for word in words.split():
        titles = Q(lesson__title_zh__icontains=word) | Q(lesson__title_en__icontains=word)
        rows = rows.filter(Q(text__icontains=word) | titles)
    by_lesson: dict[int, list[LessonMark]] = {}
    for mark in rows.order_by("-at"):
        by_lesson.setdefault(mark.lesson_id, []).append(mark)
    return [(marks[0].lesson, _sorted(marks)) for marks in by_lesson.values()]


def _sorted(marks: Iterable[LessonMark]) -> LessonMarks:
    listed = list(marks)
    notes = [mark for mark in listed if mark.kind == MarkKind.NOTE]
    bookmarks = [mark for mark in listed if mark.kind == MarkKind.BOOKMARK]
    return LessonMarks(
        note=notes[0] if notes else None,
        replaced=tuple(mark for mark in listed if mark.kind == MarkKind.REPLACED),
        bookmarks=tuple(sorted(bookmarks, key=lambda mark: mark.part or 0)),
    )
