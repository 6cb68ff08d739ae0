"""What was learnt outside of class, by day: of chosen lessons only, beside the classes of the days on which it was."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db.models import OuterRef, Q
from django.utils.timezone import localtime

from lms.core.clock import end_of_day, local_date
from lms.delivery.cohorts.models import CohortMember
from lms.delivery.hours.learning import rules
from lms.delivery.hours.learning.rules import Span
from lms.delivery.models import LearningPeriod
from lms.delivery.register.models import AttendanceMark, AttendanceState
from lms.delivery.timetable.models import ClassSession, SessionState
from lms.enrolments.api import Enrolment, rests_on

# By enrolment and lesson, then by local day: the seconds learnt outside of class.
LearntByDay = Mapping[tuple[int, int], Mapping[date, int]]
Lessons = Mapping[int, frozenset[int]]


def learnt_by_day(enrolments: Iterable[Enrolment], lessons: Lessons, until: date) -> LearntByDay:
    """Return what was learnt of some lessons until a day, without what was learnt during class or while training rests.

    `lessons`: by enrolment those that are read. At most four queries, and none where there is nothing to read.
    """
    people = {row.pk: row.person_id for row in enrolments}
    asked = _of_lessons(lessons)
    if not asked:
        return {}
    periods = LearningPeriod.objects.filter(asked, day__lte=until).order_by()
    periods = periods.exclude(rests_on(OuterRef("day"), OuterRef("enrolment")))
    columns = ("enrolment_id", "lesson_id", "day", "began_at", "ended_at", "active_seconds")
    rows = list(periods.values_list(*columns))
    spans = [(begins, ends) for _enrolment, _lesson, _day, begins, ends, _active in rows]
    classes = _classes_of({people[row[0]] for row in rows}, _days_of(spans), until)
    found: dict[tuple[int, int], Counter[date]] = {}
    for enrolment, lesson, day, begins, ends, active in rows:
        outside = rules.seconds_outside((begins, ends), active, classes[people[enrolment]])
        found.setdefault((enrolment, lesson), Counter())[day] += outside
    return found


def _of_lessons(lessons: Lessons) -> Q:
    """Return what chooses these lessons of these enrolments; people who are as far as each other go together."""
    alike: dict[frozenset[int], list[int]] = {}
    for enrolment, wanted in lessons.items():
        if wanted:
            alike.setdefault(wanted, []).append(enrolment)
    asked = Q()
    for wanted, those in alike.items():
        asked |= Q(enrolment__in=those, lesson__in=wanted)
    return asked


def _days_of(spans: Iterable[Span]) -> set[date]:
    """Return the days on which a class begins that these spans may meet: it can have begun the evening before."""
    found: set[date] = set()
    for begins, ends in spans:
        first, last = localtime(begins).date() - rules.DAY, localtime(ends).date()
        found.update(first + timedelta(days=count) for count in range((last - first).days + 1))
    return found


def _classes_of(people: set[int], days: set[date], until: date) -> dict[int, list[Span]]:
    """Return by person when there was class: of cohorts that they belonged to that day, or as a register says."""
    found: dict[int, list[Span]] = {person: [] for person in people}
    for person, span in (*_planned(people, days, until), *_present(people, days)):
        found[person].append(span)
    return {person: rules.merged(spans) for person, spans in found.items()}


def _planned(people: set[int], days: set[date], until: date) -> Iterable[tuple[int, Span]]:
    stays = CohortMember.objects.filter(enrolment__person__in=people)
    columns = ("cohort_id", "enrolment__person_id", "joined_on", "left_on")
    members: dict[int, list[tuple[int, date, date | None]]] = {}
    for cohort, *stay in stays.values_list(*columns):
        members.setdefault(cohort, []).append(tuple(stay))
    held = ClassSession.objects.filter(
        cohort__in=members, state=SessionState.PLANNED, begins_at__date__in=days
    )
    held = held.filter(begins_at__lte=end_of_day(until)).order_by()
    columns = ("cohort_id", "cohort__site__time_zone", "begins_at", "ends_at")
    for cohort, zone, begins, ends in held.values_list(*columns):
        day = local_date(begins, zone=zone)
        for person, joined, left in members[cohort]:
            if joined <= day and (left is None or day < left):
                yield person, (begins, ends)


def _present(people: set[int], days: set[date]) -> Iterable[tuple[int, Span]]:
    marks = AttendanceMark.objects.filter(enrolment__person__in=people, state=AttendanceState.PRESENT)
    marks = marks.filter(register__session__begins_at__date__in=days).order_by()
    times = ("enrolment__person_id", "register__session__begins_at", "register__session__ends_at")
    for person, begins, ends in marks.values_list(*times):
        yield person, (begins, ends)
